"""Write the licences of everything that is in PyInstaller's tree into one file.

``licenses.py TREE FILE`` runs in the environment that the tree was built in, on Linux or macOS. It
fails when the tree holds a library or a module that it cannot place, so nothing is shipped without
its licence.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

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

DOCUMENTS = Path("/usr/share/doc")
OWN = {"lossgui", "entry"}
BINARY = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""How programs and libraries begin: of Linux, of macOS for one processor, for several."""
PLACES = (
    (r"lossgui", "pyinstaller"),
    (r".*/libicu[\w.]+", "icu"),
    (r"_internal/PySide6/Qt/.*", "qt"),
    (r"_internal/(PySide6|shiboken6)/.*", "qt for python"),
    (r"_internal/numpy(\.libs)?/.*", "numpy"),
    (r"_internal/(libpython.*|python3\.\d+/.*|base_library\.zip)", "python"),
    (r"_internal/(Python|Python\.framework/.*)", "python"),
)


def part_of(name: str) -> str:
    """Return the part that a binary belongs to by its place; "" for a library of the system."""
    return next((part for place, part in PLACES if re.fullmatch(place, name)), "")


def is_binary(path: Path) -> bool:
    """Tell whether a file is a program or a library."""
    with path.open("rb") as stream:
        return stream.read(4) in BINARY


def debian_package(library: str) -> str:
    """Return the package of the build system that a library came from.

    Raises
    ------
    LicenceError
        If there is none: then nobody knows its licence.
    """
    found = ""
    if shutil.which("dpkg"):
        command = ["dpkg", "-S", f"*/{library}"]
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    names = {line.split(":")[0] for line in found.splitlines()}
    if not names:
        raise LicenceError(f"nobody knows where {library} comes from: add its licence")
    return min(names)


def debian_part(package: str) -> Part:
    """Return what Debian says about the licence of one of its packages."""
    text = (DOCUMENTS / package / "copyright").read_text("utf-8")
    command = ["dpkg-query", "--show", "--showformat=${Version}", f"{package}:amd64"]
    version = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return Part(f"{package} {version} (from Debian)", text)


def packages_in(program: Path) -> set[str]:
    """Return the distributions whose modules are inside the program.

    Raises
    ------
    LicenceError
        If a module is neither Python's own nor of a distribution.
    """
    from PyInstaller.archive.readers import CArchiveReader

    names = CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz").toc
    tops = {name.split(".")[0] for name in names} - OWN
    known = metadata.packages_distributions()
    tops = {name for name in tops if name not in sys.stdlib_module_names}
    tops = {name for name in tops if not name.startswith(("_sysconfigdata", "_pyi", "pyi"))}
    if lost := sorted(tops - set(known)):
        raise LicenceError(f"nobody knows where {', '.join(lost)} comes from")
    return {known[name][0] for name in tops}


def wheels_of(distributions: set[str]) -> list[Part]:
    """Return the wheels of an environment, but not Qt's."""
    folders = {Path(metadata.distribution(name)._path) for name in distributions}  # noqa: SLF001
    return [wheel_part(folder) for folder in folders if folder.name.split("-")[0] not in OF_QT]


def python_part() -> Part:
    """Return the Python that runs this, which is the one in the tree."""
    folder = Path(sys.base_prefix, "lib", f"python3.{sys.version_info.minor}")
    return Part(f"Python {sys.version.split()[0]}", (folder / "LICENSE.txt").read_text("utf-8"))


def parts_of(tree: Path) -> list[Part]:
    """Return every part of the tree."""
    files = [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]
    names = sorted(path.relative_to(tree).as_posix() for path in files if is_binary(path))
    places = {name: part_of(name) for name in names}
    system = {debian_package(Path(name).name) for name, part in places.items() if not part}
    of_qt = {library_name(name) for name, part in places.items() if part == "qt"}
    parts = [debian_part(package) for package in system]
    if "icu" in places.values():
        (icu,) = list(DOCUMENTS.glob("libicu[0-9]*/copyright"))[:1]
        parts.append(Part("ICU", icu.read_text("utf-8")))
    parts += [qt_part(metadata.version("PySide6-Essentials")), python_part()]
    parts.append(bundled_part("Code of others inside Qt", of_qt))
    parts.append(bundled_part("Code of others inside Python", ["python"]))
    return parts + wheels_of(packages_in(tree / "lossgui") | {"pyinstaller", "numpy"})


if __name__ == "__main__":
    try:
        Path(sys.argv[2]).write_text(written(parts_of(Path(sys.argv[1]))), encoding="utf-8")
    except LicenceError as problem:
        sys.exit(f"lossgui: {problem}")
