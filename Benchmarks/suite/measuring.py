"""Running commands and telling what they took: wall, processor, memory."""
import dataclasses, os, statistics, subprocess, tempfile, time


@dataclasses.dataclass
class Run:
    """What one command, or several at once, took: seconds, seconds, MiB at the peak."""
    wall: float
    cpu: float
    memory: float
    output: str = ""


class Failed(Exception):
    """A command ended with an error; its last words."""


def run(*commands, environment=None, expected=(0,), preexec=None):
    """Runs commands side by side. Of several, memory adds up: each has its own.

    Nothing waits for a pipe: what they print goes to files.
    """
    outputs = [tempfile.TemporaryFile() for _ in commands]
    start = time.monotonic()
    processes = [
        subprocess.Popen(
            [str(word) for word in command], stdout=output, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, env=environment, preexec_fn=preexec)
        for command, output in zip(commands, outputs)]
    result = Run(0, 0, 0)
    for command, process, output in zip(commands, processes, outputs):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        result.wall = time.monotonic() - start
        result.cpu += usage.ru_utime + usage.ru_stime
        result.memory += usage.ru_maxrss / 1024
        output.seek(0)
        text = output.read().decode(errors="replace")
        result.output += text
        if process.returncode not in expected:
            words = text.strip().splitlines() or [""]
            raise Failed(f"{command[0]} ended with {process.returncode}: {words[-1][:200]}")
    return result


def added(runs):
    """Several runs one after the other as one: times add up, memory is the largest."""
    return Run(
        sum(run.wall for run in runs), sum(run.cpu for run in runs),
        max(run.memory for run in runs), runs[-1].output)


def summary(runs):
    """What is kept of the rounds of a row."""
    walls = [run.wall for run in runs]
    return {
        "n": len(runs),
        "wall_s": round(statistics.median(walls), 4),
        "wall_min_s": round(min(walls), 4),
        "wall_max_s": round(max(walls), 4),
        "cpu_s": round(statistics.median(run.cpu for run in runs), 4),
        "peak_mib": round(max(run.memory for run in runs), 1),
    }
