"""The same on a small machine: one core, 256 MiB of memory with everything that the kernel caches."""
import os, pathlib

from . import many_days, measuring

LIMIT_MIB = 256
GROUPS = pathlib.Path("/sys/fs/cgroup")


class Limits:
    """A control group of the kernel, version 1 or 2, for whatever joins it."""

    def __init__(self):
        name = f"doorstats-benchmark-{os.getpid()}"
        old = GROUPS / "memory"
        self.folder = (old if (old / "memory.limit_in_bytes").exists() else GROUPS) / name
        self.folder.mkdir()
        files = ("memory.limit_in_bytes",) if old in self.folder.parents else (
            "memory.max", "memory.swap.max")
        try:
            (self.folder / files[0]).write_text(str(LIMIT_MIB << 20))
            for swap in files[1:]:
                (self.folder / swap).write_text("0")
        except OSError:
            self.close()
            raise

    def join(self):
        """Called in the child: it and what it starts stay in the group and on the first core."""
        (self.folder / "cgroup.procs").write_text(str(os.getpid()))
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    def close(self):
        self.folder.rmdir()


def small(bench):
    days = 3
    try:
        limits = Limits()
    except OSError as problem:
        bench.skip(f"one core and {LIMIT_MIB} MiB", f"no control group for memory: {problem}")
        return
    bench.section(
        f"A small machine: one core, {LIMIT_MIB} MiB",
        f"{days} days of one door in a control group of that size, the kernel's file cache included; "
        "as a Raspberry Pi would, but for its slower core.")
    try:
        store, files = many_days.seed_store(bench)
        run = lambda *words: bench.doorstats(*words, store=bench.path("small.sqlite"),
                                             preexec=limits.join)
        bench.add("import", [run("import", "-q", *files)], days=days)
        bench.add("openings: detect everything", [run("openings", "-q")], days=days)
        rebuild = ["openings", "--rebuild", "-q"]
        bench.add("openings --rebuild", bench.rounds(lambda: run(*rebuild), 3), days=days)
        for words in (["busiest"], ["status"], ["openings", "--day"]):
            bench.add(" ".join(words), bench.rounds(lambda: run(*words), 3))
        same = measuring.run(["cmp", bench.path("small.csv"), bench.path("large.csv")]) \
            if listings(bench, run, store) else None
        bench.fact("the openings are those that two cores find", "yes" if same else "no")
    finally:
        limits.close()


def listings(bench, run, store):
    """The openings of both stores as files."""
    run("openings", "--list", "--format", "csv", "-o", bench.path("small.csv"))
    bench.doorstats(
        "openings", "--list", "--format", "csv", "-o", bench.path("large.csv"), store=store)
    return bench.path("small.csv").stat().st_size > 0
