"""Writes geom_golden.json: polygons, and what GEOS (through shapely) says of them.

    python3 -m venv /tmp/v && /tmp/v/bin/pip install shapely==2.2.0 && /tmp/v/bin/python tests/oracle/geom_golden.py

Areas: `valid` is make_valid by linework, `union`, `intersection`, `difference` are of the first two repaired polygons,
`within` is the land within `radius` of the first one, as the union of the polygon, a disc at each of its vertices and a
rectangle along each of its edges, extrapolated from 256 and 512 segments a quarter circle (GEOS's own buffer simplifies
concave stretches, and is no oracle for that).
"""

import json
import math
import pathlib
import random

import shapely
from shapely.geometry import Point, Polygon

ORIGIN = (500000.0, 3500000.0)


def ring(rng, kind):
    n = rng.randint(3, 12)
    if kind == "lattice":
        points = [(rng.randint(0, 8) * 25.0, rng.randint(0, 8) * 25.0) for _ in range(n)]
    elif kind == "tangle":
        points = [(round(rng.uniform(0, 200), 3), round(rng.uniform(0, 200), 3)) for _ in range(n)]
    else:  # a star-shaped ring: simple, with reflex vertices
        cx, cy = rng.uniform(60, 140), rng.uniform(60, 140)
        points = []
        for i in range(n):
            t, r = 2 * math.pi * (i + rng.uniform(0, 0.8)) / n, rng.uniform(15, 90)
            points.append((round(cx + r * math.cos(t), 3), round(cy + r * math.sin(t), 3)))
    return [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in points]


def doubled(points):
    """Whether the ring runs over the same ground twice, or has a vertex twice: there linework keeps one edge, and even-odd sees none."""
    line = shapely.LinearRing([(x - ORIGIN[0], y - ORIGIN[1]) for x, y in points])
    return len(set(points)) < len(points) or abs(shapely.union_all([line]).length - line.length) > 1e-9


def drawn(rng, kind):
    while doubled(points := ring(rng, kind)):
        pass
    return points


def valid(points):
    distinct = list(dict.fromkeys(points))
    if len(distinct) < 3:
        return Polygon()
    made = shapely.make_valid(Polygon(points), method="linework")
    parts = [g for g in getattr(made, "geoms", [made]) if g.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else Polygon()


def minkowski(shape, radius, n):
    pieces = [shape]
    polygons = getattr(shape, "geoms", [shape])
    for polygon in polygons:
        for r in [polygon.exterior, *polygon.interiors]:
            coords = list(r.coords)
            for a, b in zip(coords, coords[1:]):
                pieces.append(Point(a).buffer(radius, quad_segs=n))
                dx, dy = b[0] - a[0], b[1] - a[1]
                length = math.hypot(dx, dy)
                if length == 0:
                    continue
                nx, ny = -dy / length * radius, dx / length * radius
                pieces.append(Polygon([
                    (a[0] + nx, a[1] + ny), (b[0] + nx, b[1] + ny), (b[0] - nx, b[1] - ny), (a[0] - nx, a[1] - ny)]))
    return shapely.union_all(pieces).area


def local(shape):
    return shapely.transform(shape, lambda c: c - ORIGIN)


def main():
    rng = random.Random(20261122)
    cases = []
    for i in range(60):
        kind = ["lattice", "tangle", "star"][i % 3]
        rings = [drawn(rng, kind), drawn(rng, kind)]
        a, b = (local(valid(r)) for r in rings)
        radius = round(rng.uniform(5, 120), 2)
        coarse, fine = (minkowski(a, radius, n) if not a.is_empty else 0.0 for n in (256, 512))
        cases.append({
            "kind": kind, "rings": rings, "valid": [a.area, b.area],
            "union": a.union(b).area, "intersection": a.intersection(b).area, "difference": a.difference(b).area,
            "radius": radius, "within": fine + (fine - coarse) / 3,
        })
    # (A hole along the exterior's edge is left out: GEOS fills it, Fugai cuts it as it was drawn.)
    # Holes: inside, touching, overlapping one another, across the exterior, outside, nested, repeated.
    whole = [(0, 0), (100, 0), (100, 100), (0, 100)]

    def square(x, y, s):
        return [(x, y), (x + s, y), (x + s, y + s), (x, y + s)]

    holed = []
    for holes in (
        [square(20, 20, 30)],
        [square(20, 20, 30), square(60, 60, 30)],
        [square(20, 20, 30), square(50, 50, 30)],
        [square(20, 20, 30), square(40, 40, 30)],
        [square(90, 20, 20)],
        [square(200, 0, 20)],
        [square(20, 20, 50), square(30, 30, 20)],
        [square(20, 20, 30), square(20, 20, 30)],
    ):
        area = shapely.make_valid(Polygon(whole, holes), method="linework").area
        holed.append({"rings": [whole, *holes], "area": area})
    out = {"geos": shapely.geos_version_string, "shapely": shapely.__version__, "cases": cases, "holed": holed}
    path = pathlib.Path(__file__).with_name("geom_golden.json")
    path.write_text(json.dumps(out, indent=None, separators=(",", ":")).replace('{"kind"', '\n{"kind"') + "\n")


main()
