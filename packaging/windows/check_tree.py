"""Checks that a folder for Windows is complete: ``python check_tree.py FOLDER``.

Every module that lossgui imports, and every function that a program or library takes from another
one, must be in the folder or belong to Windows. Nothing is run, so this works on any system; what
is loaded by a name that is put together at run time is not seen.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from module_imports import Modules
from portable_executable import Program, read_program
from windows_tree import OWN_TRANSLATIONS, PROGRAMS, QT_ROOTS, UNUSABLE_MODULES, path_file_of

# Part of every Windows 10 since version 1903, as far as Qt, NumPy and Python use it.
WINDOWS = frozenset(
    (
        *("advapi32", "authz", "bcrypt", "bcryptprimitives", "cfgmgr32", "comctl32"),
        *("comdlg32", "crypt32", "d3d11", "d3d12", "d3d9", "dcomp", "dnsapi", "dwmapi"),
        *("dwrite", "dxgi", "gdi32", "icuuc", "imm32", "iphlpapi", "kernel32", "mpr"),
        *("mscms", "msvcrt", "netapi32", "ntdll", "ole32", "oleaut32", "pathcch"),
        *("powrprof", "propsys", "psapi", "rpcrt4", "secur32", "setupapi", "shcore"),
        *("shell32", "shlwapi", "ucrtbase", "uiautomationcore", "user32", "userenv"),
        *("usp10", "uxtheme", "version", "winhttp", "winmm", "winspool", "ws2_32"),
        *("wtsapi32",),
    )
)
WINDOWS_SETS = re.compile(r"(?:api|ext)-ms-win-[\w-]+\.dll")

# The app and the pieces that Qt loads by name.
OURS = "lossgui"
START = "lossgui_start"
STANDALONE = ("lossgui.backends.workers",)  # they run in the student's own Python
# Branches that are not taken here: pyqtgraph on another Qt, NumPy on Python 3.11.
ELSEWHERE = ("PyQt5", "PyQt6", "PySide2", "shiboken2", "numpy.distutils")


def missing_functions(tree: Path) -> list[str]:
    """List what programs and libraries in a folder need and nobody offers."""
    paths = [path for path in sorted(tree.rglob("*")) if path.suffix.lower() in PROGRAMS]
    programs = {path: read_program(path) for path in paths}
    libraries: dict[str, list[Path]] = {}
    for path in paths:
        libraries.setdefault(path.name.lower(), []).append(path)
    complaints = []
    for path, program in programs.items():
        for name, functions in sorted(program.imports.items()):
            if belongs_to_windows(name) and name not in libraries:
                continue
            offered = [programs[found] for found in libraries.get(name, ())]
            complaints += _complaints(path.relative_to(tree).as_posix(), name, functions, offered)
    return complaints


def _complaints(
    user: str, library: str, functions: frozenset[str], offered: list[Program]
) -> list[str]:
    if not offered:
        return [f"{user} needs {library}, which is neither there nor part of Windows"]
    # The first copy that was loaded serves everybody: each must have what is asked for.
    absent = sorted({name for program in offered for name in functions - program.exports})
    return [f"{user} needs {name} of {library}, which lacks it" for name in absent]


def belongs_to_windows(library: str) -> bool:
    """Tell whether a library, named in small letters, is part of Windows."""
    stem = library.removesuffix(".dll").removesuffix(".drv")
    return stem in WINDOWS or WINDOWS_SETS.fullmatch(library) is not None


def missing_modules(tree: Path) -> list[str]:
    """List the imports of lossgui, and of what it imports, that lead nowhere."""
    site = tree / "site"
    library = path_file_of(tree).with_suffix(".zip")
    modules = Modules((site, tree), library, UNUSABLE_MODULES, ELSEWHERE)
    start = [START, *(name for name in _modules_of(site) if not name.startswith(STANDALONE))]
    return modules.missing(start, OURS)


def _modules_of(site: Path) -> list[str]:
    found = []
    for path in sorted((site / OURS).rglob("*.py")):
        parts = path.relative_to(site).with_suffix("").parts
        found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def missing_files(tree: Path) -> list[str]:
    """List files without which nothing starts, and which no import names."""
    wanted = ["lossgui.exe", "lossgui-cli.exe", *(f"site/PySide6/{root}" for root in QT_ROOTS)]
    resources = f"site/{OURS}/resources"
    wanted += [f"{resources}/icons/lossgui.svg", f"{resources}/THIRD_PARTY_LICENSES.txt"]
    wanted += [f"{resources}/translations/{name}" for name in OWN_TRANSLATIONS]
    return [f"{name} is missing" for name in wanted if not (tree / name).is_file()]


def check(tree: Path) -> list[str]:
    """Return everything that is missing in a folder, a sentence each."""
    return [*missing_files(tree), *missing_modules(tree), *missing_functions(tree)]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("check_tree: name the one folder to check")
    complaints = check(Path(sys.argv[1]))
    print("\n".join(complaints) or f"{sys.argv[1]} is complete")
    sys.exit(1 if complaints else 0)
