"""Turns the inputs into one GeoJSON file per layer and scale, with the zoom of every feature decided.

    python features.py INPUTS OUT
"""

import csv
import json
import sys
import warnings
from pathlib import Path

import geopandas
import shapely

import names
import places
from region import REGION_MAX, WORLD_MAX, holds_box, holds_point

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent
OVERRIDE = names.overrides()
KINDS = {
    "International boundary (verify)": "country",
    "Disputed (please verify)": "disputed",
    "Unrecognized": "disputed",
    "Indefinite (please verify)": "indefinite",
    "Indeterminant frontier": "indefinite",
    "Line of control (please verify)": "control",
    "Lease limit": "lease",
    "Overlay limit": "overlay",
}
ZOOM_OF_RIVER = {0: 2, 1: 2, 2: 3, 3: 3.5, 4: 4, 5: 4.5, 6: 5, 7: 6, 8: 6.5, 9: 7, 10: 8}
# Provinces matter more in the region than Natural Earth's world view says.
LATEST_ADMIN1 = {"IRQ": 6, "SYR": 6, "JOR": 7, "LBN": 7.5, "ISR": 7.5, "KWT": 8, "YEM": 7, "EGY": 7, "ARE": 8}


def text(value):
    return value if isinstance(value, str) and "?" not in value else ""


def tile_zoom(min_zoom, inside):
    """The first tile zoom that holds a feature: the renderer decides beyond the last zoom that exists."""
    return max(0, min(int(min_zoom), REGION_MAX if inside else WORLD_MAX))


def write(path, features):
    """features: (geometry, min_zoom, properties, inside the region)"""
    count = 0
    with open(path, "w", encoding="utf-8") as file:
        for geometry, min_zoom, properties, inside in features:
            if isinstance(geometry, tuple):
                shape = {"type": "Point", "coordinates": [round(c, 5) for c in geometry]}
            else:
                shape = json.loads(shapely.to_geojson(geometry))
            properties = {k: v for k, v in properties.items() if v not in ("", None)}
            if min_zoom is not None:
                properties["min_zoom"] = round(float(min_zoom), 1)
            json.dump({
                "type": "Feature", "tippecanoe": {"minzoom": tile_zoom(min_zoom or 0, inside)},
                "properties": properties, "geometry": shape,
            }, file, ensure_ascii=False, separators=(",", ":"))
            file.write("\n")
            count += 1
    print(f"{path.name:24}{count:6}")


def overridden(key, name, name_ar="", name_he="", min_zoom=None):
    row = OVERRIDE.get(key, {})
    if row.get("min_zoom") == "none":
        return None
    given = {"name": row.get("name") or name, "name_ar": row.get("name_ar") or name_ar,
             "name_he": row.get("name_he") or name_he}
    return given, float(row["min_zoom"]) if row.get("min_zoom") else min_zoom


def earth(source):
    for geometry in source.geometry:
        yield geometry, None, {}, False


def water(source):
    for r in source.itertuples():
        row = overridden(f"lake/{r.name}", text(r.name), text(r.name_ar), text(r.name_he), r.min_zoom)
        given, zoom = row or ({}, r.min_zoom)
        yield r.geometry, zoom, given, holds_box(*r.geometry.bounds)


def lake_labels(source):
    seen = []
    for r in source.iloc[(-source.geometry.area).argsort(kind="stable")].itertuples():
        row = overridden(f"lake/{r.name}", text(r.name), text(r.name_ar), text(r.name_he), r.min_zoom)
        if not row or not row[0]["name"]:
            continue
        point = shapely.point_on_surface(r.geometry)
        if any(name == r.name and point.distance(other) < 1 for name, other in seen):
            continue  # the basins of one lake
        seen.append((r.name, point))
        rank = min(10, int(r.scalerank) + 4)  # towns come before lakes
        yield (point.x, point.y), max(row[1] + 1.5, 3), {**row[0], "kind": "lake", "rank": rank}, holds_point(point.x, point.y)


