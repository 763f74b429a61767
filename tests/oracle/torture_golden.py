"""Writes torture_golden.json: what GEOS (through shapely) makes of the overlay cases that polygon-clipping has collected.

    python3 -m venv /tmp/v && /tmp/v/bin/pip install shapely==2.1.2
    /tmp/v/bin/python tests/oracle/torture_golden.py ../shared/data/torture/polygon-clipping

For each case by its name: the areas of its operands, each polygon mended by make_valid with linework, their union, their
intersection, the first less the others, and what lies in an odd number of them (xor). Coordinates below 1000 are degrees
and are multiplied by 100,000, as in the tests that read this. No geometry of the collection is kept. A case at which GEOS
fails is written with its complaint, so that it can be named.

Coordinates are large for some cases, so areas are taken about the middle of the first operand.
"""

import functools
import json
import pathlib
import sys

import shapely
from shapely.geometry import Polygon


class Fails(Exception):
    """GEOS says what cannot be."""


def polygons(geometry):
    parts = {"Polygon": lambda c: [c], "MultiPolygon": lambda c: c}.get(geometry["type"], lambda c: [])
    return [[[(p[0], p[1]) for p in ring] for ring in polygon] for polygon in parts(geometry["coordinates"])]


def mended(polygon, by):
    whole = [[(by * x, by * y) for x, y in ring] for ring in polygon if len(set(ring)) > 2]
    made = shapely.make_valid(Polygon(whole[0], whole[1:]), method="linework")
    return [g for g in getattr(made, "geoms", [made]) if g.geom_type in ("Polygon", "MultiPolygon")]


def valid(raw, by):
    """An operand: its polygons, each mended, united. Rings of fewer than three vertices GEOS does not even take."""
    parts = []
    for polygon in raw:
        if len(set(polygon[0])) > 2:
            large = mended(polygon, by)
            small, large_area = sum(g.area for g in mended(polygon, 1)), sum(g.area for g in large)
            if abs(large_area - small * by * by) > 1 + 1e-6 * large_area:
                raise Fails(f"a polygon has {small * by * by:.0f} m² if mended in degrees, and {large_area:.0f} in metres")
            parts += large
    return shapely.union_all(parts) if parts else Polygon()


def area(shape, middle):
    return shapely.transform(shape, lambda c: c - middle).area


def case(folder):
    features = json.loads((folder / "args.geojson").read_text())["features"]
    raw = [f["geometry"] for f in features]
    largest = max((abs(v) for g in raw for p in polygons(g) for r in p for c in r for v in c), default=0)
    by = 1e5 if largest < 1e3 else 1
    shapes = [valid(polygons(g), by) for g in raw]
    first, rest = shapes[0], shapes[1:]
    middle = (0, 0) if first.is_empty else first.envelope.centroid.coords[0]
    results = {
        "union": shapely.union_all(shapes),
        "intersection": functools.reduce(shapely.intersection, shapes),
        "difference": functools.reduce(shapely.difference, rest, first),
        "xor": functools.reduce(shapely.symmetric_difference, shapes),
    }
    return {"operands": [area(s, middle) for s in shapes], **{k: area(v, middle) for k, v in results.items()}}


def main():
    cases = {}
    for folder in sorted((pathlib.Path(sys.argv[1]) / "test" / "end-to-end").iterdir()):
        if not (folder / "args.geojson").exists():
            continue
        try:
            cases[folder.name] = case(folder)
        except (shapely.errors.GEOSException, Fails) as error:
            cases[folder.name] = {"geos_fails": str(error).split("\n")[0]}
    text = functools.partial(json.dumps, separators=(",", ":"), ensure_ascii=False)
    lines = ",\n".join(f"{text(name)}:{text(found)}" for name, found in cases.items())
    versions = f'"geos":"{shapely.geos_version_string}","shapely":"{shapely.__version__}"'
    path = pathlib.Path(__file__).with_name("torture_golden.json")
    path.write_text(f'{{{versions},"cases":{{\n{lines}\n}}}}\n')


main()
