#!/bin/sh
# Fail when a program or library of a folder needs a newer C library than the given one.
set -eu
folder=$1 floor=$2
newest=$(find "$folder" -type f '(' -name '*.so*' -o -name lossgui ')' -print0 |
    xargs -0 objdump -T | sed -n 's/.*(\{0,1\}GLIBC_\([0-9.]*\).*/\1/p' | sort -Vu | tail -n 1)
if [ "$(printf '%s\n' "$newest" "$floor" | sort -V | tail -n 1)" != "$floor" ]; then
    echo "lossgui: $folder needs glibc $newest; the oldest system that is supported has $floor" >&2
    exit 1
fi
