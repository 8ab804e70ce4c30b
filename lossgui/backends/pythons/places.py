"""Where Pythons usually are: the folders of environments and installations, as tables."""

import re
from collections.abc import Iterator
from pathlib import Path

from lossgui.backends.pythons.system import System, is_file, is_there
from lossgui.backends.pythons.windows_registry import registered_folders

# Below the user's folder, a root, or a folder that a variable names: what an environment or an
# installation matches. The last part of a pattern shows that it is one; "." asks for nothing.
IN_HOME = (
    # virtualenvwrapper, pipenv, poetry
    *(".virtualenvs/*/pyvenv.cfg", "Envs/*/pyvenv.cfg", ".local/share/virtualenvs/*/pyvenv.cfg"),
    *(
        ".cache/pypoetry/virtualenvs/*/pyvenv.cfg",
        "Library/Caches/pypoetry/virtualenvs/*/pyvenv.cfg",
    ),
    # conda with its relatives
    *("miniconda3/conda-meta", "anaconda3/conda-meta", "miniforge3/conda-meta"),
    *("mambaforge/conda-meta", "micromamba/conda-meta", ".conda/envs/*/conda-meta"),
    *("miniconda3/envs/*/conda-meta", "anaconda3/envs/*/conda-meta"),
    *("miniforge3/envs/*/conda-meta", "mambaforge/envs/*/conda-meta"),
    *("micromamba/envs/*/conda-meta", ".local/share/mamba/envs/*/conda-meta"),
    # pyenv with its relatives
    *(".pyenv/versions/*/.", ".pyenv/pyenv-win/versions/*/.", ".asdf/installs/python/*/."),
    ".local/share/mise/installs/python/*/.",
)
IN_ROOT = (
    *("opt/conda/conda-meta", "opt/miniconda3/conda-meta", "opt/anaconda3/conda-meta"),
    *("opt/conda/envs/*/conda-meta", "opt/miniconda3/envs/*/conda-meta"),
    "Library/Frameworks/Python.framework/Versions/3.*/.",
    *("opt/homebrew/opt/python@3.*/.", "usr/local/opt/python@3.*/."),
)
IN_NAMED = (
    ("WORKON_HOME", "*/pyvenv.cfg"),
    ("PYENV_ROOT", "versions/*/."),
    ("MAMBA_ROOT_PREFIX", "envs/*/conda-meta"),
    ("LOCALAPPDATA", "Programs/Python/Python3*/."),
    ("LOCALAPPDATA", "Python/pythoncore-3*/."),
    ("LOCALAPPDATA", "miniconda3/conda-meta"),
    ("LOCALAPPDATA", "pypoetry/Cache/virtualenvs/*/pyvenv.cfg"),
    ("PROGRAMFILES", "Python3*/."),
    ("PROGRAMDATA", "miniconda3/conda-meta"),
    ("PROGRAMDATA", "anaconda3/conda-meta"),
)
ACTIVE = ("VIRTUAL_ENV", "CONDA_PREFIX")
# An app from the dock of a Mac, or of some desktops, sees less than the terminal's path.
PROGRAM_FOLDERS = ("opt/homebrew/bin", "usr/local/bin", "opt/local/bin", "usr/bin")
# macOS asks the user before a program may look into these; nobody's environment is called so.
PRIVATE = frozenset(
    ("Desktop", "Documents", "Downloads", "Library", "Movies", "Music", "Pictures", "Public")
)


def active_environments(system: System) -> Iterator[Path]:
    """Give the environments that the terminal was in when we were started."""
    for variable in ACTIVE:
        if folder := system.folder(variable):
            yield folder


def program_folders(system: System) -> Iterator[Path]:
    """Give the folders with programs: the path, and those that a window may lack on it."""
    yield from system.path
    if system.platform != "win32":
        yield from (system.root / name for name in PROGRAM_FOLDERS)


def environments(system: System) -> Iterator[Path]:
    """Give the folders of environments and installations, in which a Python should be."""
    yield from _in_the_home_itself(system.home)
    for pattern in IN_HOME:
        yield from _matching(system.home, pattern)
    yield from _known_to_conda(system.home)
    for variable, pattern in IN_NAMED:
        if folder := system.folder(variable):
            yield from _matching(folder, pattern)
    if system.platform == "win32":
        yield from registered_folders()
        return
    for pattern in IN_ROOT:
        yield from _matching(system.root, pattern)


def _matching(folder: Path, pattern: str) -> Iterator[Path]:
    where, _, mark = pattern.rpartition("/")
    for found in sorted(folder.glob(where), key=_newest_first):
        if is_there(found / mark):
            yield found


def _newest_first(folder: Path) -> tuple[list[int], str]:
    return [-int(number) for number in re.findall(r"\d+", folder.name)], folder.name


def _in_the_home_itself(home: Path) -> Iterator[Path]:
    """Give environments such as ~/tensorflow, which installation guides make there."""
    try:
        names = sorted(path for path in home.iterdir() if path.name not in PRIVATE)
    except OSError:
        return
    yield from (path for path in names if is_file(path / "pyvenv.cfg"))


def _known_to_conda(home: Path) -> Iterator[Path]:
    """Give what conda has made, wherever that is: it keeps a list, one folder a line."""
    try:
        text = (home / ".conda" / "environments.txt").read_text("utf-8", errors="surrogateescape")
    except OSError:
        return
    yield from (Path(line.strip()) for line in text.splitlines() if line.strip())
