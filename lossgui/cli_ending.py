"""How a command ends that fails: in one sentence, whatever the system refused."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from typing import NoReturn

from lossgui.complaint import complain
from lossgui.session.problems import reason_of

WRONG_USE = 2


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without repeating the usage."""

    def error(self, message: str) -> NoReturn:
        """End the program with this sentence."""
        complain(message, window=False)
        sys.exit(WRONG_USE)


def finished(status: int) -> int:
    """Return the status, once all output is where it belongs; raise OSError if it cannot be."""
    sys.stdout.flush()
    return status


def failed(problem: Exception, *, window: bool) -> int:
    """Say what is wrong and return the exit status; `window` if one should have opened."""
    if isinstance(problem, BrokenPipeError):
        # Whoever reads the output, such as head, has seen enough.
        _drop_output()
        return 0
    if isinstance(problem, OSError) and problem.errno is not None:
        complain(_refused(problem), window=window)
    else:
        complain(str(problem), window=window)
    return WRONG_USE


def _refused(problem: OSError) -> str:
    if problem.filename is not None:
        return f"{problem.filename} cannot be used: {reason_of(problem)}"
    if problem.strerror and problem.strerror != os.strerror(problem.errno or 0):
        return problem.strerror  # not the system's words, so it says more
    # Of all that a command writes to, only its output has no name.
    _drop_output()
    return f"the output cannot be written: {reason_of(problem)}"


def _drop_output() -> None:
    """Let what is left go nowhere: Python would try to write it once more at the end."""
    with suppress(OSError):  # not every stream is a file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
