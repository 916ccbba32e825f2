"""Questions as one asks them of a database: DuckDB, and SQLite with an R-tree as GeoPackage readers use it."""

import json
import os
import sqlite3
import statistics
import sys
import time

import duckdb

FIRST = 16436
TYPES = json.loads(os.environ["TYPES"])
FILE, WIDE = sys.argv[1:3]


def median(times, work):
    took = []
    for i in range(times):
        began = time.perf_counter()
        work(i)
        took.append((time.perf_counter() - began) * 1e3)
    return statistics.median(took)


def duck():
    db = duckdb.connect(config={"threads": os.cpu_count()})

    def load(table, file):
        took = []
        for _ in range(3):
            db.execute(f"drop table if exists {table}")
            began = time.perf_counter()
            db.execute(f"create table {table} as select * from read_csv(?, header = true)", [file])
            took.append((time.perf_counter() - began) * 1e3)
        return statistics.median(took)

    wide = load("wide", WIDE)
    rows_of_wide = db.execute("select count(*) from wide").fetchone()[0]
    db.execute("drop table wide")
    narrow = load("events", FILE)
    ask = "select {by}, count(*) from events where day >= ? and day < ? and fatalities >= ? group by {by}"

    def both(i):
        given = [FIRST + 500, FIRST + 2500, 5 + i % 3]
        return [dict(db.execute(ask.format(by=by), given).fetchall()) for by in ("event_type", "country")]

    sql = median(15, both)
    types, countries = both(14)

    def words(_):
        return db.execute("select count(*) from events where notes ilike '%ambulance%'").fetchone()[0]

    took = median(9, words)
    results = {
        "asked": {
            "rows": sum(types.values()),
            "types": [types.get(it, 0) for it in TYPES],
            "countries": [countries.get(f"Country {i}", 0) for i in range(24)],
        },
        "found": words(0),
        "opened": [db.execute("select count(*) from events").fetchone()[0]] * 3 + [rows_of_wide] * 3,
    }

    def counts(i):
        start, end = brush(i)
        for by in ("event_type", "country", "actor1"):
            db.execute(f"select {by}, count(*) from events where day >= ? and day < ? group by {by}", [start, end]).fetchall()
        db.execute("select day // 7, count(*) from events group by 1").fetchall()

    def brush(i):
        return FIRST + 1003 + 3 * i, FIRST + 2503 + 3 * i

    step = median(15, counts)
    times = {"load": narrow, "load_wide": wide, "sql": sql, "words": took, "step": step}
    return {"version": duckdb.__version__, "results": results, "times": times}


def sqlite():
    source = duckdb.connect()
    rows = source.execute(
        "select row_number() over (), longitude, latitude from read_csv(?, header = true) where longitude is not null", [FILE]
    ).fetchall()
    db = sqlite3.connect(":memory:")
    began = time.perf_counter()
    db.execute("create virtual table places using rtree(id, west, east, south, north)")
    db.executemany("insert into places values (?, ?, ?, ?, ?)", ((i, x, x, y, y) for i, x, y in rows))
    build = (time.perf_counter() - began) * 1e3

    def inside(i):
        window = (5 + i * 0.1, 25 + i * 0.1, 2, 14)
        ask = "select count(*) from places where east >= ? and west <= ? and north >= ? and south <= ?"
        return db.execute(ask, window).fetchone()[0]

    took = median(9, inside)
    return {"version": sqlite3.sqlite_version, "results": {"inside": inside(24)}, "times": {"box_build": build, "box": took}}


print(json.dumps({"duckdb": duck(), "sqlite": sqlite()}))
