"""Label tiles: every label in exactly one tile of each zoom, the important ones first."""

import json
import math

import mapbox_vector_tile

from region import REGION_MAX, WORLD_MAX, holds_tile

LAYERS = ("countries", "places", "marine", "admin1_labels")
EXTENT = 4096


def world(lon, lat):
    """Web Mercator, 0–1 from the north-west corner."""
    return (lon + 180) / 360, (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2


def read(folder):
    """layer → [(first tile zoom, x, y, properties)]"""
    result = {}
    for layer in LAYERS:
        with open(folder / f"{layer}.json", encoding="utf-8") as file:
            features = [json.loads(line) for line in file]
        result[layer] = [
            (f["tippecanoe"]["minzoom"], *world(*f["geometry"]["coordinates"]), f["properties"]) for f in features
        ]
    return result


def tiles(labels):
    """(zoom, x, y) → bytes of a vector tile"""
    sorted_in = {}
    for layer, features in labels.items():
        for first, x, y, properties in features:
            if not (0 <= x < 1 and 0 <= y < 1):
                continue  # the pole
            for zoom in range(first, REGION_MAX + 1):
                tile = zoom, int(x * 2**zoom), int(y * 2**zoom)
                if zoom > WORLD_MAX and not holds_tile(*tile):
                    break
                place = [min(int((c * 2**zoom - t) * EXTENT), EXTENT - 1) for c, t in ((x, tile[1]), (y, tile[2]))]
                sorted_in.setdefault(tile, {}).setdefault(layer, []).append(
                    {"geometry": {"type": "Point", "coordinates": place}, "properties": properties})
    return {
        tile: mapbox_vector_tile.encode(
            [{"name": layer, "features": features} for layer, features in layers.items()],
            default_options={"extents": EXTENT, "y_coord_down": True})
        for tile, layers in sorted_in.items()
    }


def metadata(labels):
    """The entries of TileJSON's vector_layers."""
    for layer, features in labels.items():
        fields = {
            name: "Number" if isinstance(value, (int, float)) else "String"
            for *_, properties in features for name, value in sorted(properties.items())
        }
        first = min(feature[0] for feature in features)
        yield {"id": layer, "fields": fields, "minzoom": first, "maxzoom": REGION_MAX, "description": ""}
