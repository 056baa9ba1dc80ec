"""Stores of many device-days, made of one simulated day with its times shifted, a device each month."""
import sqlite3, struct, zlib

from . import measuring

DAY = 86_400_000
DAYS_A_DEVICE = 30
# What shifting changes, what it does not, and the blobs: in the order of a row's check sum.
NUMBERS = ["start_ms", "encoding", "value_bytes", "count", "first_ms", "last_ms"]
SHIFTED = {"start_ms", "first_ms", "last_ms"}
BLOBS = ["time_offset_ms", "document_hash", "acceleration_x", "acceleration_y", "acceleration_z",
         "proximity", "light", "rotation", "gravity", "orientation"]
# Detection does not look at these, and without them the largest store has room on a disk.
LEFT_OUT = {"rotation", "gravity", "orientation"}


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


class Row:
    """A segment that is written again and again, at other times and for other devices."""

    def __init__(self, values):
        self.numbers = dict(zip(NUMBERS, values))
        self.blobs = [
            None if name in LEFT_OUT else blob for name, blob in zip(BLOBS, values[len(NUMBERS):])]
        self.hashed = b"".join(
            struct.pack("<q", -1 if blob is None else len(blob)) + (blob or b"")
            for blob in self.blobs)

    def values(self, device, shift):
        """Device, numbers, blobs and check sum (docs/store.md)."""
        numbers = [value + shift * (name in SHIFTED) for name, value in self.numbers.items()]
        checksum = zlib.crc32(self.hashed, zlib.crc32(struct.pack("<7q", device, *numbers)))
        return [device, *numbers, *self.blobs, checksum]


def make(bench, seed, target, device_days):
    """A store of so many device-days: devices of 30 days each."""
    measuring.run([bench.program, "backup", "-q", target], environment={
        **bench.environment, "DOORSTATS_STORE": str(seed)})
    database = sqlite3.connect(target, isolation_level=None)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    (first,) = database.execute("SELECT min(start_ms) FROM segment").fetchone()
    start = (first // DAY + 1) * DAY
    rows = [Row(values) for values in database.execute(
        f"SELECT {', '.join(NUMBERS + BLOBS)} FROM segment WHERE start_ms >= ? AND start_ms < ?",
        (start, start + DAY))]
    for table in ("opening", "episode", "observed", "detected_day", "detector_run", "segment"):
        database.execute(f"DELETE FROM {table}")
    (device,) = database.execute("SELECT min(device_id) FROM device").fetchone()
    names = ["device_id", *NUMBERS, *BLOBS, "checksum"]
    insert = (f"INSERT INTO segment (run, {', '.join(names)}) "
              f"VALUES (0, {', '.join('?' * len(names))})")
    for number in range(device_days):
        owner = device + number // DAYS_A_DEVICE
        if number % DAYS_A_DEVICE == 0 and number > 0:
            database.execute(
                "INSERT INTO device (device_id, type, id) VALUES (?, 'Android', ?)",
                (owner, f"10.0.{owner // 250}.{owner % 250}"))
        shift = (number % DAYS_A_DEVICE) * DAY
        database.execute("BEGIN")
        database.executemany(insert, (row.values(owner, shift) for row in rows))
        database.execute("COMMIT")
    (readings,) = database.execute("SELECT sum(count) FROM segment").fetchone()
    database.close()
    return readings
