"""Tables of numbers as text: .csv, .tsv and .txt, the way spreadsheets and programs write them."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lossgui.session.numbers import NumberProblem, has_decimal_comma, parse_number
from lossgui.session.problems import FileProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_TEXT = 256 * 1024 * 1024
"""Bytes; a larger table should come as .npy."""

_SAMPLE = 30
_BLANK = " "
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]+)?(?:e[+-]?[0-9]+)?|inf|nan)", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a table is written; `trailing` says that every line ends with a separator."""

    separator: str
    trailing: bool
    decimal_comma: bool = False


def read_table(path: Path) -> npt.NDArray[np.float64]:
    """Read a table as an array (rows, columns).

    Values are separated by tabs, semicolons, commas or blanks, whichever the lines show; a first
    line of names, lines that begin with # and empty lines are skipped. A decimal comma is
    understood where it can't be the separator.

    Raises
    ------
    FileProblem
        If lines differ in length or a cell is no number; the sentence names line and column.
    """
    text = _text(path)
    layout = _layout(text, path.name)
    values, width, first = array("d"), 0, 0
    for line, cells in _body(_lines(text, layout, path.name)):
        if not width:
            width, first = len(cells), line
        if len(cells) != width:
            raise FileProblem(
                f"{path.name}: line {line} has {_values(len(cells))} but line {first} has "
                f"{width}: give every line the same number of values"
            )
        values.extend(_row(cells, line, layout.decimal_comma, path.name))
    if not values:
        raise FileProblem(f"{path.name} has no numbers in it: give it one line per sample")
    return np.frombuffer(values, dtype=np.float64).reshape(-1, width).copy()


def _text(path: Path) -> str:
    size = path.stat().st_size
    if size > LARGEST_TEXT:
        raise FileProblem(
            f"{path.name} has {size / 1e6:.0f} MB: lossgui reads text up to "
            f"{LARGEST_TEXT / 1e6:.0f} MB, so save the numbers with numpy.save as .npy"
        )
    text = _decoded(path.read_bytes(), path.name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FileProblem(
            f"{path.name}: line {line} has a NUL byte, so it is no text: save the table as CSV "
            "(UTF-8)"
        )
    if not text.strip():
        raise FileProblem(f"{path.name} is empty: give it one line of numbers per sample")
    return text


def _decoded(data: bytes, what: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                name = encoding.removesuffix("-sig").upper()
                raise FileProblem(
                    f"{what} begins as {name} text but goes on as something else: save it as "
                    "CSV (UTF-8)"
                ) from None
    # Numbers are ASCII in all of these; the others only matter for the names in the first line.
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _layout(text: str, what: str) -> _Layout:
    """Find out how the table is written, from the first lines after the line of names."""
    said = re.match(r"sep=([,;|\t])\n", text, re.IGNORECASE)
    sample = list(itertools.islice(filter(_counts, io.StringIO(text)), 1 + bool(said) + _SAMPLE))
    body = sample[1 + bool(said) :] or sample[-1:]
    separator = said[1] if said else _separator(body)
    if separator == _BLANK and not any(_BLANK in line.strip() for line in body):
        # One value a line below the first: whatever the first line has is the separator then.
        separator = _separator(sample)
    trailing = all(line.strip(" \n").endswith(separator) for line in sample[bool(said) :])
    layout = _Layout(separator, trailing)
    if separator == "," or "," not in text:
        return layout
    commas = (has_decimal_comma(cell) for _, cells in _lines(text, layout, what) for cell in cells)
    return _Layout(separator, trailing, decimal_comma=any(commas))


def _counts(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _separator(body: list[str]) -> str:
    for separator in ("\t", ";", ","):
        if any(separator in line.strip(" \n") for line in body):
            return _BLANK if separator == "," and _blanks_and_commas(body) else separator
    return _BLANK


def _blanks_and_commas(lines: list[str]) -> bool:
    """Recognise ``0,5 0,7``: decimal commas between blanks, which no comma could separate."""
    cells = [line.split() for line in lines]
    return all(len(row) > 1 and all(map(_NUMBER.fullmatch, row)) for row in cells)


def _lines(text: str, layout: _Layout, what: str) -> Iterator[Line]:
    """Give each line's number and cells, without empty lines, comments and a final separator."""
    if layout.separator == _BLANK:
        rows: Iterator[Line] = ((n, row.split()) for n, row in enumerate(io.StringIO(text), 1))
    else:
        rows = _quoted(text, layout.separator, what)
    for line, cells in rows:
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        if line == 1 and cells[0].casefold().startswith("sep="):
            continue
        yield line, cells[:-1] if layout.trailing and not cells[-1].strip() else cells


def _quoted(text: str, separator: str, what: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True, strict=True)
    line = 0
    try:
        for cells in reader:
            line = reader.line_num
            yield line, cells
    except csv.Error:
        raise FileProblem(
            f'{what}: line {line + 1} has a quotation mark " that is never closed or stands inside '
            "a value: remove it"
        ) from None


def _body(lines: Iterator[Line]) -> Iterator[Line]:
    """Skip a first line of names."""
    for place, (line, cells) in enumerate(lines):
        if place or not all(map(_is_title, cells)):
            yield line, cells


def _is_title(cell: str) -> bool:
    """Say whether a cell is a name rather than a number, even one that is written wrongly."""
    plain = cell.strip().lstrip("+-−.,")
    return not plain[:1].isdigit() and plain.casefold() not in ("nan", "inf", "infinity")


def _row(cells: list[str], line: int, decimal_comma: bool, what: str) -> list[float]:
    values = []
    for column, cell in enumerate(cells, 1):
        try:
            values.append(parse_number(cell, decimal_comma=decimal_comma))
        except NumberProblem as problem:
            reason = f": {problem}" if cell.strip() else " is empty: write nan for a missing value"
            raise FileProblem(f"{what}: line {line}, column {column}{reason}") from None
    return values


def _values(count: int) -> str:
    return "1 value" if count == 1 else f"{count} values"
