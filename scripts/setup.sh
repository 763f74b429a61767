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

# Elsewhere everything that is missing is named at once, with what installs it; graphics and windows come with the system.
compiler() { # compiler HOW: whether C and C++ can be compiled; on Windows the build finds Visual Studio by itself
	case $system in
	Darwin) xcode-select -p >/dev/null 2>&1 && has c++ ;;
	MINGW* | MSYS* | CYGWIN* | Windows*)
		has cl || has c++ || [ -e "${PROGRAMFILES:-/c/Program Files} (x86)/Microsoft Visual Studio/Installer/vswhere.exe" ]
		;;
	*) has cc && has c++ ;;
	esac
}

elsewhere() { # elsewhere WHAT WHY HOW
	missing="${missing:+$missing,} $1"
	echo "fugai: $1 is missing ($2)" >&2
	echo "  $3" >&2
}

system=$(uname -s)
if [ "$system" != Linux ]; then
	case $system in
	Darwin)
		compiler_from="Install Xcode's command line tools with: xcode-select --install"
		cmake_from="Install it with: brew install cmake"
		sqlite_from="It comes with macOS as /usr/bin/sqlite3; else: brew install sqlite"
		;;
	MINGW* | MSYS* | CYGWIN* | Windows*)
		compiler_from="Install the Build Tools for Visual Studio with \"Desktop development with C++\": https://visualstudio.microsoft.com/downloads"
		cmake_from="Install it with: winget install Kitware.CMake"
		sqlite_from="Install it with: winget install SQLite.SQLite"
		;;
	*)
		compiler_from="Install clang or gcc, with C++, with your package manager."
		cmake_from="Install it with your package manager, or from https://cmake.org/download"
		sqlite_from="Install it with its headers with your package manager, or from https://sqlite.org/download.html"
		;;
	esac
	compiler || elsewhere "a compiler of C and C++" "compiles PROJ, the library of map projections" "$compiler_from"
	has cmake || elsewhere cmake "builds PROJ" "$cmake_from"
	has sqlite3 || elsewhere sqlite3 "makes PROJ's table of coordinate systems" "$sqlite_from"
	case $system in
	Darwin | MINGW* | MSYS* | CYGWIN* | Windows*) ;; # the SDK has the header, or the build brings its own
	*)
		[ -e /usr/include/sqlite3.h ] || [ -e /usr/local/include/sqlite3.h ] ||
			elsewhere sqlite3.h "PROJ reads that table" "$sqlite_from"
		;;
	esac
	[ -z "$missing" ] || {
		echo "fugai: install these and make sure that they are on PATH, then run this again:$missing" >&2
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
