"""Cities and towns: Natural Earth's for the world, GeoNames' added around the Middle East, in one layer."""

import json
import math

import geopandas

import names
from region import holds_point

AROUND = set("IQ SY JO LB IL PS TR IR SA KW BH QA AE OM YE EG LY TN DZ MA SD CY AM AZ GE AF ER DJ".split())
ARAB = set("IQ SY JO LB PS SA KW BH QA AE OM YE EG LY SD".split())
SAME_CODE = {"PSE": "PSX", "SSD": "SDS", "SJM": "NOR"}  # an older edition's codes → the country layer's
OWN_LATIN = set("TR AZ".split())  # their letters are kept
ZOOM_OF_RANK = {0: 2, 1: 3, 2: 3.5, 3: 4, 4: 4.5, 5: 5, 6: 5.5, 7: 6.5, 8: 7, 9: 7.5, 10: 8}
BY_POPULATION = [(3_000_000, 2, 3.5), (1_000_000, 3, 4), (300_000, 5, 5.5), (100_000, 7, 6.5), (30_000, 8, 7.5)]


def by_population(population):
    """(rank, min_zoom)"""
    for least, rank, zoom in BY_POPULATION:
        if population >= least:
            return rank, zoom
    return 9, 8.5


def kilometres(a, b):
    x = (a[0] - b[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot(x, a[1] - b[1]) * 111.2


def reach(place):
    """How far the suburbs of a place reach, in kilometres."""
    return 25 if place["pop"] >= 3_000_000 else 16 if place["pop"] >= 1_000_000 else 12


class Near:
    """Finds records within some kilometres by a grid of one degree."""

    def __init__(self):
        self.cells = {}

    def add(self, point, record):
        self.cells.setdefault((math.floor(point[0]), math.floor(point[1])), []).append((point, record))

    def within(self, point, distance):
        x, y = math.floor(point[0]), math.floor(point[1])
        found = [
            (kilometres(point, other), i, j, n, record)
            for i in (x - 1, x, x + 1) for j in (y - 1, y, y + 1)
            for n, (other, record) in enumerate(self.cells.get((i, j), ()))
            if kilometres(point, other) <= distance
        ]
        return [f[-1] for f in sorted(found, key=lambda f: f[:4])]


def spell(place, city, override):
    """Fills names in from GeoNames and from names.csv."""
    country = place["iso"]
    spellings = [place["name"], city["name"]] if city else [place["name"]]
    if city:
        alternates = sorted(city["alternatenames"])
        least = 0.45 if country in AROUND else 0.6
        place["name_ar"] = names.arabic(spellings, alternates, least, persian=country not in ARAB)
        if country in AROUND:
            place["name_he"] = names.hebrew(spellings, alternates)
            place["name"] = city["name"]
    if country in AROUND and country not in OWN_LATIN:
        place["name"] = names.english(place["name"], country in ARAB)
    for field in ("name", "name_ar", "name_he"):
        place[field] = override.get(field) or place.get(field, "")
    if override.get("min_zoom"):
        place["min_zoom"] = float(override["min_zoom"])
        place["rank"] = next((r for r, zoom in ZOOM_OF_RANK.items() if zoom >= place["min_zoom"]), 10)


def natural_earth(path):
    frame = geopandas.read_file(path, encoding="cp1252")
    for r in frame.itertuples():
        rank = int(r.scalerank)
        alternates = [r.name, r.nameascii] + (r.namealt.split("|") if isinstance(r.namealt, str) else [])
        capital = int(r.adm0cap or 0)
        zoom = ZOOM_OF_RANK[rank]
        yield {
            "point": (r.geometry.x, r.geometry.y), "name": r.name, "known": alternates, "rank": rank,
            "pop": max(int(r.pop_max), 0), "capital": capital, "min_zoom": min(zoom, 4) if capital else zoom,
            "iso": r.iso_a2 or "", "a3": SAME_CODE.get(r.adm0_a3, r.adm0_a3), "geonameid": int(r.geonameid or -1),
        }


def places(populated, cities15000, cities500):
    """All places, most important first."""
    override = names.overrides()
    wanted = {int(k.split("/")[1]) for k in override if k.startswith("place/")}  # GeoNames' numbers
    cities = {c["geonameid"]: c for c in json.loads(cities15000.read_text()).values()}
    for c in json.loads(cities500.read_text()).values():
        if c["geonameid"] in wanted:
            cities.setdefault(c["geonameid"], c)
    for key, row in override.items():
        if key.startswith("place/") and row["min_zoom"] == "none":
            cities.pop(int(key.split("/")[1]), None)

    near = Near()
    for c in cities.values():
        near.add((c["longitude"], c["latitude"]), c)
    result, taken, kept, a3 = [], set(), Near(), {}
    for place in sorted(natural_earth(populated), key=lambda p: (-p["pop"], p["name"], p["point"])):
        a3.setdefault(place["iso"], place["a3"])
        city = cities.get(place["geonameid"])
        if city and kilometres(place["point"], (city["longitude"], city["latitude"])) > 40:
            city = None
        if not city:
            for c in near.within(place["point"], 15):
                if names.similar(place["known"], [c["name"], *c["alternatenames"]]):
                    city = c
                    break
        if city and city["geonameid"] in taken:
            if place["iso"] in AROUND:
                continue
            city = None
        row = override.get(f"place/{city['geonameid']}" if city else f"town/{place['a3']}/{place['name']}", {})
        if city:
            taken.add(city["geonameid"])
            if place["iso"] in AROUND:
                place["point"] = (city["longitude"], city["latitude"])
                rank, zoom = by_population(city["population"] or place["pop"])
                place["rank"] = min(place["rank"], rank)
                place["min_zoom"] = min(place["min_zoom"], zoom)
                place["pop"] = city["population"] or place["pop"]
        spell(place, city, row)
        result.append(place)
        kept.add(place["point"], place)

    for c in sorted(cities.values(), key=lambda c: (-c["population"], c["geonameid"])):
        row = override.get(f"place/{c['geonameid']}", {})
        if c["geonameid"] in taken:
            continue
        if c["countrycode"] not in AROUND or (c["population"] < 15_000 and c["geonameid"] not in wanted):
            continue
        point = (c["longitude"], c["latitude"])
        around = kept.within(point, 30)
        known = [c["name"], *c["alternatenames"]]
        if any(names.similar(p["known"], known, fuzzy=kilometres(point, p["point"]) <= 15) for p in around):
            continue
        rank, zoom = by_population(c["population"])
        if any(p["pop"] >= c["population"] and p["iso"] == c["countrycode"] and kilometres(point, p["point"]) < reach(p)
               for p in around):
            rank, zoom = max(rank, 9), max(zoom, 8.5)  # a suburb gives way to its city
        place = {
            "point": point, "name": c["name"], "known": [c["name"]], "rank": rank, "pop": c["population"],
            "capital": 0, "min_zoom": zoom, "iso": c["countrycode"], "a3": a3.get(c["countrycode"], ""),
        }
        spell(place, c, row)
        result.append(place)
        kept.add(point, place)

    result.sort(key=lambda p: (p["rank"], -p["pop"], p["name"], p["point"]))
    for place in result:
        properties = {k: place[k] for k in ("name", "name_ar", "name_he", "rank", "pop", "capital", "a3")}
        yield place["point"], place["min_zoom"], properties, holds_point(*place["point"])
