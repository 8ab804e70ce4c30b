"""Zip files from strangers: which members there are, and reading them without being bombed."""

from __future__ import annotations

import errno
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lossgui.session.cells import MAXIMUM_CELLS
from lossgui.session.files_npy import read_npy_stream
from lossgui.session.problems import FileProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lossgui.session.state import Array

MOST_MEMBERS = 1000
MOST_BYTES = 8 * MAXIMUM_CELLS + (1 << 20)

_DEFLATE_LIMIT = 1100
"""Deflate makes no more than 1032 bytes out of one; a larger claim is a lie."""

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    UnicodeError,
)


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip file whose members are few, of a sane size and of different names.

    Raises
    ------
    FileProblem
        If they are not, or if the file is damaged, also while it is read inside the ``with``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(archive.infolist(), path.name)
            yield archive
    except FileProblem:
        raise
    except OSError as problem:
        if problem.errno != errno.EINVAL:  # what seeking to where a damaged zip points to gives
            raise
        raise _damaged(path) from None
    except (*_DAMAGE, ValueError):
        raise _damaged(path) from None


def _damaged(path: Path) -> FileProblem:
    return FileProblem(
        f"{path.name} is damaged or cut off, or no zip file at all: save or download it again"
    )


def read_array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, what: str) -> Array:
    """Read a .npy member, never more of it than its header and the zip's directory agree on."""
    with archive.open(member) as stream:
        array = read_npy_stream(stream, member.file_size, what)
        stream.read(1)  # at the end the checksum is compared
    return array


def _check_members(members: list[zipfile.ZipInfo], what: str) -> None:
    if len(members) > MOST_MEMBERS:
        raise FileProblem(f"{what} has {len(members)} members: lossgui opens up to {MOST_MEMBERS}")
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        raise FileProblem(
            f"{what} would unpack to {total / 1e9:.1f} GB: lossgui opens up to "
            f"{MOST_BYTES / 1e9:.1f} GB at once"
        )
    names = [member.filename for member in members]
    if double := {name for name in names if names.count(name) > 1}:
        raise FileProblem(f"{what} has two members called {min(double)!r}: save it again")
    for member in members:
        _check_member(member, what)


def _check_member(member: zipfile.ZipInfo, what: str) -> None:
    if member.flag_bits & 1:
        raise FileProblem(f"{what} is encrypted: save it without a password")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileProblem(
            f"{what} is packed in a way that NumPy does not use: save it with numpy.savez"
        )
    if member.file_size > _DEFLATE_LIMIT * member.compress_size + 1024:
        raise FileProblem(
            f"{what} claims that {member.compress_size} bytes unpack to {member.file_size}, which "
            "cannot be: it is damaged or made to fill the memory"
        )
