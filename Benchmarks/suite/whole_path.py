"""Documents → store → openings an hour, beside its floors and its peers."""
from . import measuring
from .bench import ratio


def make_data(bench):
    """The documents of so many days of one door, from a seed."""
    days = bench.options.days
    folder = bench.path("documents")
    bench.doorstats(
        "simulate", "--preset", "home", "--seed", "5", "--days", str(days), "--since", "2026-10-01",
        "--folder", folder, "-q", store=bench.path("none"))
    return sorted(folder.glob("*.ndjson"))


def line_count(bench, files):
    return int(measuring.run(["sh", "-c", 'cat "$@" | wc -l', "-", *files]).output)


def documents(bench, files):
    size = sum(file.stat().st_size for file in files)
    count = line_count(bench, files)
    bench.section(
        f"Documents to openings an hour: {bench.options.days} device-days",
        f"{count:,} documents of {size // count} bytes, {size / 1e9:.1f} GB of NDJSON. Peers count "
        "with a plain threshold; doorstats detects, and keeps the readings.")
    bench.fact("documents", count)
    bench.fact("bytes", size)
    bench.add("floor: cat, all files to nowhere", bench.rounds(lambda: measuring.run(
        ["sh", "-c", 'cat "$@" > /dev/null', "-", *files])))
    floor = simdjson_row(bench, files)
    imported, detected = [], []
    for _ in range(bench.options.rounds):
        remove_store(bench)
        store = bench.path("store.sqlite")
        imported.append(bench.doorstats("import", "-q", *files, store=store))
        detected.append(bench.doorstats("openings", "--by", "hour", "-q", store=store))
    bench.add("doorstats import", imported)
    bench.add("doorstats openings: detect all, count by hour", detected)
    whole = bench.add(
        "doorstats, both: stored and detected",
        [measuring.added(pair) for pair in zip(imported, detected)])
    duckdb = bench.peer(
        "duckdb", "DuckDB read_json", "documents", *files, count=bench.options.rounds)
    bench.peer("polars", "Polars scan_ndjson", "documents", *files)
    some = files[:max(1, len(files) // 10)]
    share = f"{len(some)} of {len(files)} files"
    bench.peer("numpy", f"NumPy with orjson, {share}", "documents", *some)
    bench.peer("pandas", f"pandas read_json, {share}", "documents", *some)
    bench.peer("pyspark", f"PySpark read.json, {share}", "documents", *some)
    if duckdb:
        bench.fact("DuckDB's time / doorstats' time, stored and detected", ratio(whole, duckdb))
        bench.fact(
            "doorstats' memory / DuckDB's", round(whole["peak_mib"] / duckdb["peak_mib"], 2))
    if floor:
        bench.fact(
            "doorstats, both / simdjson alone on all cores",
            round(whole["wall_s"] / floor["wall_s"], 2))


def simdjson_row(bench, files):
    """simdjson reads the same members and keeps nothing, on every core a part of the files."""
    program = bench.floor("simdjson")
    if not program:
        return None
    parts = [files[core::bench.cores] for core in range(bench.cores)]
    return bench.add(
        f"floor: simdjson alone, {bench.cores} processes",
        bench.rounds(lambda: measuring.run(*[[program, *part] for part in parts if part])))


def remove_store(bench):
    for file in bench.work.glob("store.sqlite*"):
        file.unlink()


def stored(bench, files):
    """From what is stored to openings: the store, Parquet, rows of SQLite."""
    store = bench.path("store.sqlite")
    readings = int(measuring.run(
        ["sqlite3", store, "SELECT sum(count) FROM segment"]).output)
    bench.section(
        f"Stored readings to openings an hour: {bench.options.days} device-days",
        f"{readings:,} readings, {store.stat().st_size / readings:.1f} bytes each in the store.")
    memory = bench.floor("memory")
    if memory:
        bench.fact("memory, reading on all cores", measuring.run([memory]).output.strip())
    scan = bench.floor("sqlite")
    if scan:
        row = bench.add(
            f"floor: SQLite's blobs added up, {bench.cores} processes",
            bench.rounds(lambda: measuring.run(
                *[[scan, store, core, bench.cores] for core in range(bench.cores)])))
        bench.fact("floor, million readings a second", round(readings / row["wall_s"] / 1e6))
    own = bench.add(
        "doorstats openings --rebuild --by hour", bench.rounds(lambda: bench.doorstats(
            "openings", "--rebuild", "--by", "hour", "-q", store=store), bench.options.rounds + 2))
    bench.fact("doorstats, million readings a second", round(readings / own["wall_s"] / 1e6))
    columns = bench.path("readings.parquet")
    if bench.has_peer("duckdb", "Parquet"):
        measuring.run(
            bench.peer_command("duckdb", "to-parquet", columns, *files),
            environment=bench.peer_environment)
        for engine, name in (
                ("duckdb", "DuckDB"), ("polars", "Polars"), ("pandas", "pandas"),
                ("pyspark", "PySpark")):
            row = bench.peer(
                engine, f"{name}, Parquet", "parquet", columns, count=bench.options.rounds)
            if row:
                bench.fact(f"{name}'s time / doorstats' time", ratio(own, row))
    rows(bench, store)


def rows(bench, store):
    """Plain rows of a tenth of the days: making and reading them takes a minute for each ten."""
    target = bench.path("rows.sqlite")
    days = max(1, bench.options.days // 10)
    bench.doorstats(
        "export", "readings", "--since", "2026-10-01", "--until", f"2026-10-{1 + days:02}",
        "--tz", "Etc/UTC", "--format", "sqlite", "-o", target, "-q", store=store)
    for engine, name in (
            ("polars", "Polars"), ("duckdb", "DuckDB"), ("numpy", "NumPy"), ("pandas", "pandas")):
        bench.peer(
            engine, f"{name}, rows of SQLite, {days} of {bench.options.days} days", "rows", target)
    target.unlink()
