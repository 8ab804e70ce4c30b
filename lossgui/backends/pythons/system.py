"""The system that Pythons are looked for on."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class System:
    """What decides where Pythons are; the one that we run on, unless something else is said.

    Parameters
    ----------
    platform
        As `sys.platform` says it.
    environment
        The environment variables.
    home
        The user's folder.
    root
        What absolute paths start from.
    own
        The Python that runs us: its path; empty in the packed app, whose Python is nobody's.
    own_folder
        The folder of the packed app; None if we are not packed.
    """

    platform: str = sys.platform
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    home: Path = field(
        default_factory=lambda: Path(os.path.expanduser("~"))  # noqa: PTH111 (never raises)
    )
    root: Path = Path("/")
    own: str = field(default_factory=lambda: "" if _is_packed() else sys.executable)
    own_folder: Path | None = field(
        default_factory=lambda: Path(sys.executable).resolve().parent if _is_packed() else None
    )

    @property
    def path(self) -> tuple[Path, ...]:
        """The folders in which the system looks for programs.

        A relative one is left out: what is found there is started in another folder than ours.
        """
        separator = ";" if self.platform == "win32" else ":"
        named = self.environment.get("PATH", "").split(separator)
        return tuple(path for path in map(Path, named) if path.is_absolute())

    def folder(self, variable: str) -> Path | None:
        """Give the folder that an environment variable names, if it names one."""
        named = self.environment.get(variable)
        return Path(named) if named else None


def is_file(path: Path) -> bool:
    """Tell whether there is such a file; where we may not look, or no name can be so, is none."""
    return os.path.isfile(path)  # noqa: PTH113 (Path.is_file raises there, before Python 3.14)


def is_folder(path: Path) -> bool:
    """Tell whether there is such a folder; see `is_file`."""
    return os.path.isdir(path)  # noqa: PTH112


def is_there(path: Path) -> bool:
    """Tell whether there is such a file or folder; see `is_file`."""
    return os.path.exists(path)  # noqa: PTH110


def _is_packed() -> bool:
    return bool(getattr(sys, "frozen", False))
