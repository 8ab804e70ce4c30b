#!/bin/sh
# Prepare what `make run` and `make test` need: the system libraries, .venv, and everything in it.
# The Makefile calls this in the project's folder, with PYTHON and EXTRAS set. When nothing has
# changed since the last time, it does nothing.
set -eu

say() { printf 'lossgui: %s\n' "$*" >&2; }

stamp=.venv/ready
# pyproject.toml counts up to its first tool table: the rest does not change what is installed.
inputs=$(sed '/^\[tool\./,$d' pyproject.toml | cat - constraints.txt packaging/system-libraries.txt |
    cksum)
# The stamp holds what was asked for, what was installed, and where, a line each. What is there
# already stays: `make run` after `make test` changes nothing, and neither does the other way round.
have=$(sed -n 2p "$stamp" 2>/dev/null || true)
missing=$(echo "$EXTRAS" | tr , '\n' | while read -r extra; do
    case ",$have," in *",$extra,"*) ;; *) echo "$extra" ;; esac
done)
if [ "$(sed -n 1p "$stamp" 2>/dev/null)" = "$inputs" ] && [ -z "$missing" ] &&
    [ "$(sed -n 3p "$stamp")" = "$PWD" ]; then
    exit 0
fi
EXTRAS=$(printf '%s\n' "$have" "$missing" | paste -sd , - | sed 's/,,*/,/g; s/^,//; s/,$//')

sh packaging/system-libraries.sh

# An environment knows its own folder. After the folder was moved, make a new one.
case "$(sed -n 3p "$stamp" 2>/dev/null || echo "$PWD")" in
    "" | "$PWD") ;;
    *) say "this folder has been moved, so .venv is made anew"; rm -rf .venv ;;
esac

if [ ! -d .venv ]; then
    if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        say "Python 3.11 or newer is needed, and '$PYTHON' is not one." \
            "Name another: make run PYTHON=python3.12"
        exit 1
    fi
    say "making .venv and filling it, once; with TensorFlow it downloads some 300 MB"
    if ! "$PYTHON" -m venv .venv; then
        rm -rf .venv
        say "Python could not make .venv. On Debian and Ubuntu, install python3-venv."
        exit 1
    fi
fi

inner=.venv/bin/python
[ -x "$inner" ] || inner=.venv/Scripts/python.exe

"$inner" -m pip install --disable-pip-version-check -c constraints.txt -e ".${EXTRAS:+[$EXTRAS]}"

if ! "$inner" -c 'import PySide6.QtSvg, PySide6.QtWidgets'; then
    say "Qt cannot be loaded; the line above names the system library that is missing." \
        "packaging/system-libraries.txt lists Debian's names for all of them."
    exit 1
fi

printf '%s\n' "$inputs" "$EXTRAS" "$PWD" > "$stamp"
