"""The region that has more zoom levels, shared by the scripts beside this file."""

import math

WORLD_MAX = 6
REGION_MAX = 9
WEST, SOUTH, EAST, NORTH = 24.0, 10.0, 66.0, 44.0


def column(lon, zoom):
    return int((lon + 180) / 360 * 2**zoom)


def row(lat, zoom):
    return int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)


def longitude(x, zoom):
    return x / 2**zoom * 360 - 180


def latitude(y, zoom):
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / 2**zoom))))


# Whole tiles of the last world zoom, so that no tile below them is cut by the box.
COLUMNS = range(column(WEST, WORLD_MAX), column(EAST, WORLD_MAX) + 1)
ROWS = range(row(NORTH, WORLD_MAX), row(SOUTH, WORLD_MAX) + 1)
BOX = (
    longitude(COLUMNS.start, WORLD_MAX), latitude(ROWS.stop, WORLD_MAX),
    longitude(COLUMNS.stop, WORLD_MAX), latitude(ROWS.start, WORLD_MAX),
)


def holds_tile(zoom, x, y):
    shift = zoom - WORLD_MAX
    return shift <= 0 or (x >> shift in COLUMNS and y >> shift in ROWS)


def holds_point(lon, lat):
    return BOX[0] <= lon < BOX[2] and BOX[1] < lat <= BOX[3]


def holds_box(west, south, east, north):
    return BOX[0] <= west and BOX[1] <= south and east <= BOX[2] and north <= BOX[3]
