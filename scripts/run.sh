#!/bin/sh
# Opens the window on the sample district, or, where there is no display, reports on it in the terminal.
set -eu
cargo=${CARGO:-cargo}
command -v "$cargo" >/dev/null 2>&1 || PATH="$HOME/.cargo/bin:$PATH"

if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
	echo "没有显示器（DISPLAY 和 WAYLAND_DISPLAY 都未设置）：改为在终端计算示例数据。"
	echo "No display (neither DISPLAY nor WAYLAND_DISPLAY is set): reporting on the sample data instead."
	out=${TMPDIR:-/tmp}/fugai-report
	"$cargo" run --release --no-default-features -- report --out "$out"
	echo "成果文件 Files: $out"
	exit 0
fi
exec "$cargo" run --release -- --sample
