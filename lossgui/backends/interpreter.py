"""Which Python runs a worker, and what to say when it has no framework."""

import importlib
import importlib.util
import os
import shlex
import shutil
import sys

from lossgui.backends.catalogue import Worker, workers

PYTHON_VARIABLE = "LOSSGUI_PYTHON"
"""An environment variable that names the Python which has the frameworks."""


class FrameworkMissingError(Exception):
    """There is no Python with the framework; the text says what would change that."""


def chosen_python(python: str | None) -> str | None:
    """Choose whose Python runs the workers; None if there is none.

    That is `python`, or what ``LOSSGUI_PYTHON`` names, or the running one. The packed app cannot be
    extended, so it takes the first one on the path instead.
    """
    if python is not None:
        return python
    if named := os.environ.get(PYTHON_VARIABLE):
        # A worker runs in a folder of its own.
        return os.path.abspath(named) if os.path.dirname(named) else named  # noqa: PTH100, PTH120
    if not getattr(sys, "frozen", False) and sys.executable:
        return sys.executable
    on_path = (shutil.which(name) for name in ("python3", "python"))
    # Windows has a python.exe that only opens its shop.
    return next((found for found in on_path if found and "WindowsApps" not in found), None)


def interpreter_for(worker: Worker, python: str | None) -> str:
    """Give the Python that runs `worker`; see `chosen_python`.

    Raises
    ------
    FrameworkMissingError
        If there is none, or if it is the running one and lacks the framework, which is not imported
        to find out.
    """
    chosen = chosen_python(python)
    if chosen is None:
        raise FrameworkMissingError(
            f"There is no Python that could have {worker.title}. Install Python and "
            f"{worker.install}, or name a Python that has it in the environment variable "
            f"{PYTHON_VARIABLE}."
        )
    if chosen == sys.executable and python is None:
        importlib.invalidate_caches()  # it may have been installed a minute ago
        for module in worker.modules:
            if not _is_installed(module):
                raise FrameworkMissingError(missing_sentence(worker, None, f"no module {module}"))
    return chosen


def missing_sentence(worker: Worker, python: str | None, why: str) -> str:
    """Say that the framework is not installed, and give the one command that changes it."""
    command = f"{shlex.quote(chosen_python(python) or 'python3')} -m pip install {worker.install}"
    return f"{worker.title} is not installed ({why}). This command changes that: {command}"


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
