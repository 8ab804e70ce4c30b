"""Writing a file so that what was there survives until the new one is complete."""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from lossgui.session.problems import FileProblem, system_problem

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def written(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a stream for the new content of a file: it is the file's at the end of the ``with``.

    An existing file keeps its permissions, and a link stays a link. An exception in the ``with``
    leaves everything as it was.

    Raises
    ------
    FileProblem
        If the system refuses, for example because the disk is full; nothing is left behind.
    """
    path = Path(path)
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{uuid.uuid4().hex}.tmp")
    if target.exists() and not os.access(target, os.W_OK):
        raise FileProblem(f"{path.name} cannot be saved: the file is read-only")
    try:
        with temporary.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as problem:
        raise system_problem(path, problem, "saved") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where folders can be opened at all."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
