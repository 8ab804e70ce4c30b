"""Which Python runs a worker, and what to say when it has no framework."""

import importlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from lossgui.backends.catalogue import Worker, workers
from lossgui.backends.pythons.finding import first_on_path
from lossgui.backends.pythons.remembered import remembered_python

PYTHON_VARIABLE = "LOSSGUI_PYTHON"
"""An environment variable that names the Python which has the frameworks."""


class FrameworkMissingError(Exception):
    """There is no Python with the framework; the text says what would change that."""


@dataclass(frozen=True)
class PythonChoice:
    """Whose Python runs the workers.

    Parameters
    ----------
    path
        The program; None if there is none.
    source
        Who says so: the caller ("given"), ``LOSSGUI_PYTHON`` ("variable"), the user at an earlier
        time ("remembered"), or nobody: then it is the running one ("running"), or in the packed
        app, which cannot be extended, the first one on the path ("path").
    note
        A sentence that the user should read: the remembered one is gone.
    """

    path: str | None
    source: Literal["given", "variable", "remembered", "running", "path"]
    note: str = ""


def choose_python(python: str | None = None) -> PythonChoice:
    """Choose whose Python runs the workers; `python` wins, then see `PythonChoice.source`."""
    if python is not None:
        return PythonChoice(python, "given")
    if named := os.environ.get(PYTHON_VARIABLE):
        return PythonChoice(_program_named(named), "variable")
    remembered = remembered_python()
    if remembered is None:
        return python_by_itself()
    if os.path.isfile(remembered):  # noqa: PTH113 (a damaged file may hold a name that Path refuses)
        return PythonChoice(remembered, "remembered")
    other = python_by_itself()
    instead = f"{other.path} is asked instead" if other.path else "there is no other one"
    note = f"The Python chosen for the cross-check, {remembered}, is no longer there; {instead}."
    return replace(other, note=note)


def _program_named(named: str) -> str:
    """Give the absolute path of a program as a terminal understands it."""
    if not os.path.dirname(named):  # noqa: PTH120 (Path drops the dot of ./python)
        return shutil.which(named) or named
    return os.path.abspath(named)  # noqa: PTH100 (Path.resolve would follow the link of a venv)


def python_by_itself() -> PythonChoice:
    """Choose a Python where nobody has said which."""
    if not getattr(sys, "frozen", False) and sys.executable:
        return PythonChoice(sys.executable, "running")
    return PythonChoice(first_on_path(), "path")


def interpreter_for(worker: Worker, python: str | None) -> str:
    """Give the Python that runs `worker`; see `choose_python`.

    Raises
    ------
    FrameworkMissingError
        If there is none, or if it is the running one and lacks the framework, which is not imported
        to find out.
    """
    chosen = choose_python(python)
    if chosen.path is None:
        said = (
            f"There is no Python that could have {worker.title}. Install Python and "
            f"{worker.install}, or name a Python that has it: with Loss > Python for the "
            f"Cross-Check… in the window, or with the environment variable {PYTHON_VARIABLE}."
        )
        raise FrameworkMissingError(f"{chosen.note} {said}".lstrip())
    if chosen.path == sys.executable and python is None:
        importlib.invalidate_caches()  # it may have been installed a minute ago
        for module in worker.modules:
            if not _is_installed(module):
                raise FrameworkMissingError(missing_sentence(worker, None, f"no module {module}"))
    return chosen.path


def missing_sentence(worker: Worker, python: str | None, why: str) -> str:
    """Say that the framework is not installed, and give the one command that changes it."""
    chosen = choose_python(python)
    path = chosen.path or "python3"
    said = f"{worker.title} is not installed ({why})."
    if is_managed(path):
        advice = (
            f"{path} belongs to the system and takes no packages. These commands make a virtual "
            f"environment that has it: {environment_commands(path, worker.install)} - then choose "
            "that under Loss > Python for the Cross-Check."
        )
    else:
        advice = f"This command changes that: {shell_word(path)} -m pip install {worker.install}"
    return f"{chosen.note} {said} {advice}".lstrip()


def is_managed(python: str) -> bool:
    """Tell whether the system keeps pip from installing into a Python, without starting it.

    Such a Python has a file EXTERNALLY-MANAGED in its standard library (PEP 668); a virtual
    environment made from it takes packages.
    """
    path = shutil.which(python)
    if path is None:
        return False
    folder = Path(path).parent
    if any((near / "pyvenv.cfg").is_file() for near in (folder, folder.parent)):
        return False
    prefix = Path(path).resolve().parents[1]
    return any(prefix.glob("lib/python3*/EXTERNALLY-MANAGED"))


def environment_commands(python: str, package: str) -> str:
    """Give the commands that make an environment with a package, where lossgui looks for one."""
    made = f"{shell_word(python)} -m venv ~/{package}"
    return f"{made} && ~/{package}/bin/python -m pip install {package}"


def shell_word(path: str) -> str:
    """Write a path as a terminal of this system takes it."""
    return subprocess.list2cmdline([path]) if sys.platform == "win32" else shlex.quote(path)


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ValueError:  # sys.modules holds None for it, or a module without a spec
        return False


def installed_workers(python: str | None = None) -> tuple[Worker, ...]:
    """List the workers whose framework can be asked, without importing any.

    With a `python` of the user's own this cannot be seen from here: all of them are listed, and
    those that it lacks say so when they are asked.
    """
    found = []
    for worker in workers().values():
        try:
            interpreter_for(worker, python)
        except FrameworkMissingError:
            continue
        found.append(worker)
    return tuple(found)
