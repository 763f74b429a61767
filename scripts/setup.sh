#!/bin/sh
# Installs what a bare machine lacks, and says what it does.
#   setup.sh build        what the build and the window need
#   setup.sh build test   and what the tests need: a software Vulkan driver, a virtual display and GDAL's programs
# Nothing is installed, and nothing is asked, where everything is there already.
set -eu

missing=""
need() { # need PACKAGE WHY
	missing="$missing $1"
	echo "fugai: $1 is missing ($2)"
}

has() { command -v "$1" >/dev/null 2>&1; }

library() { # library NAME: whether the dynamic linker knows it
	PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q "$1"
}

vulkan_driver() {
	for dir in /usr/share/vulkan/icd.d /usr/local/share/vulkan/icd.d /etc/vulkan/icd.d; do
		ls "$dir"/*.json >/dev/null 2>&1 && return 0
	done
	return 1
}

window_libraries() {
	library libX11.so.6 || need libx11-6 "the window"
	library libXcursor.so.1 || need libxcursor1 "the pointer in the window"
	library libXi.so.6 || need libxi6 "the pointer in the window"
	library libxkbcommon-x11.so.0 || need libxkbcommon-x11-0 "the keyboard in the window"
}

if ! has cargo && [ -x "$HOME/.cargo/bin/cargo" ]; then
	PATH="$HOME/.cargo/bin:$PATH"
fi
if ! has cargo; then
	echo "fugai: Rust is missing. Install it with rustup (https://rustup.rs), then run this again." >&2
	exit 1
fi

system=$(uname -s)
if [ "$system" != Linux ]; then
	has cmake || {
		echo "fugai: cmake is missing; it builds PROJ, the library of map projections." >&2
		case $system in
		Darwin) echo "  Install it with: brew install cmake" >&2 ;;
		*) echo "  Install it from https://cmake.org/download and make sure that it is on PATH." >&2 ;;
		esac
		exit 1
	}
	exit 0
fi

for part in "$@"; do
	case $part in
	build)
		has cc || need gcc "compiles C"
		has c++ || need g++ "compiles PROJ, the library of map projections"
		has cmake || need cmake "builds PROJ"
		has sqlite3 || need sqlite3 "makes PROJ's table of coordinate systems"
		[ -e /usr/include/sqlite3.h ] || [ -e /usr/local/include/sqlite3.h ] || need libsqlite3-dev "PROJ reads that table"
		if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
			window_libraries
			vulkan_driver || need mesa-vulkan-drivers "draws the map where there is no graphics card"
		fi
		;;
	test)
		window_libraries
		library libvulkan.so || need libvulkan1 "the Vulkan loader"
		vulkan_driver || need mesa-vulkan-drivers "software Vulkan: the tests draw the real map"
		has Xvfb || need xvfb "a virtual display: the tests open the real window"
		has ogrinfo || need gdal-bin "GDAL: a test has it read a project file"
		;;
	esac
done
[ -n "$missing" ] || exit 0

if ! has apt-get; then
	echo "fugai: install these with your package manager (the names are Debian's), then run this again:$missing" >&2
	exit 1
fi

as_root=""
if [ "$(id -u)" -ne 0 ]; then
	has sudo || {
		echo "fugai: neither root nor sudo; ask an administrator to run: apt-get install$missing" >&2
		exit 1
	}
	as_root=sudo
fi
echo "fugai: installing$missing through apt-get"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # one word a package
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
echo "fugai: done"
