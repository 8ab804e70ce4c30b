"""Write the licences of everything that is in the packed tree into one file.

``licenses.py TREE FILE`` runs in the environment that the tree was built in. It fails when the tree
holds a library or a module that it cannot place, so nothing is shipped without its licence.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

# Debian keeps the texts that many programs share in one place.
COMMON = Path("/usr/share/common-licenses")
DOCUMENTS = Path("/usr/share/doc")

QT = """\
Qt, by The Qt Company Ltd. and other contributors, is used under the GNU Lesser General Public
License, version 3, which follows; it refers to the GNU General Public License, version 3, which
follows as well. The libraries are files of their own (PySide6/Qt/lib in the program's folder) and
can be replaced by other builds of the same version. Their source is on download.qt.io, in the
folder official_releases/qt, and on code.qt.io; that of Qt for Python (PySide6, Shiboken) in the
folder official_releases/QtForPython. Qt itself holds code of others, among it HarfBuzz, PCRE2,
libpng, libjpeg-turbo, zlib, double-conversion, MD4C and the Wayland protocols; their licences are
listed on doc.qt.io under "Licenses Used in Qt".
"""
OWN = {"lossgui", "entry"}
LACKING = Path(__file__).parent / "licences"
"""Texts of distributions that forget their own."""


@dataclass(frozen=True)
class Part:
    """One thing that the tree holds: a title, and what its licence says."""

    title: str
    text: str


def part_of(name: str) -> str:
    """Return the part that a binary belongs to by its place; "" for a library of the system."""
    places = (
        (r"lossgui", "pyinstaller"),
        (r".*/libicu[\w.]+", "icu"),
        (r"_internal/PySide6/Qt/.*", "qt"),
        (r"_internal/(PySide6|shiboken6)/.*", "qt"),
        (r"_internal/numpy(\.libs)?/.*", "numpy"),
        (r"_internal/(libpython.*|python3\.\d+/.*|base_library\.zip)", "python"),
    )
    return next((part for place, part in places if re.fullmatch(place, name)), "")


def is_binary(path: Path) -> bool:
    """Tell whether a file is a program or a library of this system."""
    with path.open("rb") as stream:
        return stream.read(4) == b"\x7fELF"


def debian_package(library: str) -> str:
    """Return the package of the build system that a library came from.

    Raises
    ------
    SystemExit
        If there is none: then nobody knows its licence.
    """
    command = ["dpkg", "-S", f"*/{library}"]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    names = {line.split(":")[0] for line in found.splitlines()}
    if not names:
        raise SystemExit(f"lossgui: nobody knows where {library} comes from: add its licence")
    return min(names)


def packages_in(program: Path) -> set[str]:
    """Return the distributions whose modules are inside the program.

    Raises
    ------
    SystemExit
        If a module is neither Python's own nor of a distribution.
    """
    from PyInstaller.archive.readers import CArchiveReader

    names = CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz").toc
    tops = {name.split(".")[0] for name in names} - OWN
    known = metadata.packages_distributions()
    tops = {name for name in tops if name not in sys.stdlib_module_names}
    tops = {name for name in tops if not name.startswith(("_sysconfigdata", "_pyi", "pyi"))}
    if lost := sorted(tops - set(known)):
        raise SystemExit(f"lossgui: nobody knows where {', '.join(lost)} comes from")
    return {known[name][0] for name in tops}


def licence_of(distribution: str) -> Part:
    """Return what a distribution says about its licence, in all its files."""
    found = metadata.distribution(distribution)
    texts = [
        entry.read_text("utf-8")
        for entry in sorted(found.files or (), key=str)
        if ".dist-info" in str(entry)
        and re.search(r"licen[cs]e|copying", str(entry), re.IGNORECASE)
    ]
    if not texts and (own := LACKING / f"{found.name}.txt").exists():
        texts = [own.read_text("utf-8")]
    if not texts:
        raise SystemExit(f"lossgui: {distribution} has no licence file")
    return Part(f"{found.name} {found.version}", "\n\n".join(texts))


def parts_of(tree: Path) -> list[Part]:
    """Return every part of the tree, sorted by title."""
    binaries = [
        path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink()
    ]
    names = [str(path.relative_to(tree)) for path in binaries if is_binary(path)]
    places = {name: part_of(name) for name in names}
    debian = {debian_package(Path(name).name) for name, part in places.items() if not part}
    parts = [debian_part(package) for package in sorted(debian)]
    qt = "\n\n".join([QT, *((COMMON / name).read_text("utf-8") for name in ("LGPL-3", "GPL-3"))])
    version = metadata.version("PySide6-Essentials")
    parts.append(Part(f"Qt {version} and Qt for Python {version}", qt))
    python = Path(sys.base_prefix, "lib", f"python3.{sys.version_info.minor}", "LICENSE.txt")
    parts.append(Part(f"Python {sys.version.split()[0]}", python.read_text("utf-8")))
    if "icu" in places.values():
        (icu,) = list(DOCUMENTS.glob("libicu[0-9]*/copyright"))[:1]
        parts.append(Part("ICU", icu.read_text("utf-8")))
    wheels = packages_in(tree / "lossgui") | {"pyinstaller", "numpy"}
    wheels = {name for name in wheels if name.lower() not in ("pyside6_essentials", "shiboken6")}
    wheels -= {"PySide6-Essentials"}
    parts += [licence_of(name) for name in wheels]
    return sorted(parts, key=lambda part: part.title.lower())


def debian_part(package: str) -> Part:
    """Return what Debian says about the licence of one of its packages."""
    text = (DOCUMENTS / package / "copyright").read_text("utf-8")
    command = ["dpkg-query", "--show", "--showformat=${Version}", f"{package}:amd64"]
    version = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return Part(f"{package} {version} (from Debian)", text)


def written(parts: list[Part]) -> str:
    """Return one text of all licences, with a table of contents."""
    head = "lossgui is free software under the MIT licence. This package also holds:\n\n"
    contents = "".join(f"  {part.title}\n" for part in parts)
    line = "=" * 78
    return head + contents + "".join(f"\n{line}\n{p.title}\n{line}\n\n{p.text}\n" for p in parts)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(written(parts_of(Path(sys.argv[1]))), encoding="utf-8")
