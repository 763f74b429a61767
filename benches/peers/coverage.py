"""The same question to shapely: how much of the parcels lies within the radius of the parks?

Reads parcels.geojson and parks.geojson (plane metres) from the folder given, asks in shapely's quickest ways, and
prints medians of five runs after a warm-up. Needs shapely and numpy, which run.sh installs into an environment of its
own.
"""

import json
import statistics
import sys
import time

import numpy as np
import shapely
from shapely import STRtree


def load(path):
    with open(path, encoding="utf-8") as file:
        features = json.load(file)["features"]
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in features]
    return np.array(shapes, dtype=object), features


def parcel_by_parcel(parcels, parks, radius, segments):
    """Buffers, an index, wholly covered parcels by predicate, the rest by local union and clip."""
    areas = shapely.buffer(parks, radius, quad_segs=segments)
    shapely.prepare(areas)
    tree = STRtree(areas)
    of, park = tree.query(parcels, predicate="intersects")
    within = shapely.covered_by(parcels[of], areas[park])
    whole = np.zeros(len(parcels), dtype=bool)
    whole[of[within]] = True
    covered = shapely.area(parcels[whole]).sum()
    rest = ~whole[of]
    of, park = of[rest], park[rest]
    starts = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])
    ends = np.r_[starts[1:], len(of)]
    unions = [areas[park[s]] if e - s == 1 else shapely.union_all(areas[park[s:e]]) for s, e in zip(starts, ends)]
    if len(unions):
        covered += shapely.area(shapely.intersection(np.array(unions, dtype=object), parcels[of[starts]])).sum()
    return covered / shapely.area(parcels).sum()


def one_union(parcels, parks, radius, segments):
    """All service areas united once, then clipped."""
    union = shapely.union_all(shapely.buffer(parks, radius, quad_segs=segments))
    shapely.prepare(union)
    return shapely.area(shapely.intersection(parcels, union)).sum() / shapely.area(parcels).sum()


def disjoint(parcels):
    """Land drawn twice counted once: the parts of the union."""
    return shapely.get_parts(shapely.union_all(parcels))


def main():
    folder = sys.argv[1]
    overlapping = "disjoint" in sys.argv[2:]
    parcels, _ = load(f"{folder}/parcels.geojson")
    parks, features = load(f"{folder}/parks.geojson")
    radius = np.array([f["properties"]["radius"] for f in features])
    print(f"shapely {shapely.__version__}, GEOS {shapely.geos_version_string}, {len(parcels)} parcels, {len(parks)} parks")
    for name, ask in [("parcel by parcel", parcel_by_parcel), ("one union", one_union)]:
        for segments in [8, 16]:
            times = []
            for _ in range(6):
                start = time.perf_counter()
                value = ask(disjoint(parcels) if overlapping else parcels, parks, radius, segments)
                times.append(time.perf_counter() - start)
            print(f"{name}, {segments} segments: {statistics.median(times[1:]) * 1e3:.0f} ms, value {value:.9f}")


main()
