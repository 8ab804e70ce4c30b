"""Writes the licences of everything in the folder for Windows into one file."""

from __future__ import annotations

import re
from pathlib import Path

from windows_tree import TreeError

# Debian and Ubuntu keep the texts that many programs share in one place.
COMMON = Path("/usr/share/common-licenses")
LACKING = Path(__file__).resolve().parents[1] / "licences"
"""Texts of wheels that forget their own."""

QT = """\
Qt, by The Qt Company Ltd. and other contributors, is used under the GNU Lesser General Public
License, version 3, which follows; it refers to the GNU General Public License, version 3, which
follows as well. The libraries are files of their own (site/PySide6 and site/shiboken6 in the
program's folder) and can be replaced by other builds of the same version. Their source is on
download.qt.io, in the folder official_releases/qt, and on code.qt.io; that of Qt for Python in the
folder official_releases/QtForPython. Qt itself holds code of others; their licences are listed on
doc.qt.io under "Licenses Used in Qt". Beside it are libraries of Microsoft's Visual C++ runtime,
which may be distributed with a program.
"""
OF_QT = ("pyside6_essentials", "shiboken6")
LINE = "=" * 78


def licences_of(tree: Path, common: Path = COMMON) -> str:
    """Return one text with the licences of a folder's Python and of all its wheels.

    Raises
    ------
    TreeError
        If a wheel says nothing about its licence: then nothing is shipped.
    """
    parts = {"Python": (tree / "LICENSE.txt").read_text("utf-8")}
    qt = [QT, *((common / name).read_text("utf-8") for name in ("LGPL-3", "GPL-3"))]
    for folder in sorted((tree / "site").glob("*.dist-info")):
        name, _, version = folder.name.removesuffix(".dist-info").partition("-")
        if name == "shiboken6":
            continue
        own = "\n\n".join(qt) if name in OF_QT else wheel_licence(folder, name.replace("_", "-"))
        title = "Qt and Qt for Python" if name in OF_QT else name
        parts[f"{title} {version}"] = own
    return written(parts)


def wheel_licence(folder: Path, name: str) -> str:
    """Return all licence files of a wheel, or the text that stands in for them."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    kept = [
        path
        for path in files
        if re.search(r"licen[cs]e|copying", str(path.relative_to(folder)), re.I)
    ]
    if not kept and (LACKING / f"{name}.txt").is_file():
        kept = [LACKING / f"{name}.txt"]
    if not kept:
        raise TreeError(f"{name} has no licence file: add one to packaging/licences/{name}.txt")
    return "\n\n".join(path.read_text("utf-8") for path in kept)


def written(parts: dict[str, str]) -> str:
    """Put texts below each other, with a table of contents."""
    titles = sorted(parts, key=str.lower)
    contents = "".join(f"  {title}\n" for title in titles)
    texts = "".join(f"\n{LINE}\n{title}\n{LINE}\n\n{parts[title]}\n" for title in titles)
    return (
        f"lossgui is free software under the MIT licence. This package holds:\n\n{contents}{texts}"
    )
