"""Numbers as people type them and as they are shown; the same in every locale."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import numpy as np

from lossgui.session.cells import fitted

LONGEST_NUMBER = 1200
"""Characters; the longest exact decimal of a float64 has 1077."""

_SHOWN = 40
_FIXED_LIMIT = 1e15

_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_COMMA = re.compile(r"([+-]?[0-9]*),([0-9]+(?:[eE][+-]?[0-9]+)?)")
_MAYBE_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}(?:[eE][+-]?[0-9]+)?")
_GROUPED = re.compile(
    r"([+-]?[1-9][0-9]{0,2}(?:([,.\s'’])[0-9]{3})(?:\2[0-9]{3})*)(?:[,.]([0-9]*))?([eE][+-]?[0-9]+)?"
)
_WORDS = {"nan": math.nan, "inf": math.inf, "infinity": math.inf}

# Full-width forms have the order of ASCII; NFKC is no choice, it would turn 3² into 32.
_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_SIGNS = str.maketrans(_FULL_WIDTH | {0x2212: "-", 0xFE63: "-", 0xFE62: "+"})
_HINTS = {
    "_": "no _ between the digits",
    "%": "a fraction of 1 without %, such as 0.5",
    "。": "the decimal point . instead of 。",
    "–": "the minus sign - instead of a dash",
    "—": "the minus sign - instead of a dash",
    "∞": "inf",
    "½": "1/2",
}


class NumberProblem(ValueError):
    """A text that is no number; the message is one sentence for the person who typed it.

    `ambiguous` is true for a text like ``1,000``: `parse_number` takes it when it is told with
    ``decimal_comma=True`` that the comma is the decimal sign.
    """

    def __init__(self, sentence: str, *, ambiguous: bool = False) -> None:
        super().__init__(sentence)
        self.ambiguous = ambiguous


def parse_number(text: str, *, decimal_comma: bool = False) -> float:
    """Read a number as people type it.

    ``0.5``, ``1e-3``, ``1/3``, ``nan``, ``inf``; ``0,5`` where the comma can only be a decimal one;
    full-width digits and every minus sign; blanks around it. Grouped digits, underscores and
    numbers that a float64 can't hold are refused, never guessed.

    With `decimal_comma`, for text from a program that writes 0,5, ``1,000`` is 1 and ``1.000`` is
    refused as grouped.

    Raises
    ------
    NumberProblem
        With a sentence that says what would be right.

    Examples
    --------
    >>> parse_number("1/3"), parse_number("−0,5")
    (0.3333333333333333, -0.5)
    """
    if len(text) <= _SHOWN and _PLAIN.fullmatch(text) and not decimal_comma:
        value = float(text)
        if (value and not math.isinf(value)) or not text.strip("+-0."):
            return value
    plain = _cleaned(text)
    word = plain.lstrip("+-").casefold()
    if word in _WORDS and len(plain) - len(word) <= 1:
        return -_WORDS[word] if plain[0] == "-" else _WORDS[word]
    if plain.count("/") == 1:
        return _fraction(plain, text, decimal_comma)
    return _finite(_point_text(plain, text, decimal_comma), text)


def parse_digits(text: str, *, decimal_comma: bool = False) -> tuple[float, float]:
    """Read a number and half a unit of its last typed digit: what rounds to the typed digits.

    Trailing zeros count. A fraction stands for itself, up to the precision of float32.

    Raises
    ------
    NumberProblem
        Where `parse_number` refuses the text, and for nan and infinities.

    Examples
    --------
    >>> parse_digits("0.237"), parse_digits("0.2370")
    ((0.237, 0.0005), (0.237, 5e-05))
    """
    value = parse_number(text, decimal_comma=decimal_comma)
    if not math.isfinite(value):
        raise NumberProblem(f"{_shown(text)} has no digits: type a finite number such as 0.237")
    plain = _cleaned(text)
    if "/" in plain:
        return value, abs(value) * 2.0**-24
    exponent = Decimal(_point_text(plain, text, decimal_comma)).as_tuple().exponent
    return value, float(Decimal(5).scaleb(int(exponent) - 1))


def parse_cell(text: str, dtype: Any, *, decimal_comma: bool = False) -> np.generic:
    """Read a number exactly as a cell of this dtype keeps it.

    Whole numbers are read without the detour over float64, which could not tell 2**53 from
    2**53 + 1.

    Raises
    ------
    NumberProblem
        If the text is no number or the dtype can't hold it.
    """
    dtype = np.dtype(dtype)
    plain = _cleaned(text)
    whole = re.fullmatch(r"[+-]?[0-9]+", plain) if dtype.kind in "iu" else None
    value: float = int(plain) if whole else 0
    if not whole or abs(value) >= 2**64:
        value = parse_number(text, decimal_comma=decimal_comma)
    try:
        return cast("np.generic", fitted(value, dtype, (), "a cell here")[()])
    except (TypeError, ValueError) as problem:
        raise NumberProblem(f"{problem}") from None


def has_decimal_comma(text: str) -> bool:
    """Say whether a text is a number whose comma can only be the decimal sign."""
    plain = text.translate(_SIGNS).strip()
    return bool(_COMMA.fullmatch(plain) and not _MAYBE_GROUPED.fullmatch(plain))


def format_number(value: Any, decimals: int = 4, scientific: bool = False) -> str:
    """Write a number for reading: rounded to so many decimals, with ``.`` and no grouping.

    Where fixed decimals would show a number that is not 0 as 0, or more than 15 digits, it is
    written with an exponent. Whole numbers and booleans have no decimals.

    Examples
    --------
    >>> format_number(0.236667, 3), format_number(1e-9, 3), format_number(0.5, 1, scientific=True)
    ('0.237', '1.000e-09', '5.0e-01')
    """
    if isinstance(value, (int, np.integer, np.bool_)):
        return f"{int(value):.{decimals}e}" if scientific else str(int(value))
    number = float(value)
    if not math.isfinite(number):
        return str(number)
    fixed = f"{number:.{decimals}f}"
    vanishes = number != 0 and float(fixed) == 0
    if scientific or vanishes or abs(number) >= _FIXED_LIMIT:
        return f"{number:.{decimals}e}"
    return fixed


def exact_text(value: Any) -> str:
    """Write the shortest decimal that reads back to the very same number of the same dtype.

    Floats of 16 and 32 bits get as few digits as their own dtype needs; every nan is ``nan``.

    Examples
    --------
    >>> exact_text(0.1), exact_text(np.float32(0.1)), exact_text(3.0), exact_text(-1e-05)
    ('0.1', '0.1', '3', '-1e-5')
    """
    if isinstance(value, (int, np.integer, np.bool_)):
        return str(int(value))
    text = str(value)
    if "e" not in text:
        return text.removesuffix(".0")
    digits, _, exponent = text.partition("e")
    return f"{digits.removesuffix('.0')}e{int(exponent)}"


def _cleaned(text: str) -> str:
    if len(text) > LONGEST_NUMBER:
        raise NumberProblem(
            f"{_shown(text)} has {len(text)} characters: a number has up to {LONGEST_NUMBER}"
        )
    plain = text.translate(_SIGNS).strip().strip("\ufeff").strip()
    if not plain:
        raise NumberProblem("there is no number here: type one such as 0.5, or nan for a gap")
    return plain


def _point_text(plain: str, text: str, decimal_comma: bool) -> str:
    """Give the number with a decimal point, ready for float()."""
    if _PLAIN.fullmatch(plain) and not (decimal_comma and _GROUPED.fullmatch(plain)):
        return plain
    comma = _COMMA.fullmatch(plain)
    if comma and (decimal_comma or not _MAYBE_GROUPED.fullmatch(plain)):
        return f"{comma[1]}.{comma[2]}"
    if comma:
        point, without = plain.replace(",", "."), plain.replace(",", "")
        raise NumberProblem(
            f"{_shown(text)} could mean {without} or {point}: write {without} or {point}",
            ambiguous=True,
        )
    grouped = _GROUPED.fullmatch(plain)
    if grouped:
        whole = re.sub(r"[,.\s'’]", "", grouped[1])
        right = whole + (f".{grouped[3]}" if grouped[3] else "") + (grouped[4] or "")
        raise NumberProblem(
            f"{_shown(text)} has its digits in groups: write {right} without separators"
        )
    hint = next((words for sign, words in _HINTS.items() if sign in plain), "one such as 0.5")
    raise NumberProblem(f"{_shown(text)} is not a number: write {hint}")


def _finite(plain: str, text: str) -> float:
    value = float(plain)
    if math.isinf(value):
        raise NumberProblem(
            f"{_shown(text)} is too large: the largest number is about 1.8e308; "
            "write inf if you mean infinity"
        )
    if value == 0 and re.search(r"[1-9]", re.split(r"[eE]", plain)[0]):
        raise NumberProblem(
            f"{_shown(text)} is too small: the smallest number is about 4.9e-324; write 0"
        )
    return value


def _fraction(plain: str, text: str, decimal_comma: bool) -> float:
    above, below = (part.strip() for part in plain.split("/"))
    parts = [_point_text(part, text, decimal_comma) for part in (above, below) if part]
    # An exponent would let a short text stand for a number with a billion digits.
    if len(parts) != 2 or any("e" in part.casefold() for part in parts):
        raise NumberProblem(f"{_shown(text)} is not a fraction: write one such as 1/3 or -2/7")
    numerator, denominator = map(Fraction, parts)
    if not denominator:
        raise NumberProblem(f"{_shown(text)} divides by zero: write inf, -inf or nan")
    try:
        value = float(numerator / denominator)
    except OverflowError:
        return _finite("1e999", text)
    return value if value or not numerator else _finite("1e-999", text)


def _shown(text: str) -> str:
    cut = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return repr(cut)
