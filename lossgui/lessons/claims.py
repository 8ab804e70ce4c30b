"""Whether the claims of a lesson hold: each is computed by the core, and so is what texts quote."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.consequences import ratio_text
from lossgui.session.calculator import Calculator
from lossgui.session.session import Session
from lossgui.session.state import LoadedSession

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lossgui.lessons.lesson import Claim, Lesson
    from lossgui.session.calculator import RowSnapshot

ROUNDING = {"float32": 2e-6, "float64": 1e-12}
"""Relative to the number: another order of the same sum moves the last one or two of its bits."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a claim comes to: whether it holds, and how its outcome is written in a text."""

    claim: Claim
    holds: bool
    text: str


def found_claims(lesson: Lesson) -> Mapping[str, Found]:
    """Compute all claims of a lesson, by name."""
    return {name: found(lesson, claim) for name, claim in lesson.claims.items()}


def problems(lesson: Lesson) -> tuple[str, ...]:
    """Say which claims do not hold, one sentence each."""
    return tuple(
        f"{lesson.key}: claim {name!r} says {_written(result.claim.expected)}, but {result.text} "
        "comes out"
        for name, result in found_claims(lesson).items()
        if not result.holds
    )


def found(lesson: Lesson, claim: Claim) -> Found:
    """Compute one claim, in a session with no other rows: each one more would be compared."""
    row = lesson.row(claim.row)
    rows = (lesson.row(claim.against), row) if claim.against else (row,)
    session = Session(LoadedSession(lesson.session.tensors, rows, rows[0].ident))
    for edit in claim.edits:
        session.set_cells(edit.tensor, edit.cell, edit.value)
    if claim.choices:
        session.set_spec(row.ident, row.spec.replace(**claim.choices))
    snapshot = Calculator().update(None, session.state).row(row.ident)
    if snapshot is None:
        raise AssertionError(f"row {claim.row} is gone")
    holds, text = KINDS[claim.kind](snapshot, claim.expected)
    return Found(claim, bool(holds), text)


def _value(row: RowSnapshot, expected: Any) -> tuple[bool, str]:
    return _number(row, expected, "value", row.row.spec.computed_dtype)


def _exact(row: RowSnapshot, expected: Any) -> tuple[bool, str]:
    return _number(row, expected, "exact", "float64")


def _number(row: RowSnapshot, expected: Any, what: str, dtype: str) -> tuple[bool, str]:
    if row.result is None:
        return False, str(row.error)
    value = getattr(row.result, what)
    return np.ndim(value) == 0 and agrees(value, expected, dtype), number_text(value)


def _cells(row: RowSnapshot, expected: Any) -> tuple[bool, str]:
    if row.result is None:
        return False, str(row.error)
    cells = np.ravel(row.result.unreduced)
    dtype = row.row.spec.computed_dtype
    same = len(expected) == len(cells) and all(
        agrees(cell, number, dtype) for cell, number in zip(cells, expected, strict=True)
    )
    return same, ", ".join(map(number_text, cells))


def _shape(row: RowSnapshot, expected: Any) -> tuple[bool, str]:
    """Claim the shape before the final reduction."""
    if row.result is None:
        return False, str(row.error)
    shape = np.shape(row.result.unreduced)
    return shape == tuple(expected), str(tuple(map(int, shape)))


def _divisor(row: RowSnapshot, expected: Any) -> tuple[bool, str]:
    found = None if row.result is None else row.result.denominator
    if found is None:
        return False, str(row.error or "no divisor")
    return agrees(found.value, expected, "float32"), number_text(found.value)


def _refused(row: RowSnapshot, expected: Any) -> tuple[bool, str]:
    """Claim what the sentence says with which the framework would refuse."""
    return row.error is not None and str(expected) in row.error, row.error or "a value"


def _ratio(row: RowSnapshot, expected: Any) -> tuple[bool, str]:
    """Claim the factor in named sizes, proven for every input; 1 for identical losses."""
    found = row.comparison
    if found is None or found.kind not in ("proportional", "identical"):
        return False, found.kind if found else str(row.error)
    text = found.ratio if found.kind == "proportional" and found.ratio else "1"
    return text == str(expected), text


def _times(row: RowSnapshot, expected: Any) -> tuple[bool, str]:
    """Claim the factor at the sizes at hand."""
    found = row.comparison
    if found is None or found.ratio_value is None:
        return False, found.kind if found else str(row.error)
    return agrees(found.ratio_value, expected, "float64"), ratio_text(found.ratio_value)


def _beta(row: RowSnapshot, expected: Any) -> tuple[bool, str]:
    """Claim how much more the second of two terms weighs, at the sizes at hand."""
    found = row.comparison
    if found is None or found.beta_value is None:
        return False, found.kind if found else str(row.error)
    return agrees(found.beta_value, expected, "float64"), ratio_text(found.beta_value)


def _relation(row: RowSnapshot, expected: Any) -> tuple[bool, str]:
    found = row.comparison
    kind = found.kind if found else str(row.error)
    return kind == expected, kind


KINDS: Mapping[str, Callable[[RowSnapshot, Any], tuple[bool, str]]] = {
    "value": _value,
    "exact": _exact,
    "cells": _cells,
    "shape": _shape,
    "divisor": _divisor,
    "refused": _refused,
    "ratio": _ratio,
    "times": _times,
    "beta": _beta,
    "relation": _relation,
}
PAIR_KINDS = ("ratio", "times", "beta", "relation")
"""Claims about how a row relates to another one."""


def agrees(value: Any, expected: Decimal | int, dtype: str) -> bool:
    """Tell whether a number, rounded to the digits that are claimed, is the one that is claimed.

    Examples
    --------
    >>> [agrees(0.23666, Decimal(text), "float64") for text in ("0.237", "0.236")]
    [True, False]
    """
    wanted, came = Decimal(expected), float(value)
    if not wanted.is_finite() or not np.isfinite(came):
        return bool(np.isnan(came)) if wanted.is_nan() else came == float(wanted)
    digit = wanted.as_tuple().exponent
    half = 0.5 * 10.0 ** int(digit) if isinstance(digit, int) and digit < 0 else 0.0
    return abs(came - float(wanted)) <= half + ROUNDING[dtype] * abs(came)


def number_text(value: Any) -> str:
    """Write a number as the losses table does."""
    return f"{float(value):.6g}"


def _written(expected: Any) -> str:
    return ", ".join(map(str, expected)) if isinstance(expected, tuple) else str(expected)
