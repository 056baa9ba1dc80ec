#!/usr/bin/env python3
"""What people would count openings with: a plain threshold in DuckDB, Polars, pandas, NumPy, PySpark.

    count.py has ENGINE                       ends with 0 where the engine is installed
    count.py ENGINE documents FILE…           from files of one document a line
    count.py ENGINE parquet FILE              from columns
    count.py ENGINE rows FILE                 from rows of SQLite
    count.py duckdb to-parquet FILE FILE…     makes the columns

All of them count the same thing: cells of 3 s in which some reading's acceleration is above 0.5 m/s²,
an hour. That is the cheapest thing that can be called a count of openings, and it is wrong half of the
time (docs/detection.md); it needs no order, so that every engine can do it on all cores. Prints the
hours and the sum of their counts, by which the engines check each other.
"""
import importlib.util, shutil, sys

CELL, HOUR, SQUARE = 3000, 3_600_000, 0.25
MODULES = {
    "duckdb": ["duckdb"], "polars": ["polars"], "pandas": ["pandas", "pyarrow"],
    "numpy": ["numpy", "orjson"], "pyspark": ["pyspark"]}
DOCUMENTS = """
    SELECT epoch_ms(timestamp::TIMESTAMP) AS t, data.x_acc AS x, data.y_acc AS y, data.z_acc AS z
    FROM read_json({files}, format = 'newline_delimited', columns = {{
      timestamp: 'VARCHAR', data: 'STRUCT(x_acc DOUBLE, y_acc DOUBLE, z_acc DOUBLE)'}})
    WHERE data.x_acc IS NOT NULL"""


def show(counts):
    """Prints the hours and the sum of a list of counts."""
    print(f"{len(counts)} hours, {sum(counts)} cells")


# DuckDB

def duckdb_count(source):
    import duckdb
    rows = duckdb.sql(f"""
        SELECT t // {HOUR} AS hour, count(DISTINCT t // {CELL}) FROM ({source})
        WHERE x * x + y * y + z * z > {SQUARE} GROUP BY hour ORDER BY hour""").fetchall()
    show([count for _, count in rows])


def duckdb_documents(*files):
    duckdb_count(DOCUMENTS.format(files=list(files)))


def duckdb_parquet(file):
    duckdb_count(f"SELECT * FROM read_parquet('{file}')")


def duckdb_rows(file):
    import duckdb
    # Fails where the extension is not there: a benchmark downloads nothing on its way.
    duckdb.sql("SET autoinstall_known_extensions = false; LOAD sqlite")
    duckdb_count(SELECT_ROWS.format(table=f"sqlite_scan('{file}', 'reading')"))


def duckdb_to_parquet(target, *files):
    import duckdb
    duckdb.sql(f"COPY ({DOCUMENTS.format(files=list(files))} ORDER BY t) TO '{target}'")


# Polars

