"""Finds the Pythons of this computer that the user could mean, without starting any."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from lossgui.backends.pythons.places import active_environments, environments, program_folders
from lossgui.backends.pythons.problem import PythonProblem
from lossgui.backends.pythons.system import System, is_file, is_there

PROGRAM = re.compile(r"python(?:3(?:\.\d+)?)?(?:\.exe)?")
# Where an environment or an installation has its Python, on one system or another.
INSIDE = ("bin/python3", "bin/python", "Scripts/python.exe", "python.exe")
# Only with these does macOS have a Python of its own; else its python3 asks to install them.
DEVELOPER_TOOLS = ("Library/Developer/CommandLineTools", "Applications/Xcode.app")


def find_pythons(system: System | None = None) -> list[str]:
    """List the paths of the Pythons that are found, each once, the nearest to the user first.

    A Python inside a virtual environment is one of its own, though it is a link to the Python that
    the environment was made with.
    """
    system = system or System()
    found: dict[tuple[str, ...], str] = {}
    for path in _candidates(system):
        if is_file(path) and os.access(path, os.X_OK) and not is_stand_in(path, system):
            found.setdefault(identity(path), str(path))
    return list(found.values())


def left_out(found: Sequence[str], known: Sequence[str]) -> list[str]:
    """Give what of `found` is not one of the `known` ones under another name."""
    there = {identity(Path(path)) for path in known}
    return [path for path in found if identity(Path(path)) not in there]


def first_on_path(system: System | None = None) -> str | None:
    """Give the Python that is called python3, or else python, in a terminal; None without one."""
    system = system or System()
    endings = (".exe",) if system.platform == "win32" else ("",)
    for name in ("python3", "python"):
        for folder in system.path:
            for path in (folder / f"{name}{ending}" for ending in endings):
                usable = is_file(path) and os.access(path, os.X_OK)
                if usable and not is_stand_in(path, system):
                    return str(path)
    return None


def python_in(folder: Path) -> Path:
    """Give the Python of a virtual environment or of an installation.

    Raises PythonProblem if there is none in that folder.
    """
    for name in INSIDE:
        if is_file(folder / name):
            return folder / name
    raise PythonProblem(
        f"There is no Python in the folder {folder}: a virtual environment has bin/python or "
        r"Scripts\python.exe in it."
    )


def identity(path: Path) -> tuple[str, ...]:
    """Give what two paths of the same Python share.

    Python itself goes by the file pyvenv.cfg near the name that it was started by: where that is,
    the link is followed as far as the folder only.
    """
    program = os.path.realpath(path)
    folder = Path(os.path.realpath(path.parent))
    if any(is_file(near / "pyvenv.cfg") for near in (folder, folder.parent)):
        return program, str(folder)
    return (program,)


def is_stand_in(path: Path, system: System) -> bool:
    """Tell whether a file is only called Python: a shop's, an installer's, or our own.

    Windows has a python.exe that opens its shop, macOS a python3 that installs developer tools.
    """
    if "WindowsApps" in path.parts:
        return True
    if system.own_folder is not None and system.own_folder in path.parents:
        return True
    apples = system.platform == "darwin" and path.parent == system.root / "usr" / "bin"
    return apples and not any(is_there(system.root / tools) for tools in DEVELOPER_TOOLS)


def _candidates(system: System) -> Iterator[Path]:
    for folder in active_environments(system):
        yield from _inside(folder)
    if system.own:
        yield Path(system.own)
    for folder in program_folders(system):
        yield from _programs(folder)
    for folder in environments(system):
        yield from _inside(folder)


def _inside(folder: Path) -> Iterator[Path]:
    try:
        yield python_in(folder)
    except PythonProblem:
        return  # a list can be older than what is on the disk


def _programs(folder: Path) -> list[Path]:
    """List the Pythons in a folder of programs; python3 stands for the names that mean the same."""
    if folder.name == "shims":  # of a version switch, which starts another Python in every folder
        return []
    try:
        names = [name for name in os.listdir(folder) if PROGRAM.fullmatch(name)]  # noqa: PTH208
    except OSError:
        return []
    return [folder / name for name in sorted(names, key=lambda name: (name != "python3", name))]
