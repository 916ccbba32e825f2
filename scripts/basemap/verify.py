"""Checks the archive, without its sources, and prints what is in it.

    python verify.py world.pmtiles
"""

import gzip
import sys
from collections import Counter, defaultdict
from pathlib import Path

import mapbox_vector_tile
import shapely
from pmtiles.reader import MmapSource, Reader, all_tiles
from shapely.geometry import shape

from region import COLUMNS, REGION_MAX, ROWS, WORLD_MAX, column, holds_tile, row

LAYERS = {"earth", "water", "rivers", "boundaries", "admin1", "countries", "admin1_labels", "places", "marine"}
LABELS = {"countries", "admin1_labels", "places", "marine"}
PLACES = {  # name → lon, lat
    "Baghdad": (44.40, 33.34), "Haditha": (42.38, 34.14), "Ramadi": (43.31, 33.42), "Deir ez-Zor": (40.14, 35.34),
    "Al-Hasakah": (40.74, 36.51), "Erbil": (44.01, 36.19), "Kirkuk": (44.39, 35.47), "Rutba": (40.29, 33.04),
    "Al-Qa'im": (40.99, 34.39), "Palmyra": (38.28, 34.56), "Ruwaished": (38.20, 32.50), "Basra": (47.78, 30.51),
    "Kuwait City": (47.98, 29.37), "Damascus": (36.29, 33.51), "Beirut": (35.50, 33.89), "Sanaa": (44.21, 15.35),
}


def main(path):
    size = Path(path).stat().st_size
    assert size < 8_000_000, f"{size} bytes"
    with open(path, "rb") as file:
        source = MmapSource(file)
        reader = Reader(source)
        header = reader.header()
        assert (header["min_zoom"], header["max_zoom"]) == (0, REGION_MAX)
        assert {layer["id"] for layer in reader.metadata()["vector_layers"]} == LAYERS
        raw = {zxy: data for zxy, data in all_tiles(source)}
    assert all(holds_tile(*zxy) for zxy in raw), "a tile outside the region"

    features, seen, labels = defaultdict(Counter), {}, {}
    earth = {}
    for zxy, data in sorted(raw.items()):
        if (key := hash(data)) not in seen:
            seen[key] = mapbox_vector_tile.decode(gzip.decompress(data), default_options={"y_coord_down": True})
        tile = seen[key]
        for name, layer in tile.items():
            assert layer["extent"] == 4096
            features[name][zxy[0]] += len(layer["features"])
            if name in LABELS:
                labels.setdefault((zxy[0], name), []).extend(
                    (f["properties"]["name"], *(round((zxy[i + 1] + c / 4096) / 2 ** zxy[0], 7)
                     for i, c in enumerate(f["geometry"]["coordinates"]))) for f in layer["features"])
                for f in layer["features"]:
                    assert f["properties"]["name"] and f["properties"]["min_zoom"] >= 0
        if "earth" in tile:
            parts = [shape(f["geometry"]) for f in tile["earth"]["features"]]
            earth[zxy] = shapely.union_all([p if p.is_valid else p.buffer(0) for p in parts])

    # Where a tile shows land, each of the four tiles below it has to exist and to show land.
    missing = []
    for (zoom, x, y), land in earth.items():
        if zoom == REGION_MAX or not holds_tile(zoom + 1, 2 * x, 2 * y):
            continue
        for dx in (0, 1):
            for dy in (0, 1):
                quarter = shapely.box(dx * 2048 + 8, dy * 2048 + 8, dx * 2048 + 2040, dy * 2048 + 2040)
                child = (zoom + 1, 2 * x + dx, 2 * y + dy)
                if child not in earth and land.intersection(quarter).area > 400:
                    missing.append(child)
    assert not missing, f"land without tiles: {missing[:10]}"
    assert (0, 0, 0) in raw

    for name, (lon, lat) in PLACES.items():
        zxy = (9, column(lon, 9), row(lat, 9))
        tile = mapbox_vector_tile.decode(gzip.decompress(raw[zxy]))
        here = [f["properties"]["name"] for f in tile["places"]["features"]]
        assert name in here, f"{name} is not in {zxy}: {here}"
    for (zoom, name), found in labels.items():
        twice = [f for f, n in Counter(found).items() if n > 1]
        assert not twice, f"twice at {zoom} in {name}: {twice[:5]}"

    print(f"{size} bytes, {len(raw)} tiles, {len(seen)} different; region columns {COLUMNS} rows {ROWS} of zoom {WORLD_MAX}")
    print(f"{'zoom':14}" + "".join(f"{z:9}" for z in range(REGION_MAX + 1)))
    by_zoom = defaultdict(list)
    for zxy, data in raw.items():
        by_zoom[zxy[0]].append(len(data))
    print(f"{'tiles':14}" + "".join(f"{len(by_zoom[z]):9}" for z in range(REGION_MAX + 1)))
    print(f"{'kB':14}" + "".join(f"{sum(by_zoom[z]) / 1000:9.0f}" for z in range(REGION_MAX + 1)))
    print(f"{'largest kB':14}" + "".join(f"{max(by_zoom[z]) / 1000:9.1f}" for z in range(REGION_MAX + 1)))
    for name in sorted(features):
        print(f"{name:14}" + "".join(f"{features[name][z]:9}" for z in range(REGION_MAX + 1)))


main(sys.argv[1])
