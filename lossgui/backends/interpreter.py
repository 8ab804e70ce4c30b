"""Which Python runs a worker, and what to say when it has no framework."""

import importlib
import importlib.util
import shlex
import sys

from lossgui.backends.catalogue import Worker, workers


class FrameworkMissingError(Exception):
    """There is no Python with the framework; the text says what would change that."""


def interpreter_for(worker: Worker, python: str | None) -> str:
    """Choose the Python that runs `worker`: `python` if the user named one, else the running one.

    Raises
    ------
    FrameworkMissingError
        If that is the running one and it lacks the framework, which is not imported to find out.
    """
    if python is not None:
        return python
    if getattr(sys, "frozen", False) or not sys.executable:
        raise FrameworkMissingError(
            f"Choose a Python that has {worker.title}; this app brings none of its own."
        )
    importlib.invalidate_caches()  # it may have been installed a minute ago
    for module in worker.modules:
        if not _is_installed(module):
            raise FrameworkMissingError(missing_sentence(worker, None, f"no module {module}"))
    return sys.executable


def missing_sentence(worker: Worker, python: str | None, why: str) -> str:
    """Say that the framework is not installed, and give the one command that changes it."""
    command = f"{shlex.quote(python or sys.executable)} -m pip install {worker.install}"
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
