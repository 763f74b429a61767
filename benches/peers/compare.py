"""Fugai and its peers on the same work in turn, as one Markdown table.

    compare.py WORK ROW... -- COMMAND...

The least of the runs stands beside their median, because on a machine that others use too it is the steadier one.

WORK is a folder that Fugai writes its cities and files into; COMMAND starts `benches/table.rs` and takes `serve` after
it. Every row runs in processes of its own: a warm-up each, then Fugai and the peers in turn, seven rounds (five of the file), medians.
Started by run.sh, which makes the environment with shapely and pyogrio.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time

ROUNDS = 7


def shapes_of(path):
    import numpy as np
    import shapely

    with open(path, encoding="utf-8") as file:
        features = json.load(file)["features"]
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in features]
    return np.array(shapes, dtype=object), features


def parcel_by_parcel(parcels, parks, radius, segments):
    """Buffers, an index, wholly covered parcels by predicate, the rest by local union and clip."""
    import numpy as np
    import shapely

    areas = shapely.buffer(parks, radius, quad_segs=segments)
    shapely.prepare(areas)
    tree = shapely.STRtree(areas)
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
    import shapely

    union = shapely.union_all(shapely.buffer(parks, radius, quad_segs=segments))
    shapely.prepare(union)
    return shapely.area(shapely.intersection(parcels, union)).sum() / shapely.area(parcels).sum()


def geopandas_way(folder):
    """As a script of every day has it: buffer, union, union of the land, one intersection."""
    import geopandas
    import pandas

    parcels = geopandas.GeoSeries(shapes_of(f"{folder}/parcels.geojson")[0])
    parks, features = shapes_of(f"{folder}/parks.geojson")
    parks, radius = geopandas.GeoSeries(parks), pandas.Series([f["properties"]["radius"] for f in features])

    def ask():
        land, areas = parcels.union_all(), parks.buffer(radius, quad_segs=16).union_all()
        return land.intersection(areas).area / land.area

    return {f"geopandas {geopandas.__version__}, 16 segments, unions": ask}


def shapely_ways(folder, overlapping):
    """The ways to ask shapely; of land drawn twice the union is part of the question."""
    import numpy as np
    import shapely

    parcels, _ = shapes_of(f"{folder}/parcels.geojson")
    parks, features = shapes_of(f"{folder}/parks.geojson")
    radius = np.array([f["properties"]["radius"] for f in features])
    land = (lambda: shapely.get_parts(shapely.union_all(parcels))) if overlapping else (lambda: parcels)
    name = f"shapely {shapely.__version__}, GEOS {shapely.geos_version_string}"
    ways = {f"{name}, 16 segments, parcel by parcel": lambda: parcel_by_parcel(land(), parks, radius, 16)}
    if overlapping:
        # Over a large city one union takes twenty times as long as the way above.
        ways[f"{name}, 16 segments, one union"] = lambda: one_union(land(), parks, radius, 16)
    return ways


def pyogrio_ways(path):
    """GDAL's reader: geometry as WKB and fields as arrays, so without building shapely's objects."""
    os.environ.setdefault("OGR_GEOJSON_MAX_OBJ_SIZE", "0")
    import pyogrio

    name = f"pyogrio {pyogrio.__version__}, GDAL {pyogrio.__gdal_version_string__}"
    return {name: lambda: len(pyogrio.raw.read(path)[2])}


def geopandas_load(path):
    import geopandas

    return {f"geopandas {geopandas.__version__}, read_file": lambda: len(geopandas.read_file(path))}


class Fugai:
    """A process of Fugai's own that runs a row when it is told to."""

    def __init__(self, command, row):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.row = row
        self.there = self.ask("prepare") == "ready"

    def ask(self, what):
        self.process.stdin.write(f"{what} {self.row}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n")

    def run(self):
        took, value, remark = self.ask("run").split("\t")
        return float(took), float(value), remark

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def timed(way):
    start = time.perf_counter()
    value = way()
    return (time.perf_counter() - start) * 1e3, value


def main():
    work = sys.argv[1]
    split = sys.argv.index("--")
    rows, command = sys.argv[2:split], sys.argv[split + 1 :] + ["serve"]
    names = {
        "malta": "Malta, park coverage, demand made disjoint",
        "city": "40,000 parcels, 3,000 parks, analysis",
        "city-demand": "40,000 parcels, 3,000 parks, demand and analysis",
        "hundred": "100,000 parcels, 10,000 parks, analysis",
        "million": "1,000,000 parcels, 50,000 parks, analysis",
        "move": "one park moved by 100 m at 100,000 and 10,000",
        "parcel": "one parcel changed at 100,000 and 10,000",
        "why": "why a parcel is served or not, at 100,000 and 10,000",
        "load": "GeoJSON of 200 MB",
        "report": "fugai report on the sample, as a process",
    }
    print("| work | program | median | times Fugai | least | times Fugai | value | remarks |\n" + "|---" * 8 + "|")
    for row in rows:
        fugai = Fugai(command, row)
        if not fugai.there:
            print(f"| {names[row]} | Fugai | not measured: its layers are not at hand | | | | | |")
            fugai.close()
            continue
        ways = {}
        if row in ("malta", "city"):
            ways = shapely_ways(f"{work}/{row}", row == "malta")
            ways |= geopandas_way(f"{work}/{row}") if row == "malta" else {}
        elif row == "load":
            ways = pyogrio_ways(f"{work}/load.geojson")
            ways |= geopandas_load(f"{work}/load.geojson") if os.environ.get("FUGAI_BENCH_SLOW") else {}
        fugai.run()
        for way in ways.values():
            way()
        ours, theirs = [], {name: [] for name in ways}
        for _ in range(5 if row == "load" else ROUNDS):
            ours.append(fugai.run())
            for name, way in ways.items():
                theirs[name].append(timed(way))
        fugai.close()
        base, least = statistics.median(run[0] for run in ours), min(run[0] for run in ours)
        exact = row in ("malta", "city", "city-demand", "hundred", "million")
        value = f"{ours[-1][1]:.12f}" if exact else ""
        print(f"| {names[row]} | Fugai | {base:.3f} ms | | {least:.3f} ms | | {value} | {ours[-1][2]} |")
        for name, runs in theirs.items():
            median, best = statistics.median(run[0] for run in runs), min(run[0] for run in runs)
            times = f"{median:.1f} ms | {median / base:.1f} | {best:.1f} ms | {best / least:.1f}"
            if row == "load":
                size = os.path.getsize(f"{work}/load.geojson")
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
                value, remark = "", f"{size / 1e3 / median:.1f} MB/s, peak {peak / size:.2f} times the file"
            else:
                value, remark = f"{runs[-1][1]:.9f}", f"off by {abs(runs[-1][1] - ours[-1][1]):.1e}"
            print(f"| | {name} | {times} | {value} | {remark} |", flush=True)
        sys.stdout.flush()


main()
