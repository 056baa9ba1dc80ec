"""Stores of many device-days, made of one simulated day with its times shifted, a device each month."""
import sqlite3

from . import measuring

DAY = 86_400_000
DAYS_A_DEVICE = 30
# Shifting a day of readings is an INSERT that copies blobs: nothing in them depends on the day.
COLUMNS = """run, encoding, value_bytes, count, first_ms + :shift, last_ms + :shift, time_offset_ms,
    document_hash, acceleration_x, acceleration_y, acceleration_z, proximity, light, rotation, gravity,
    orientation"""


def seed_store(bench):
    """Three days of documents; the middle one, which is whole, is the one that is repeated."""
    folder = bench.path("seed")
    bench.doorstats(
        "simulate", "--preset", "home", "--seed", "5", "--days", "3", "--since", "2026-01-01",
        "--folder", folder, "-q", store=bench.path("none"))
    files = sorted(folder.glob("*.ndjson"))
    store = bench.path("seed.sqlite")
    bench.doorstats("import", "-q", *files, store=store)
    return store, files


def make(bench, seed, target, device_days):
    """A store of so many device-days: devices of 30 days each."""
    measuring.run([bench.program, "backup", "-q", target], environment={
        **bench.environment, "DOORSTATS_STORE": str(seed)})
    database = sqlite3.connect(target, isolation_level=None)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    (first,) = database.execute("SELECT min(start_ms) FROM segment").fetchone()
    start = (first // DAY + 1) * DAY
    database.execute("ATTACH ? AS seed", (str(seed),))
    for table in ("opening", "episode", "observed", "detected_day", "detector_run", "segment"):
        database.execute(f"DELETE FROM main.{table}")
    (device,) = database.execute("SELECT min(device_id) FROM device").fetchone()
    for number in range(device_days):
        owner = device + number // DAYS_A_DEVICE
        if number % DAYS_A_DEVICE == 0 and number > 0:
            database.execute(
                "INSERT INTO main.device (device_id, type, id) VALUES (?, 'Android', ?)",
                (owner, f"10.0.{owner // 250}.{owner % 250}"))
        shift = (number % DAYS_A_DEVICE) * DAY
        database.execute(
            f"""INSERT INTO main.segment (device_id, start_ms, run, encoding, value_bytes, count,
                first_ms, last_ms, time_offset_ms, document_hash, acceleration_x, acceleration_y,
                acceleration_z, proximity, light, rotation, gravity, orientation)
            SELECT :owner, start_ms + :shift, {COLUMNS} FROM seed.segment
            WHERE start_ms >= :start AND start_ms < :start + {DAY}""",
            {"owner": owner, "shift": shift, "start": start})
    (readings,) = database.execute("SELECT sum(count) FROM main.segment").fetchone()
    database.close()
    return readings
