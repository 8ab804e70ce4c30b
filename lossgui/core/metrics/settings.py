"""The settings of a metric: their meaning, their default, and which values they take."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf
from numbers import Integral, Real
from typing import Any

from lossgui.core.losses.catalogue import SHOWN, as_float

REQUIRED = "required"


@dataclass(frozen=True)
class Setting:
    """A setting of one metric.

    Parameters
    ----------
    name, meaning
        The keyword and one phrase.
    default
        What is taken where nothing is given; `REQUIRED` where something must be.
    allowed
        The allowed values in words.
    convert
        Gives the value as the metric keeps it, or None for a value that it does not take.
    optional
        Whether None may be given.
    """

    name: str
    meaning: str
    default: Any
    allowed: str
    convert: Callable[[Any], Any]
    optional: bool = False

    def check(self, value: Any) -> Any:
        """Give the value as the metric keeps it.

        Raises
        ------
        ValueError
            If the value is of another kind or outside the limits.
        """
        if value is None and self.optional:
            return None
        kept = self.convert(value)
        if kept is None:
            raise ValueError(f"{self.name} must be {self.allowed}, not {value!r:.{SHOWN}}")
        return kept


def number(
    name: str,
    meaning: str,
    default: Any,
    *,
    low: float = -inf,
    high: float = inf,
    above: float = -inf,
    optional: bool = False,
) -> Setting:
    """Make a setting that is one number, from `low` to `high` and greater than `above`."""
    allowed = f"a number in {low:g} .. {high:g}" if above == -inf else f"a number above {above:g}"

    def convert(value: Any) -> float | None:
        found = _real(value)
        fits = found is not None and low <= found <= high and found > above
        return found if fits else None

    return Setting(name, meaning, default, allowed, convert, optional)


def integer(
    name: str, meaning: str, default: Any, *, low: float = -inf, optional: bool = False
) -> Setting:
    """Make a setting that is one whole number, `low` or more."""
    allowed = "a whole number" if low == -inf else f"a whole number, {low:g} or more"

    def convert(value: Any) -> int | None:
        found = _whole(value)
        return found if found is not None and found >= low else None

    return Setting(name, meaning, default, allowed, convert, optional)


def flag(name: str, meaning: str, default: bool) -> Setting:
    """Make a setting that is True or False."""
    return Setting(
        name, meaning, default, "True or False", lambda v: v if isinstance(v, bool) else None
    )


def choice(
    name: str,
    meaning: str,
    default: str | None,
    options: tuple[str, ...],
    *,
    optional: bool = False,
) -> Setting:
    """Make a setting that is one of some words; None is allowed if it is the default, too."""
    listed = ", ".join(repr(option) for option in options)
    optional = optional or default is None
    allowed = f"one of {listed}{' or None' if optional else ''}"

    def convert(value: Any) -> str | None:
        return value if isinstance(value, str) and value in options else None

    return Setting(name, meaning, default, allowed, convert, optional)


def numbers(
    name: str, meaning: str, default: Any = None, *, low: float = -inf, high: float = inf
) -> Setting:
    """Make a setting that is a list of numbers, or one number, or None."""
    allowed = f"numbers in {low:g} .. {high:g}"

    def convert(value: Any) -> tuple[float, ...] | None:
        found = [_real(item) for item in _items(value)]
        kept = tuple(item for item in found if item is not None and low <= item <= high)
        return kept if kept and len(kept) == len(found) else None

    return Setting(name, meaning, default, allowed, convert, optional=True)


def integers(name: str, meaning: str, default: Any) -> Setting:
    """Make a setting that is a list of whole numbers."""

    def convert(value: Any) -> tuple[int, ...] | None:
        found = [_whole(item) for item in _items(value)]
        kept = tuple(item for item in found if item is not None)
        return kept if kept and len(kept) == len(found) else None

    return Setting(name, meaning, default, "a list of whole numbers", convert)


def _items(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str) else [value]


def _real(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    return as_float(value)


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, Integral):
        return None
    return int(value)
