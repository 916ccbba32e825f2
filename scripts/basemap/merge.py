"""Puts the shape tiles and the label tiles together into one archive.

    python merge.py OUT.pmtiles LAYERS PART.pmtiles...

Vector tiles with different layers are joined by putting their bytes one after the other.
"""

import gzip
import sys
from pathlib import Path

from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

import labels
from region import REGION_MAX, holds_tile


def main(out, folder, parts):
    tiles, layers = {}, {}
    for part in parts:
        with open(part, "rb") as file:
            source = MmapSource(file)
            for layer in Reader(source).metadata()["vector_layers"]:
                entry = layers.setdefault(layer["id"], {**layer, "fields": {}})
                entry["minzoom"] = min(entry["minzoom"], layer["minzoom"])
                entry["maxzoom"] = max(entry["maxzoom"], layer["maxzoom"])
                entry["fields"] |= layer["fields"]
            for (zoom, x, y), data in all_tiles(source):
                if holds_tile(zoom, x, y):
                    tile = zxy_to_tileid(zoom, x, y)
                    tiles[tile] = tiles.get(tile, b"") + gzip.decompress(data)
    found = labels.read(folder)
    layers |= {layer["id"]: layer for layer in labels.metadata(found)}
    for zxy, data in labels.tiles(found).items():
        tile = zxy_to_tileid(*zxy)
        tiles[tile] = tiles.get(tile, b"") + data
    with open(out, "wb") as file:
        writer = Writer(file)
        for tile in sorted(tiles):
            writer.write_tile(tile, gzip.compress(tiles[tile], 9, mtime=0))
        writer.finalize({
            "tile_type": TileType.MVT, "tile_compression": Compression.GZIP, "min_zoom": 0, "max_zoom": REGION_MAX,
            "min_lon_e7": -1800000000, "min_lat_e7": -850511287, "max_lon_e7": 1800000000, "max_lat_e7": 850511287,
            "center_zoom": 4, "center_lon_e7": 430000000, "center_lat_e7": 330000000,
        }, {
            "name": "Dateline base map",
            "description": "World to zoom 6, the Middle East to zoom 9",
            "attribution": "Made with Natural Earth; places from GeoNames (CC BY 4.0)",
            "type": "baselayer", "version": "1",
            "vector_layers": [layers[name] for name in sorted(layers)],
        })
    print(f"{len(tiles)} tiles")


main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
