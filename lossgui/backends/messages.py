"""Messages between host and worker: a line of JSON, then the .npy bytes of the arrays it lists.

What comes from a worker is not trusted: sizes are limited before anything is allocated for them,
and arrays are numbers only (no pickles).
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

# The JSON line of an answer is a few hundred bytes; an exception's message makes it some thousand.
LONGEST_HEADER = 1_000_000
# A gradient and values of 100 million float64 cells.
LARGEST_ANSWER = 2 * 1024**3
BLOCK = 1 << 20
# NumPy itself refuses longer ones.
LONGEST_NPY_HEADER = 20_000


class MessageError(ValueError):
    """A worker sent something that is not a message; the text says what was wrong with it."""


@dataclass(frozen=True)
class Message:
    """One decoded message."""

    header: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


def encode(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> list[bytes]:
    """Give the bytes of a message, in pieces."""
    contents = [_npy(array) for array in arrays.values()]
    listed = [[name, len(content)] for name, content in zip(arrays, contents, strict=True)]
    return [json.dumps({**header, "arrays": listed}).encode() + b"\n", *contents]


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def read_message(stream: BinaryIO) -> Message | None:
    """Read the next message of `stream`; None at its end.

    Raises MessageError for everything that is not a whole message.
    """
    line = stream.readline(LONGEST_HEADER)
    if not line:
        return None
    header = _header(line)
    sizes = _sizes(header)
    return Message(
        header, {name: _array(name, _content(stream, name, size)) for name, size in sizes}
    )


def _header(line: bytes) -> dict[str, Any]:
    shown = repr(line[:60].decode("utf-8", "replace"))
    if not line.endswith(b"\n"):
        raise MessageError(f"the answer breaks off, or is not one: {shown}")
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        raise MessageError(f"it is not an answer: {shown}") from None
    if not isinstance(header, dict) or type(header.get("id")) is not int:
        raise MessageError(f"it is not an answer with a number: {shown}")
    return header


def _sizes(header: dict[str, Any]) -> list[tuple[str, int]]:
    listed = header.pop("arrays", None)
    if not isinstance(listed, list) or not all(_is_size(entry) for entry in listed):
        raise MessageError("the answer does not list its arrays as [name, size]")
    total = sum(size for _, size in listed)
    if total > LARGEST_ANSWER:
        raise MessageError(
            f"the answer announces {total} bytes, the most accepted is {LARGEST_ANSWER}"
        )
    return [(name, size) for name, size in listed]


def _is_size(entry: object) -> bool:
    if not isinstance(entry, list) or len(entry) != 2:
        return False
    name, size = entry
    return isinstance(name, str) and type(size) is int and size >= 0


def _content(stream: BinaryIO, name: str, size: int) -> bytearray:
    """Read `size` bytes; memory grows with what arrives, not with what was announced."""
    content = bytearray()
    while len(content) < size:
        block = stream.read(min(BLOCK, size - len(content)))
        if not block:
            raise MessageError(f"{name} breaks off after {len(content)} of {size} bytes")
        content += block
    return content


def _array(name: str, content: bytearray) -> NDArray[Any]:
    """View the .npy bytes as an array.

    numpy.load would first allocate what the .npy header announces.
    """
    stream = io.BytesIO(content[:LONGEST_NPY_HEADER])
    try:
        version = np.lib.format.read_magic(stream)
        read = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, column_major, dtype = read(stream)
        if dtype.kind not in "fiub":
            raise ValueError(f"{dtype} is not a number type")
        cells = np.frombuffer(content, dtype, offset=stream.tell())
        return cells.reshape(shape, order="F" if column_major else "C")
    except (ValueError, KeyError) as problem:
        raise MessageError(f"{name} is not an array of numbers: {problem}") from None
