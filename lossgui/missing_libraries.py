"""Which libraries of the system a compiled file lacks, and the command that installs them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NOT_FOUND = re.compile(r"^\s*(\S+) => not found", re.MULTILINE)
_SONAME = re.compile(r"(lib[\w.+-]+?)\.so\.(\d+)")
_AGAINST_THE_RULE = {"libglib-2.0-0": "libglib2.0-0", "libz1": "zlib1g"}
LONGEST_WAIT = 10.0
"""Seconds for the system's answer."""


def missing_libraries(file: str | Path) -> list[str]:
    """Ask the system's loader which libraries it does not find for a file, itself never loaded.

    Empty where nothing is missing, and where the system has no ``ldd`` that could tell.
    """
    if not sys.platform.startswith("linux"):
        return []
    command = ["ldd", str(file)]
    words = os.environ | {"LC_ALL": "C"}  # its words are read
    try:
        done = subprocess.run(
            command, env=words, capture_output=True, text=True, timeout=LONGEST_WAIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return sorted(set(_NOT_FOUND.findall(done.stdout)))


def what_to_install(libraries: list[str]) -> str:
    """Say what brings these libraries, as the end of a sentence.

    Examples
    --------
    >>> what_to_install(["libxcb-cursor.so.0"])
    'install it (Debian and Ubuntu: sudo apt install libxcb-cursor0)'
    """
    packages = " ".join(dict.fromkeys(map(_debian_package, libraries)))
    them = "it" if len(libraries) == 1 else "them"
    return f"install {them} (Debian and Ubuntu: sudo apt install {packages})"


def _debian_package(library: str) -> str:
    """Name a library's package by Debian's rule: name and number, a hyphen between two digits."""
    found = _SONAME.match(library)
    if found is None:
        return library
    name, number = found[1].lower().replace("_", "-"), found[2]
    ruled = f"{name}-{number}" if name[-1].isdigit() else f"{name}{number}"
    return _AGAINST_THE_RULE.get(ruled, ruled)
