#!/bin/sh
# Runs Fugai and shapely on the same made-up city, one after the other. Needs python3 with venv.
set -eu
cd "$(dirname "$0")/../.."
work="${1:-target/peers}"
mkdir -p "$work"
if [ ! -x "$work/venv/bin/python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet "shapely==2.1.2" numpy
fi
FUGAI_BENCH_EXPORT="$PWD/$work" cargo bench --bench coverage
"$work/venv/bin/python" benches/peers/coverage.py "$work"
cargo bench --bench coverage
