"""A clean environment for a program that is not ours."""

import sys
from collections.abc import Mapping
from pathlib import Path

# What the app's own Qt, Python and installer put there. A child that inherits them loads the app's
# libraries instead of its own: another Python finds our libpython and `import ssl` fails.
OUR_PREFIXES = ("QT_", "QML", "PYSIDE", "PYTHON", "_PYI", "_MEI")
LIBRARY_PATHS = ("LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES")

# Where conda on Windows keeps libraries, below the folder of an environment.
CONDA_FOLDERS = (".", "Library/mingw-w64/bin", "Library/usr/bin", "Library/bin", "Scripts")


def child_environment(
    environment: Mapping[str, str], *, frozen: bool | None = None
) -> dict[str, str]:
    """Copy `environment` without what belongs to this app.

    The packed app's start-up code changes the library paths and keeps the user's own in
    ``<NAME>_ORIG``: that one is restored. Without it the path is the app's when `frozen` (default:
    is this a packed app?), else the user's, which stays.
    """
    frozen = bool(getattr(sys, "frozen", False)) if frozen is None else frozen
    child = {
        name: value
        for name, value in environment.items()
        if not name.upper().startswith(OUR_PREFIXES)
    }
    for name in LIBRARY_PATHS:
        original = child.pop(f"{name}_ORIG", None)
        if original is not None:
            child[name] = original
        elif frozen:
            child.pop(name, None)
    return child


def with_conda(
    environment: Mapping[str, str], python: str, platform: str = sys.platform
) -> dict[str, str]:
    """Put the folders of conda's libraries on the path, if `python` is a conda of Windows.

    A terminal has them there once the environment is activated; without them conda's NumPy does not
    load (conda's guide, "NumPy MKL library load failed").
    """
    prefix = Path(python).parent
    if platform != "win32" or not (prefix / "conda-meta").is_dir():
        return dict(environment)
    folders = [str(prefix / folder) for folder in CONDA_FOLDERS]
    before = environment.get("PATH", "")
    return {**environment, "PATH": ";".join([*folders, before] if before else folders)}
