"""The texts of others' licences, and the one file that a package shows them in.

What a package holds is found out by those who lay it out: ``licenses.py`` for PyInstaller's tree on
Linux and macOS, ``windows/windows_licences.py`` for setup.exe. Nothing is packed without a licence.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).resolve().parent / "licences"
TEXTS = FOLDER / "texts"
WHEELS = FOLDER / "wheels"
"""Texts of distributions that forget their own."""
OF_QT = {"pyside6_essentials", "shiboken6"}
LINE = "=" * 78
QT = """\
Qt, by The Qt Company Ltd. and other contributors, is used under the GNU Lesser General Public
License, version 3, which follows; it refers to the GNU General Public License, version 3, which
follows as well. The libraries are files of their own (in the folders PySide6 and shiboken6 of the
program's folder) and can be replaced by other builds of the same version. Their source is on
download.qt.io, in the folder official_releases/qt, and on code.qt.io; that of Qt for Python
(PySide6, Shiboken) in the folder official_releases/QtForPython.
"""


class LicenceError(ValueError):
    """Something has no licence that is known; the text says what would help."""


@dataclass(frozen=True)
class Part:
    """One thing that a package holds: a title, and what its licence says."""

    title: str
    text: str


def text_of(licence: str) -> str:
    """Return the text of a licence by the name of its file in ``licences/texts``."""
    return (TEXTS / f"{licence}.txt").read_text("utf-8").strip("\n")


def qt_part(version: str) -> Part:
    """Return Qt itself, which is used under the LGPL and under no other of its licences."""
    text = "\n\n".join([QT, text_of("LGPL-3"), text_of("GPL-3")])
    return Part(f"Qt {version} and Qt for Python {version}", text)


def wheel_part(folder: Path) -> Part:
    """Return an installed wheel, by its ``.dist-info`` folder, with all its licence files.

    Raises
    ------
    LicenceError
        If it has none, and ``licences/wheels`` does not help out.
    """
    name, _, version = folder.name.removesuffix(".dist-info").partition("-")
    name = name.replace("_", "-")
    inside = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    named = re.compile(r"licen[cs]e|copying|notice", re.IGNORECASE)
    files = [path for path in inside if named.search(path.relative_to(folder).as_posix())]
    if not files and (own := WHEELS / f"{name}.txt").is_file():
        files = [own]
    if not files:
        raise LicenceError(f"{name} has no licence file: add one to packaging/licences/wheels")
    return Part(f"{name} {version}", "\n\n".join(path.read_text("utf-8") for path in files))


def library_name(file: str) -> str:
    """Return what ``bundled.toml`` calls a library or plugin of Qt: ``Core``, ``qxcb``."""
    stem = PurePosixPath(file).name.split(".")[0]
    return re.sub(r"^(?:lib)?(?:Qt6?(?=[A-Z]))?", "", stem)


def bundled_part(title: str, holders: Iterable[str]) -> Part:
    """Return what libraries hold of others' code: who made it, and each licence once.

    Parameters
    ----------
    title : str
        Of the part.
    holders : iterable of str
        Names of libraries and plugins of Qt, or "python", as in ``licences/bundled.toml``.

    Raises
    ------
    LicenceError
        If nobody has looked yet what one of them holds.
    """
    table = tomllib.loads((FOLDER / "bundled.toml").read_text("utf-8"))
    holds, holders = table["holds"], sorted(holders)
    if unknown := [name for name in holders if name not in holds]:
        names = ", ".join(unknown)
        raise LicenceError(f"nobody knows what {names} holds: add it to licences/bundled.toml")
    names = sorted({name for holder in holders for name in holds[holder]}, key=str.lower)
    lines, needed = [], set()
    for name in names:
        entry = table["part"][name]
        under = entry.get("pointer") or " and ".join(entry["licences"])
        lines.append(f"{name}\n  Copyright {entry['copyright']}\n  Licence: {under}\n")
        needed |= set(entry["licences"])
    texts = [f"---- {name}\n\n{text_of(name)}\n" for name in sorted(needed)]
    return Part(title, "\n".join([*lines, *texts]))


def written(parts: Iterable[Part]) -> str:
    """Return one text of all licences, with a table of contents."""
    parts = sorted(parts, key=lambda part: part.title.lower())
    head = "lossgui is free software under the MIT licence. This package also holds:\n\n"
    contents = "".join(f"  {part.title}\n" for part in parts)
    return head + contents + "".join(f"\n{LINE}\n{p.title}\n{LINE}\n\n{p.text}\n" for p in parts)
