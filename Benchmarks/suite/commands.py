"""Start-up and reports, as whole processes, on a made-up year of five doors."""
from . import machine, measuring

NOW = ["--now", "2026-11-16T07:30", "--tz", "Europe/Berlin"]
# Name, words, aim [ms].
COMMANDS = [
    ("--version", ["--version"], None),
    ("--help", ["--help"], 15),
    ("status", ["status", "--now", "2026-11-16T07:30"], 50),
    ("busiest", ["busiest", *NOW], 50),
    ("openings --day", ["openings", "--day", *NOW], 50),
    ("openings --by day", ["openings", "--by", "day", *NOW], 50),
    ("report weekly --format html", ["report", "weekly", "--format", "html", *NOW], 150),
    ("openings --list --format csv", ["openings", "--list", "--format", "csv", *NOW], None),
    ("unusual", ["unusual", *NOW], None),
    ("gaps", ["gaps", *NOW], None),
]


def commands(bench):
    store = bench.path("year.sqlite")
    measuring.run([machine.ROOT / "scripts/make-store", store, "--program", bench.program])
    bench.section(
        "Start-up and reports", "Whole processes on a year of five doors: 36,500 openings, 43,800 "
        "hours of readings. The fastest is what the program takes, the median what a user waits.")
    count = 5 if bench.options.quick else 21
    bench.add("floor: /bin/true", bench.rounds(lambda: measuring.run(["/bin/true"]), count))
    for name, words, aim in COMMANDS:
        bench.doorstats(*words, store=store)
        runs = bench.rounds(lambda: bench.doorstats(*words, store=store), count)
        bench.add(name, runs, aim_ms=aim)