def polars_count(frame):
    import polars as pl
    strong = frame.filter(pl.col("x") ** 2 + pl.col("y") ** 2 + pl.col("z") ** 2 > SQUARE)
    counts = strong.group_by(pl.col("t") // HOUR).agg((pl.col("t") // CELL).n_unique().alias("n"))
    show(counts.collect(engine="streaming")["n"].to_list())


def polars_documents(*files):
    import polars as pl
    number = pl.Float64
    data = pl.Struct({"x_acc": number, "y_acc": number, "z_acc": number})
    frame = pl.scan_ndjson(list(files), schema={"timestamp": pl.String, "data": data})
    polars_count(frame.select(
        pl.col("timestamp").str.to_datetime("%Y-%m-%dT%H:%M:%S%.3fZ", time_unit="ms")
        .cast(pl.Int64).alias("t"),
        *[pl.col("data").struct.field(f"{axis}_acc").alias(axis) for axis in "xyz"]))


def polars_parquet(file):
    import polars as pl
    polars_count(pl.scan_parquet(file))


def polars_rows(file):
    import polars as pl
    import sqlite3
    frame = pl.read_database(SELECT_ROWS.format(table="reading"), sqlite3.connect(file), infer_schema_length=None)
    polars_count(frame.lazy())


# pandas

def pandas_counts(frame, counts):
    strong = frame[frame.x**2 + frame.y**2 + frame.z**2 > SQUARE]
    cells = (strong.t // CELL).drop_duplicates()
    for hour, count in (cells * CELL // HOUR).value_counts().items():
        counts[hour] = counts.get(hour, 0) + count


def pandas_documents(*files):
    import pandas as pd
    counts = {}
    for file in files:
        for part in pd.read_json(file, lines=True, chunksize=200_000, convert_dates=False):
            part = part[part.data.notna()]
            data = pd.DataFrame.from_records(part.data.tolist(), columns=["x_acc", "y_acc", "z_acc"])
            times = pd.to_datetime(part.timestamp, format="ISO8601", utc=True)
            frame = pd.DataFrame({
                "t": times.dt.as_unit("ms").astype("int64").to_numpy(), "x": data.x_acc,
                "y": data.y_acc, "z": data.z_acc})
            pandas_counts(frame, counts)
    show(list(counts.values()))


def pandas_parquet(file):
    import pandas as pd
    counts = {}
    pandas_counts(pd.read_parquet(file), counts)
    show(list(counts.values()))


def pandas_rows(file):
    import pandas as pd
    import sqlite3
    counts = {}
    for part in pd.read_sql_query(SELECT_ROWS.format(table="reading"), sqlite3.connect(file), chunksize=1_000_000):
        pandas_counts(part, counts)
    show(list(counts.values()))


# NumPy

def numpy_counts(times, x, y, z, counts):
    import numpy as np
    strong = np.asarray(times)[
        np.square(np.asarray(x)) + np.square(np.asarray(y)) + np.square(np.asarray(z)) > SQUARE]
    hours, number = np.unique(np.unique(strong // CELL) * CELL // HOUR, return_counts=True)
    for hour, count in zip(hours.tolist(), number.tolist()):
        counts[hour] = counts.get(hour, 0) + count


def numpy_documents(*files):
    import numpy as np
    import orjson
    counts = {}
    for file in files:
        times, x, y, z = [], [], [], []
        with open(file, "rb") as lines:
            for line in lines:
                document = orjson.loads(line)
                data = document.get("data")
                if data and "x_acc" in data:
                    times.append(document["timestamp"][:-1])
                    x.append(data["x_acc"])
                    y.append(data["y_acc"])
                    z.append(data["z_acc"])
        instants = np.array(times, dtype="datetime64[ms]").astype("int64")
        numpy_counts(instants, x, y, z, counts)
    show(list(counts.values()))


def numpy_rows(file):
    import numpy as np
    import sqlite3
    counts = {}
    rows = sqlite3.connect(file).execute(SELECT_ROWS.format(table="reading"))
    while part := rows.fetchmany(500_000):
        columns = np.array(part)
        numpy_counts(columns[:, 0].astype("int64"), *columns[:, 1:].T, counts)
    show(list(counts.values()))


# PySpark

def spark():
    from pyspark.sql import SparkSession
    settings = {
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "2g",
        "spark.sql.session.timeZone": "UTC", "spark.sql.shuffle.partitions": "4",
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
        "spark.log.level": "ERROR"}
    builder = SparkSession.builder.master("local[*]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def spark_count(frame):
    from pyspark.sql import functions as f
    strong = frame.where(f"x * x + y * y + z * z > {SQUARE}")
    counts = strong.groupBy(f.expr(f"t div {HOUR}")).agg(f.expr(f"count(DISTINCT t div {CELL}) AS n"))
    show([row.n for row in counts.collect()])
    # Waited for, so that its time and memory count.
    from pyspark import SparkContext
    machine = SparkContext._gateway.proc
    frame.sparkSession.stop()
    machine.stdin.close()
    machine.wait()


def pyspark_documents(*files):
    schema = "timestamp STRING, data STRUCT<x_acc: DOUBLE, y_acc: DOUBLE, z_acc: DOUBLE>"
    spark_count(spark().read.schema(schema).json(list(files)).where("data.x_acc IS NOT NULL").selectExpr(
        "unix_millis(to_timestamp(timestamp)) AS t", "data.x_acc AS x", "data.y_acc AS y",
        "data.z_acc AS z"))


def pyspark_parquet(file):
    spark_count(spark().read.parquet(file))


SELECT_ROWS = """SELECT measured_at_ms AS t, acceleration_x AS x, acceleration_y AS y,
    acceleration_z AS z FROM {table}"""


def main():
    engine, *rest = sys.argv[1:]
    if engine == "has":
        missing = [name for name in MODULES[rest[0]] if importlib.util.find_spec(name) is None]
        if rest[0] == "pyspark" and not shutil.which("java"):
            missing.append("Java")
        sys.exit(f"{', '.join(missing)} not installed" if missing else 0)
    globals()[f"{engine}_{rest[0].replace('-', '_')}"](*rest[1:])


main()
