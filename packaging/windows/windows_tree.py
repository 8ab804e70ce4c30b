"""Chooses what of Python, Qt and NumPy goes into the folder that setup.exe installs."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from portable_executable import read_program

sys.path.append(str(Path(__file__).resolve().parents[1]))
from lean import LANGUAGES, TRANSLATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OWN_TRANSLATIONS = tuple(f"lossgui_{code}.qm" for code in LANGUAGES)
PROGRAMS = {".dll", ".exe", ".pyd"}

# Other plugins stay out: each brings libraries of its own, and the window needs none of them.
QT_ROOTS = (
    *(f"Qt{name}.pyd" for name in ("Core", "Gui", "Widgets", "Svg", "OpenGL", "OpenGLWidgets")),
    "plugins/platforms/qwindows.dll",
    "plugins/platforms/qoffscreen.dll",
    "plugins/iconengines/qsvgicon.dll",
    *(f"plugins/imageformats/q{name}.dll" for name in ("svg", "jpeg", "gif", "ico")),
)

ROOTS = {"PySide6": QT_ROOTS, "shiboken6": ("Shiboken.pyd",)}

# Folders of the wheels that nothing reads at run time.
DROPPED_FOLDERS = re.compile(
    r"""
    (?:.*/)?tests/ | (?:.*/)?__pycache__/ | .*\.data/
    | PySide6/(?:doc|glue|include|lib|metatypes|qml|resources|scripts|typesystems)/
    | numpy/(?:_core/include|_core/lib|_pyinstaller|f2py/src)/ | numpy/random/(?:_examples|lib)/
    | pyqtgraph/(?:canvas|console|dockarea|examples|flowchart|jupyter|opengl)/
    """,
    re.VERBOSE,
)
DROPPED_SUFFIXES = {".cmake", ".exe", ".h", ".lib", ".pxd", ".pyi", ".pyx", ".typed"}
# NumPy's own test modules.
DROPPED_NAMES = re.compile(r"_\w*tests?\.cp\d+-\w+\.pyd|RECORD|entry_points\.txt|INSTALLER")

# Of Python: network, databases, sound and the plain programs; lossgui.exe takes their place.
DROPPED_RUNTIME = (
    *("libcrypto-3.dll", "libssl-3.dll", "sqlite3.dll", "python.exe", "pythonw.exe", "python.cat"),
    *("_hashlib.pyd", "_sqlite3.pyd", "_ssl.pyd", "winsound.pyd", "_wmi.pyd"),
)
# What then is in the standard library, but cannot be imported.
UNUSABLE_MODULES = frozenset({"sqlite3", "ssl", "winsound"})


class TreeError(ValueError):
    """Something that belongs into the folder is not where it should be."""


def is_wanted(name: str) -> bool:
    """Tell whether a file of an unpacked wheel, named from its root with ``/``, is installed.

    The libraries of Qt are not decided here, but by `needed_libraries`.
    """
    path = PurePosixPath(name)
    if name.startswith("PySide6/translations/"):
        return path.name in TRANSLATIONS
    if DROPPED_FOLDERS.match(name) or DROPPED_NAMES.fullmatch(path.name):
        return False
    return path.suffix.lower() not in DROPPED_SUFFIXES


def needed_libraries(folder: Path, roots: Iterable[str]) -> set[Path]:
    """Return what Windows loads from a folder with some modules and plugins, and these themselves.

    Raises
    ------
    TreeError
        If one of them is not in the folder.
    """
    libraries = {path.name.lower(): path for path in folder.glob("*.dll")}
    waiting = [folder / root for root in roots]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if not path.is_file():
            raise TreeError(f"{folder.name} has no {path.relative_to(folder).as_posix()}")
        if path not in found:
            found.add(path)
            needed = read_program(path).imports
            waiting += [libraries[name] for name in needed if name in libraries]
    return found


def wanted_files(site: Path) -> Iterator[Path]:
    """List what is installed of a folder of unpacked wheels."""
    needed = {name: needed_libraries(site / name, roots) for name, roots in ROOTS.items()}
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site)
        if not path.is_file() or not is_wanted(name.as_posix()):
            continue
        if path.suffix.lower() not in PROGRAMS or path in needed.get(name.parts[0], {path}):
            yield path


def lay_out(runtime: Path, site: Path, tree: Path) -> None:
    """Make the folder anew from an unpacked Python and unpacked wheels.

    Python looks for modules in its library, the folder, and ``site``, and nowhere else: no
    variable and no other Python of the user's changes what is imported.
    """
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(runtime, tree, ignore=shutil.ignore_patterns(*DROPPED_RUNTIME))
    for path in wanted_files(site):
        target = tree / "site" / path.relative_to(site)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    path_file = path_file_of(tree)
    path_file.write_text(f"{path_file.stem}.zip\n.\nsite\n", encoding="ascii", newline="\r\n")


def path_file_of(tree: Path) -> Path:
    """Return the file that tells this Python where modules are, such as ``python313._pth``.

    Raises
    ------
    TreeError
        If there is none: then this is not an embeddable Python.
    """
    for path in tree.glob("python3*._pth"):
        return path
    raise TreeError(f"{tree} is not an embeddable Python: it has no python3*._pth")
