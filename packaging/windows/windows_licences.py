"""Finds out what the folder for Windows holds, for the file with everybody's licences."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from windows_tree import PROGRAMS

sys.path.append(str(Path(__file__).resolve().parents[1]))
from licence_texts import (
    OF_QT,
    LicenceError,
    Part,
    bundled_part,
    library_name,
    qt_part,
    wheel_part,
    written,
)

MICROSOFT = Part(
    "Microsoft Visual C++ runtime",
    "The libraries msvcp140*.dll and vcruntime140*.dll, Copyright Microsoft Corporation, may be\n"
    'distributed with a program: they are on the list "Distributable Code for Visual Studio".\n',
)
PLACES = (
    (r"lossgui(-cli)?\.exe", "lossgui"),
    (r"(.*/)?(msvcp140|vcruntime140)[-\w]*\.dll", "microsoft"),
    (r"(python3\d*\.dll|[a-z_\d]+\.pyd|libffi-8\.dll)", "python"),
    (r"site/PySide6/(Qt6\w+\.dll|plugins/.*)", "qt"),
    (r"site/(PySide6|shiboken6)/(\w+\.pyd|(pyside6|shiboken6)\.abi3\.dll)", "qt for python"),
    (r"site/numpy(\.libs)?/.*", "numpy"),
)


def part_of(name: str) -> str:
    """Return the part that a program or library belongs to by its place.

    Raises
    ------
    LicenceError
        If it belongs to none: then nobody knows its licence.
    """
    for place, part in PLACES:
        if re.fullmatch(place, name):
            return part
    raise LicenceError(f"nobody knows where {name} comes from: add its licence")


def licences_of(tree: Path) -> str:
    """Return one text with the licences of everything in a folder.

    Raises
    ------
    LicenceError
        If a library or a wheel has none that is known: then nothing is shipped.
    """
    files = [path for path in tree.rglob("*") if path.suffix.lower() in PROGRAMS]
    names = sorted(path.relative_to(tree).as_posix() for path in files)
    places = {name: part_of(name) for name in names}
    of_qt = {library_name(name) for name, part in places.items() if part == "qt"}
    parts = [MICROSOFT, Part("Python", (tree / "LICENSE.txt").read_text("utf-8"))]
    parts.append(bundled_part("Code of others inside Qt", of_qt))
    parts.append(bundled_part("Code of others inside Python", ["python"]))
    for folder in sorted((tree / "site").glob("*.dist-info")):
        name, _, version = folder.name.removesuffix(".dist-info").partition("-")
        if name == "lossgui":
            continue
        if name not in OF_QT:
            parts.append(wheel_part(folder))
        elif name == "pyside6_essentials":
            parts.append(qt_part(version))
    return written(parts)
