"""What can be wrong with a file, in one sentence for the person who opened it."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class FileProblem(ValueError):
    """A file that cannot be read or written; the message is one sentence that names the file."""


def system_problem(path: Path, problem: OSError, doing: str) -> FileProblem:
    """Put an error of the operating system into a sentence; `doing` is what was tried: ``read``."""
    return FileProblem(f"{path.name} cannot be {doing}: {reason_of(problem)}")


def reason_of(problem: OSError) -> str:
    """Say why the operating system refuses, and what would be right where that can be known."""
    return _REASONS.get(problem.errno or 0) or problem.strerror or str(problem)


def memory_problem(path: Path) -> FileProblem:
    """Say that the file needs more memory than there is."""
    return FileProblem(f"{path.name} cannot be read: it needs more memory than is free")


_REASONS = {
    errno.ENOENT: "there is no such file or folder",
    errno.EACCES: "you have no permission",
    errno.EPERM: "you have no permission",
    errno.EROFS: "the disk is read-only",
    errno.EEXIST: "it is a file, not a folder",
    errno.EISDIR: "it is a folder",
    errno.ENOTDIR: "a part of its path is a file, not a folder",
    errno.ENOSPC: "the disk is full; free some space or choose another disk",
    errno.EDQUOT: "your quota on this disk is used up; free some space or choose another disk",
    errno.EFBIG: "the disk does not take files of this size",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EIO: "the disk reports an error",
}
