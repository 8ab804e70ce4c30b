"""Makes small Windows libraries, byte by byte, to be read by the tests."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BASE, START = 0x1000, 0x200
BY_NUMBER = 1 << 63


class Section:
    """The one section of a file; it hands out addresses for what is put into it."""

    def __init__(self) -> None:
        self.data = bytearray()

    def put(self, data: bytes) -> int:
        self.data += b"\0" * (-len(self.data) % 8)
        address = BASE + len(self.data)
        self.data += data
        return address

    def text(self, text: str) -> int:
        return self.put(text.encode() + b"\0")


def library(
    imports: Mapping[str, Sequence[str | int]] | None = None,
    exports: Sequence[str] = (),
    delayed: Mapping[str, Sequence[str | int]] | None = None,
    machine: int = 0x8664,
) -> bytes:
    """Return a file that takes functions from others, by name or number, and offers some."""
    section = Section()
    directories = [(0, 0)] * 16
    if imports:
        rows = [
            (names(section, wanted), 0, 0, section.text(name), 0)
            for name, wanted in imports.items()
        ]
        table = b"".join(struct.pack("<5I", *row) for row in [*rows, (0,) * 5])
        directories[1] = (section.put(table), len(table))
    if delayed:
        rows = [
            (1, section.text(name), 0, 0, names(section, wanted))
            for name, wanted in delayed.items()
        ]
        table = b"".join(struct.pack("<5I12x", *row) for row in [*rows, (0,) * 5])
        directories[13] = (section.put(table), len(table))
    if exports:
        pointers = struct.pack(f"<{len(exports)}I", *[section.text(name) for name in exports])
        table = struct.pack("<24xIII4x", len(exports), 0, section.put(pointers))
        directories[0] = (section.put(table), len(table))
    return assembled(bytes(section.data), directories, machine)


def names(section: Section, wanted: Sequence[str | int]) -> int:
    entries = [
        BY_NUMBER | item if isinstance(item, int) else section.put(b"\0\0" + item.encode() + b"\0")
        for item in wanted
    ]
    return section.put(struct.pack(f"<{len(entries) + 1}Q", *entries, 0))


def assembled(section: bytes, directories: Sequence[tuple[int, int]], machine: int) -> bytes:
    table = b"".join(struct.pack("<II", *entry) for entry in directories)
    optional = struct.pack("<H106xI", 0x20B, len(directories)) + table
    head = b"MZ" + b"\0" * 58 + struct.pack("<I", 64) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", machine, 1, 0, 0, 0, len(optional), 0) + optional
    head += struct.pack("<8sIIII16x", b".rdata", len(section), BASE, len(section), START)
    return head.ljust(START, b"\0") + section
