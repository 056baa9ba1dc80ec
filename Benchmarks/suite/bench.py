"""One run of the benchmarks: where things are, and the rows as they come."""
import os, pathlib, shutil, subprocess, tempfile

from . import machine, measuring

ROOT = machine.ROOT
FLOORS = {
    "simdjson": ["-lsimdjson"], "sqlite": ["-lsqlite3"], "memory": ["-march=native", "-pthread"]}


class Bench:
    def __init__(self, options):
        self.options = options
        self.program = machine.program()
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="doorstats-benchmark-", dir=options.work))
        self.environment = {
            "HOME": str(self.work), "PATH": os.environ["PATH"], "TZ": "Etc/UTC"}
        # numpy's own OpenBLAS chooses for itself; these serve older ones.
        self.peer_environment = {
            name: value for name, value in os.environ.items()
            if name not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
        self.cores = len(os.sched_getaffinity(0))
        self.sections = []
        self.skipped = []

    def close(self):
        shutil.rmtree(self.work, ignore_errors=True)

    def path(self, name):
        return self.work / name

    # Rows

    def section(self, title, note=""):
        self.sections.append({"title": title, "note": note, "rows": []})
        print(f"\n{title}\n{note}" if note else f"\n{title}", flush=True)

    def add(self, name, runs, **more):
        """Keeps a row: what was measured, of how many rounds."""
        row = {"name": name, **measuring.summary(runs), **more}
        self.sections[-1]["rows"].append(row)
        spread = f"{row['wall_min_s']:.2f}–{row['wall_max_s']:.2f}"
        print(f"  {name:<46} {row['wall_s']:8.3f} s  ({spread}, n {row['n']})  "
              f"{row['cpu_s']:7.2f} s CPU  {row['peak_mib']:6.0f} MiB", flush=True)
        return row

    def fact(self, name, value):
        """Keeps a number that no rounds stand behind."""
        self.sections[-1].setdefault("facts", {})[name] = value
        print(f"  {name}: {value}", flush=True)

    def skip(self, name, reason):
        self.skipped.append({"name": name, "reason": reason})
        print(f"  {name:<46} skipped: {reason}", flush=True)

    # Commands

    def doorstats(self, *words, store, **more):
        environment = {**self.environment, "DOORSTATS_STORE": str(store)}
        return measuring.run([self.program, *words], environment=environment, **more)

    def run_sync(self):
        """Waits until the disk has what was written, so that the next row does not pay for it."""
        measuring.run(["sync"])

    def rounds(self, make, count=None):
        return [make() for _ in range(count or self.options.rounds)]

    def floor(self, name):
        """Builds one of the floors; None where no compiler or library is there."""
        target = self.path(f"floor-{name}")
        if not target.exists():
            built = subprocess.run(
                ["c++", "-O3", "-std=c++17", ROOT / f"Benchmarks/floors/{name}.cpp", *FLOORS[name],
                 "-o", target], capture_output=True, text=True)
            if built.returncode != 0:
                self.skip(f"floor: {name}", built.stderr.strip().splitlines()[-1][:100])
                return None
        return target

    def peer_command(self, *words):
        return [
            self.options.peers_from, "-W", "ignore", ROOT / "Benchmarks/peers/count.py", *words]

    def has_peer(self, engine, name):
        """Whether a peer is installed; one that is not is skipped by name."""
        found = subprocess.run(
            [str(word) for word in self.peer_command("has", engine)], capture_output=True,
            text=True, env=self.peer_environment)
        if found.returncode != 0:
            self.skip(name, (found.stderr.strip().splitlines() or ["not installed"])[-1])
        return found.returncode == 0

    def peer(self, engine, name, *words, count=1, **more):
        """A row of a peer; returns the row, or None where it was skipped."""
        if not self.has_peer(engine, name):
            return None
        make = lambda: measuring.run(
            self.peer_command(engine, *words), environment=self.peer_environment)
        try:
            runs = self.rounds(make, count)
        except measuring.Failed as failure:
            self.skip(name, str(failure).split(": ", 1)[-1][:160])
            return None
        return self.add(name, runs, answer=runs[-1].output.strip().splitlines()[-1], **more)


def ratio(row, base):
    """How many times longer `base` takes than `row`, in wall time."""
    return round(base["wall_s"] / row["wall_s"], 2) if row and base else None

