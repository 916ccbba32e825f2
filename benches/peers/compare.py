"""Checks that all found the same, and prints one table of times and ratios."""

import json
import sys

ours, crossfilter, supercluster, databases = (json.load(open(name)) for name in sys.argv[1:5])
duck, sqlite = databases["duckdb"], databases["sqlite"]
mine = ours["results"]
wrong = []


def agree(what, a, b, slack=0):
    if a != b and not (slack and abs(a - b) <= slack):
        wrong.append(f"{what}: ours {a}, theirs {b}")


for when in ("stepped", "jumped"):
    for what, found in crossfilter["results"][when].items():
        agree(f"crossfilter2, {when}, {what}", mine[when][what], found)
agree("DuckDB, events by type and country", mine["asked"], duck["results"]["asked"])
agree("DuckDB, words", mine["found"], duck["results"]["found"])
agree("DuckDB, rows of the files", mine["opened"], duck["results"]["opened"])
agree("supercluster, events on the map", mine["placed"], supercluster["results"]["placed"])
# An R-tree keeps its boxes in 32 bits, rounded outward: events just outside the window may count.
agree("SQLite, events in a window", mine["inside"], sqlite["results"]["inside"], slack=max(5, mine["inside"] // 20000))

lines = [
    ("open the CSV of 15 columns to the first frame", "open", "DuckDB", duck, "load"),
    ("open a CSV of 31 columns to the first frame", "open_wide", "DuckDB", duck, "load_wide"),
    ("index and first counts", "build", "crossfilter2", crossfilter, "build"),
    ("brush step, counts of four controls", "step", "crossfilter2", crossfilter, "step"),
    ("brush step, counts of four controls", "step", "DuckDB", duck, "step"),
    ("brush jump, counts of four controls", "jump", "crossfilter2", crossfilter, "jump"),
    ("two filtered group-bys", "sql", "DuckDB", duck, "sql"),
    ("a word in the notes, all results", "words", "DuckDB", duck, "words"),
    ("marks after a filter has moved", "cluster_build", "supercluster", supercluster, "cluster_build"),
    ("marks of another view, zoom 6", "viewport", "supercluster", supercluster, "viewport"),
    ("events in another window", "box", "SQLite R-tree", sqlite, "box"),
]
print("| work | Dateline, ms | peer | peer, ms | ratio |\n|---|---:|---|---:|---:|")
for work, key, name, peer, theirs in lines:
    a, b = ours["times"][key], peer["times"][theirs]
    print(f"| {work} | {a:.2f} | {name} {peer['version']} | {b:.2f} | {b / a:.1f} |")
print(f"\nDateline {ours['version']}; the words were laid out in {ours['times']['words_build']:.0f} ms beforehand,")
print(f"SQLite filled its R-tree in {sqlite['times']['box_build']:.0f} ms.")
print(f"Marks in the view: ours {ours['times']['marks']}, supercluster's {supercluster['times']['marks']}.")
if wrong:
    sys.exit("The results differ:\n" + "\n".join(wrong))
print("All results agree.")