def seas():
    with open(HERE / "seas.csv", encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file):
            point = float(r["lon"]), float(r["lat"])
            fields = {k: r[k] for k in ("name", "name_ar", "name_he", "kind")}
            fields |= {"rank": int(r["rank"]), "max_zoom": float(r["max_zoom"])}
            yield point, float(r["min_zoom"]), fields, holds_point(*point)


def rivers(source):
    for r in source.itertuples():
        name = text(r.name)
        given, _ = overridden(f"river/{name}", name)
        kind = "lake" if r.featurecla == "Lake Centerline" else "river"
        rank = int(r.scalerank)
        yield r.geometry, ZOOM_OF_RIVER[rank], {**given, "kind": kind, "rank": rank}, holds_box(*r.geometry.bounds)


def boundaries(source):
    for r in source.itertuples():
        kind = KINDS[r.FEATURECLA]
        zoom = 0 if r.MIN_ZOOM != r.MIN_ZOOM else r.MIN_ZOOM
        if kind == "overlay":
            zoom = max(zoom, 7)
        yield r.geometry, zoom, {"kind": kind}, holds_box(*r.geometry.bounds)


def admin1(source):
    for r in source.itertuples():
        zoom = min(r.min_zoom, LATEST_ADMIN1.get(r.adm0_a3, 99))
        inside = holds_box(*r.geometry.bounds)
        if zoom <= (10 if inside else 8):
            yield r.geometry, zoom, {"a3": r.adm0_a3}, inside


def admin1_labels(source):
    for r in source[source.name.notna()].itertuples():
        row = overridden(f"admin1/{r.adm0_a3}/{r.name}", r.name.replace("`", "'"))
        if not row:
            continue
        largest = max(shapely.get_parts(r.geometry), key=lambda part: part.area)
        point = shapely.point_on_surface(largest)
        area = largest.area
        zoom = row[1] or (4 if area > 60 else 5 if area > 15 else 6 if area > 4 else 7 if area > 0.8 else 8 if area > 0.1 else 9)
        inside = holds_point(point.x, point.y)
        if inside or zoom <= 8:
            yield (point.x, point.y), zoom, {**row[0], "a3": r.adm0_a3}, inside


def countries(source):
    for r in source.sort_values(["LABELRANK", "POP_EST"], ascending=[True, False]).itertuples():
        name = r.NAME if "." not in r.NAME else r.NAME_EN
        row = overridden(f"country/{r.ADM0_A3}", name, text(r.NAME_AR), text(r.NAME_HE), r.MIN_LABEL)
        given, zoom = row
        fields = {**given, "a3": r.ADM0_A3, "rank": int(r.LABELRANK), "max_zoom": float(r.MAX_LABEL)}
        yield (r.LABEL_X, r.LABEL_Y), zoom, fields, holds_point(r.LABEL_X, r.LABEL_Y)


def main(inputs, out):
    def find(name):
        return next(inputs.glob(f"*/{name}"))

    def load(name, **options):
        frame = geopandas.read_file(find(name), **options)
        return frame[frame.geometry.notna() & ~frame.geometry.is_empty]

    for scale in ("50m", "10m"):
        lakes = load(f"ne_{scale}_lakes.shp")
        write(out / f"earth-{scale}.json", earth(load(f"ne_{scale}_land.shp")))
        write(out / f"water-{scale}.json", water(lakes))
        write(out / f"rivers-{scale}.json", rivers(load(f"ne_{scale}_rivers_lake_centerlines.shp", encoding="cp1252")))
        write(out / f"boundaries-{scale}.json", boundaries(load(f"ne_{scale}_admin_0_boundary_lines_land.shp")))
    write(out / "admin1-10m.json", admin1(load("ne_10m_admin_1_states_provinces_lines.shp", encoding="cp1252")))
    write(out / "admin1_labels.json", admin1_labels(load("world_map.gpkg", layer="states_provinces")))
    write(out / "countries.json", countries(load("ne_10m_admin_0_countries.shp")))
    write(out / "marine.json", [*seas(), *lake_labels(lakes)])
    write(out / "places.json", places.places(
        find("ne_10m_populated_places_simple.shp"), find("cities15000.json"), find("cities500.json")))


main(Path(sys.argv[1]), Path(sys.argv[2]))
