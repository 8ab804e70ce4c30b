"""Reads what a Windows program or library imports and exports, on any system."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXPORTS, IMPORTS, DELAYED_IMPORTS = 0, 1, 13
AMD64 = 0x8664
PE32_PLUS = 0x20B
BY_NUMBER = 1 << 63


class NotAProgramError(ValueError):
    """The file is no 64-bit Windows program or library."""


@dataclass(frozen=True)
class Program:
    """What one .exe, .dll or .pyd asks of others and offers them.

    Attributes
    ----------
    imports : dict
        By the library's name in small letters: the functions taken from it by name. A function
        taken by number is left out.
    exports : frozenset of str
        The functions that are offered by name.
    """

    imports: dict[str, frozenset[str]] = field(default_factory=dict)
    exports: frozenset[str] = frozenset()


def read_program(path: Path) -> Program:
    """Read the import and export tables of a file.

    Tables that are loaded on first use ("delayed imports") count as imports: the function fails
    when it is called, and nobody has called them all.

    Raises
    ------
    NotAProgramError
        If the file is not a PE32+ file for x86-64.
    """
    try:
        return _Tables(path.read_bytes()).program()
    except (struct.error, IndexError, StopIteration):
        raise NotAProgramError(f"{path.name} is not a whole 64-bit Windows program") from None


class _Tables:
    """The tables of one file; source: Microsoft's PE/COFF specification."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        header = self.number("<I", 0x3C) if data[:2] == b"MZ" else 0
        if data[header : header + 4] != b"PE\0\0" or self.number("<H", header + 4) != AMD64:
            raise IndexError
        optional = header + 24
        if self.number("<H", optional) != PE32_PLUS:
            raise IndexError
        count, size = self.number("<H", header + 6), self.number("<H", header + 20)
        self.directories = optional + 112
        self.directory_count = self.number("<I", optional + 108)
        rows = range(optional + size, optional + size + 40 * count, 40)
        self.sections = [struct.unpack_from("<IIII", data, row + 8) for row in rows]

    def number(self, form: str, offset: int) -> int:
        return int(struct.unpack_from(form, self.data, offset)[0])

    def offset(self, address: int) -> int:
        """Turn an address in memory into a place in the file."""
        for _, start, size, pointer in self.sections:
            if start <= address < start + size:
                return pointer + address - start
        raise IndexError

    def text(self, address: int) -> str:
        start = self.offset(address)
        return self.data[start : self.data.index(b"\0", start)].decode("latin-1")

    def directory(self, which: int) -> int:
        """Return the address of a table, 0 if there is none."""
        if which >= self.directory_count:
            return 0
        return self.number("<I", self.directories + 8 * which)

    def program(self) -> Program:
        imports: dict[str, frozenset[str]] = {}
        for library, names in [*self._imports(), *self._delayed()]:
            imports[library] = imports.get(library, frozenset()) | names
        return Program(imports, self._exports())

    def _imports(self) -> Iterator[tuple[str, frozenset[str]]]:
        table = self.directory(IMPORTS)
        while table:
            lookup, _, _, name, addresses = struct.unpack_from("<5I", self.data, self.offset(table))
            if not name:
                return
            yield self.text(name).lower(), self._names(lookup or addresses)
            table += 20

    def _delayed(self) -> Iterator[tuple[str, frozenset[str]]]:
        table = self.directory(DELAYED_IMPORTS)
        while table:
            _, name, _, _, lookup = struct.unpack_from("<5I", self.data, self.offset(table))
            if not name:
                return
            yield self.text(name).lower(), self._names(lookup)
            table += 32

    def _names(self, table: int) -> frozenset[str]:
        names = set()
        while entry := self.number("<Q", self.offset(table)):
            if not entry & BY_NUMBER:
                names.add(self.text((entry & 0x7FFFFFFF) + 2))
            table += 8
        return frozenset(names)

    def _exports(self) -> frozenset[str]:
        table = self.directory(EXPORTS)
        if not table:
            return frozenset()
        count, _, names = struct.unpack_from("<3I", self.data, self.offset(table) + 24)
        if not count:
            return frozenset()
        first = self.offset(names)
        return frozenset(self.text(self.number("<I", first + 4 * place)) for place in range(count))
