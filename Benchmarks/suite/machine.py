"""What is measured, and where."""
import os, pathlib, platform, re, subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def first_match(pattern, path):
    try:
        found = re.search(pattern, pathlib.Path(path).read_text(), re.MULTILINE)
    except OSError:
        return None
    return found.group(1).strip() if found else None


def description():
    memory = first_match(r"^MemTotal:\s+(\d+)", "/proc/meminfo")
    return {
        "processor": first_match(r"^model name\s*:\s*(.+)$", "/proc/cpuinfo")
        or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(int(memory) / 2**20) if memory else None,
        "system": first_match(r'^PRETTY_NAME="(.+)"$', "/etc/os-release"),
        "kernel": platform.release(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def version(program):
    """The program's version, and the commit it was built from as far as git knows."""
    name = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return {"doorstats": name, "commit": commit.stdout.strip() or None}


def program():
    """The release build; 'scripts/build' makes it."""
    folder = os.environ.get("DOORSTATS_BINARIES") or subprocess.run(
        ["swift", "build", "-c", "release", "--show-bin-path"], cwd=ROOT, check=True,
        capture_output=True, text=True).stdout.strip()
    return folder + "/doorstats"
