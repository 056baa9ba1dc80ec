"""What grows with the number of device-days, and what does not."""
from . import many_days

SIZES = [1, 10, 100, 1000]


def scale(bench):
    largest = bench.options.scale_to
    sizes = [size for size in SIZES if size < largest] + [largest]
    bench.section(
        "Scale", "Stores made of one simulated day that is repeated with its times shifted, 30 days a "
        "device, without rotation, gravity and orientation: as many readings as it says, but not as "
        "many different ones. Detection of everything should take a straight line of time and a flat "
        "memory; reports look at openings only. The appended day is new documents of one more door.")
    seed, _ = many_days.seed_store(bench)
    extra = bench.path("extra")
    bench.doorstats(
        "simulate", "--preset", "home", "--seed", "8", "--days", "1", "--since", "2026-03-01",
        "--folder", extra, "-q", store=seed)
    for size in sizes:
        measure(bench, seed, sorted(extra.glob("*.ndjson")), size)


def measure(bench, seed, extra, size):
    store = bench.path("many.sqlite")
    readings = many_days.make(bench, seed, store, size)
    name = f"{size:,} device-day{'s' if size > 1 else ''}"
    bench.fact(f"{name}: readings", f"{readings:,}")
    bench.fact(f"{name}: store [GB]", round(store.stat().st_size / 1e9, 2))
    bench.run_sync()
    detected = bench.add(
        f"{name}: detect everything", [bench.doorstats("openings", "-q", store=store)])
    bench.fact(f"{name}: detection, ms a device-day", round(1000 * detected["wall_s"] / size, 1))
    for words in (["status"], ["busiest", "--last", "30d"], ["openings", "--day"]):
        bench.add(f"{name}: {' '.join(words)}", bench.rounds(
            lambda: bench.doorstats(*words, "--now", "2026-01-31T12:00", store=store), 3))
    bench.add(f"{name}: import one more day", [
        bench.doorstats("import", "-q", *extra, store=store)])
    bench.add(f"{name}: openings, that day is new", [
        bench.doorstats("openings", "-q", store=store)])
    for file in bench.work.glob("many.sqlite*"):
        file.unlink()
