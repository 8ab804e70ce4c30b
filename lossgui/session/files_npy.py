"""Arrays in NumPy's .npy format, from a file or from inside a zip; nothing is ever unpickled.

The format: NumPy documentation, numpy.lib.format, versions 1.0 and 2.0.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from lossgui.session.cells import DTYPES, check_size, dtype_problem
from lossgui.session.problems import FileProblem

if TYPE_CHECKING:
    from pathlib import Path

    from lossgui.session.state import Array

_MAGIC = b"\x93NUMPY"
_LONGEST_HEADER = 10_000
_MOST_AXES = 32
_CHUNK = 1 << 20
_DESCRIPTION = re.compile(r"([<>=|]?)([A-Za-z?])([0-9]*)(\[[^\]]*\])?")
_CUT_OFF = "the file is cut off, save or download it again"


@dataclass(frozen=True, slots=True)
class _Header:
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    fortran_order: bool
    length: int  # of everything before the cells, in bytes

    @property
    def nbytes(self) -> int:
        """Bytes that the cells take."""
        cells = 1
        for length in self.shape:
            cells *= length
        return cells * self.dtype.itemsize


def read_npy(path: Path) -> Array:
    """Read a .npy file.

    Raises
    ------
    FileProblem
        If it holds something else than numbers, or fewer or more bytes than its header says.
    """
    with path.open("rb") as stream:
        return read_npy_stream(stream, path.stat().st_size, path.name)


def read_npy_stream(stream: IO[bytes], size: int, what: str) -> Array:
    """Read an array of `size` bytes, header included; all checks come before the memory is taken.

    The array is C-contiguous and in native byte order.
    """
    header = _read_header(stream, what)
    present = size - header.length
    if present < header.nbytes:
        raise FileProblem(
            f"{what} says that its shape is {header.shape}, which takes {header.nbytes} bytes, "
            f"but {max(present, 0)} are there: {_CUT_OFF}"
        )
    if present > header.nbytes:
        raise FileProblem(
            f"{what} goes on for {present - header.nbytes} bytes after its array: save one array "
            "per .npy file, or several as .npz"
        )
    return _in_order(_read_cells(stream, header, what), header)


def _read_header(stream: IO[bytes], what: str) -> _Header:
    start = stream.read(8)
    if not start:
        raise FileProblem(f"{what} is empty: save the array again with numpy.save")
    if start[:6] != _MAGIC[: len(start)]:
        raise FileProblem(f"{what} is not an .npy file: save it with numpy.save")
    if len(start) < 8:
        raise FileProblem(f"{what} ends inside its header: {_CUT_OFF}")
    if start[6] not in (1, 2):
        raise FileProblem(
            f"{what} has the .npy version {start[6]}.{start[7]}: save the array with numpy.save "
            "as plain numbers"
        )
    width = 2 if start[6] == 1 else 4
    length = int.from_bytes(_exactly(stream, width, what), "little")
    if length > _LONGEST_HEADER:
        raise FileProblem(f"{what} has a header of {length} bytes: save it with numpy.save")
    entries = _parsed(_exactly(stream, length, what), what)
    dtype = _dtype(entries["descr"], what)
    shape = _shape(entries["shape"], what)
    return _Header(dtype, shape, bool(entries["fortran_order"]), 8 + width + length)


def _exactly(stream: IO[bytes], length: int, what: str) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise FileProblem(f"{what} ends inside its header: {_CUT_OFF}")
    return data


def _parsed(header: bytes, what: str) -> dict[str, Any]:
    try:
        entries = ast.literal_eval(header.decode("latin-1").strip())
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        entries = None
    if not isinstance(entries, dict) or entries.keys() != {"descr", "fortran_order", "shape"}:
        raise FileProblem(f"{what} has a damaged header: save it again with numpy.save")
    return entries


def _dtype(description: object, what: str) -> np.dtype[Any]:
    if isinstance(description, (list, tuple)):
        raise FileProblem(f"{what} {dtype_problem('V', 'structured')}")
    parts = _DESCRIPTION.fullmatch(description) if isinstance(description, str) else None
    if parts is None:
        raise FileProblem(f"{what} has a damaged header: save it again with numpy.save")
    order, kind, size, _ = parts.groups()
    if kind == "O":
        raise FileProblem(
            f"{what} holds Python objects as a pickle, which could run any program: save it as "
            "numbers, with .astype('float64')"
        )
    known = {f"{dtype.kind}{dtype.itemsize}" for dtype in DTYPES} | {"?"}
    if kind + size not in known:
        kind = "S" if kind == "a" else kind
        raise FileProblem(f"{what} {dtype_problem(kind, repr(description))}")
    return np.dtype(f"{order}{kind}{size}")


def _shape(shape: object, what: str) -> tuple[int, ...]:
    if not isinstance(shape, tuple) or not all(type(n) is int and n >= 0 for n in shape):
        raise FileProblem(f"{what} has a damaged header: its shape is {str(shape)[:60]}")
    if len(shape) > _MOST_AXES:
        raise FileProblem(f"{what} has {len(shape)} axes: a tensor has up to {_MOST_AXES}")
    try:
        check_size(shape, what)
    except ValueError as problem:
        raise FileProblem(f"{problem}") from None
    return shape


def _read_cells(stream: IO[bytes], header: _Header, what: str) -> Array:
    cells = np.empty(header.nbytes // header.dtype.itemsize, dtype=header.dtype)
    target = cells.view(np.uint8).data
    for start in range(0, header.nbytes, _CHUNK):
        part = stream.read(min(_CHUNK, header.nbytes - start))
        target[start : start + len(part)] = part
        if len(part) < min(_CHUNK, header.nbytes - start):
            raise FileProblem(f"{what} ends inside its numbers: {_CUT_OFF}")
    return cells


def _in_order(cells: Array, header: _Header) -> Array:
    if cells.dtype.kind == "b":
        cells = (
            cells.view(np.uint8) != 0
        )  # a byte other than 0 and 1 makes a boolean that is neither
    if header.fortran_order:
        cells = cells.reshape(header.shape[::-1]).T
    native = cells.dtype.newbyteorder("=")
    return np.ascontiguousarray(cells, dtype=native).reshape(header.shape)
