#!/usr/bin/env python3
"""Loads GeoJSON files with pyogrio (GDAL) and prints seconds, MB/s and peak memory, median of five after a warm-up.

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install pyogrio geopandas
    FUGAI_LOAD_KEEP=/tmp/load.geojson cargo bench --bench load
    /tmp/peers/bin/python benches/peers/load_pyogrio.py /tmp/load.geojson
"""
import os
import resource
import statistics
import sys
import time

import pyogrio

os.environ.setdefault("OGR_GEOJSON_MAX_OBJ_SIZE", "0")
runs = int(os.environ.get("RUNS", "5"))
print(f"pyogrio {pyogrio.__version__}, GDAL {pyogrio.__gdal_version_string__}")
for path in sys.argv[1:]:
    size = os.path.getsize(path)
    times = []
    count = 0
    for run in range(runs + 1):
        begin = time.perf_counter()
        # Geometry as WKB and fields as arrays: GDAL alone, without building shapely objects.
        meta, fids, geometry, fields = pyogrio.raw.read(path)
        took = time.perf_counter() - begin
        count = len(geometry)
        if run:
            times.append(took)
    median = statistics.median(times)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(
        f"{path}: {count} features, {size / 1e6:.1f} MB, {median:.3f} s, {size / 1e6 / median:.1f} MB/s, "
        f"peak memory {peak / size:.2f} times the file"
    )
