"""Blocks of cells as text: what is copied, and what is pasted from a spreadsheet or a file."""

import csv
import re

import numpy as np
from PySide6.QtCore import QCoreApplication

from lossgui.session.numbers import NumberProblem, exact_text, parse_cell

translate = QCoreApplication.translate
LARGEST_PASTE = 4_000_000

_SEPARATORS = ("\t", ";", ",")
_ONE_COMMA = re.compile(r"\s*[+-]?[0-9]+,[0-9]+\s*")


class BlockProblem(ValueError):
    """A text that is no block of numbers; the message is one sentence with the place."""


class CommaProblem(BlockProblem):
    """A text whose commas may separate cells or be decimal signs: the student has to say."""


def block_text(block):
    """Write a block of cells as tab-separated values, each as precise as it is."""
    return "\n".join("\t".join(map(exact_text, row)) for row in block)


def parse_block(text, dtype, *, decimal_comma=None):
    """Read tab-separated values, CSV with ; or , or numbers with blanks between them.

    Parameters
    ----------
    text : str
        One line per row.
    dtype : numpy.dtype
        What the cells are to become.
    decimal_comma : bool, optional
        Whether a comma is the decimal sign. When it is not given and nothing in the text
        tells, `CommaProblem` is raised.

    Returns
    -------
    numpy.ndarray
        Rows and columns.
    """
    rows = _cells(text, decimal_comma)
    if sum(map(len, rows)) > LARGEST_PASTE:
        message = translate(
            "Paste", "The clipboard holds more than {0} cells: open such data as a file instead."
        )
        raise BlockProblem(message.format(LARGEST_PASTE))
    width = len(rows[0])
    block = np.empty((len(rows), width), dtype)
    for number, row in enumerate(rows):
        if len(row) != width:
            message = translate(
                "Paste",
                "Row {0} of the pasted text has {1} cells, but row 1 has {2}. Nothing was changed.",
            )
            raise BlockProblem(message.format(number + 1, len(row), width))
        block[number] = _numbers(row, number, dtype, decimal_comma=bool(decimal_comma))
    return block


def _numbers(row, number, dtype, *, decimal_comma):
    result = np.empty(len(row), dtype)
    for column, cell in enumerate(row):
        try:
            result[column] = parse_cell(cell, dtype, decimal_comma=decimal_comma)
        except NumberProblem as problem:
            if problem.ambiguous:
                raise CommaProblem(str(problem)) from None
            message = translate(
                "Paste", "Row {0}, column {1} of the pasted text: {2}. Nothing was changed."
            )
            raise BlockProblem(message.format(number + 1, column + 1, problem)) from None
    return result


def _cells(text, decimal_comma):
    # Spreadsheets end the last row too; that is no empty row.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    if not "".join(lines).strip():
        raise BlockProblem(translate("Paste", "The clipboard holds no text with numbers."))
    separator = _separator(lines, decimal_comma)
    if separator is None:
        return [line.split() for line in lines]
    return [
        [cell.strip() for cell in row]
        for row in csv.reader(lines, delimiter=separator, quotechar='"')
    ]


def _separator(lines, decimal_comma):
    """Choose what separates the cells; None stands for blanks."""
    text = "\n".join(lines)
    for separator in _SEPARATORS[:2]:
        if separator in text:
            return separator
    if "," not in text or decimal_comma is True:
        return None
    if decimal_comma is None and all(map(_ONE_COMMA.fullmatch, lines)):
        message = translate("Paste", "{0} can be one number or two.")
        raise CommaProblem(message.format(lines[0].strip()))
    return ","
