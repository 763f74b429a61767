#!/bin/sh
# Runs Fugai and its peers (shapely, pyogrio) on the same work in turn and prints one table.
#
#   benches/peers/run.sh [ROW...]        rows: malta city city-demand hundred million move parcel why load report; all
#
# Needs python3 with venv and, the first time, the network. FUGAI_BENCH_WORK is the folder to work in (target/peers),
# FUGAI_BENCH_MALTA the one with Malta's layers (../shared/data/malta; left out where there are none), CARGO_FLAGS goes
# to cargo (--no-default-features builds no window, which nothing here needs).
set -eu
cd "$(dirname "$0")/../.."
mkdir -p "${FUGAI_BENCH_WORK:-target/peers}"
FUGAI_BENCH_WORK="$(cd "${FUGAI_BENCH_WORK:-target/peers}" && pwd)"
export FUGAI_BENCH_WORK
[ $# -gt 0 ] || set -- malta city city-demand hundred million move parcel why load report
python="$FUGAI_BENCH_WORK/venv/bin/python"
if ! "$python" -c "import numpy, shapely, geopandas, pyogrio" 2>/dev/null; then
    python3 -m venv "$FUGAI_BENCH_WORK/venv"
    "$python" -m pip install --quiet --disable-pip-version-check "shapely==2.1.2" geopandas pyogrio numpy
fi
# shellcheck disable=SC2086 # the flags are words
cargo bench --quiet ${CARGO_FLAGS:-} --bench table --no-run
# shellcheck disable=SC2086
exec "$python" benches/peers/compare.py "$FUGAI_BENCH_WORK" "$@" -- cargo bench --quiet ${CARGO_FLAGS:-} --bench table --
