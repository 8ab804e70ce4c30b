"""Exact arithmetic with the names of sizes: sums of terms such as 3/2 * d / n."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# A product of sizes: ((name, exponent), ...), sorted by name, exponents never 0.
Monomial = tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True)
class SizeExpression:
    """A sum of rational multiples of products of powers of positive sizes.

    Equal expressions have equal `terms`: sorted, no term twice, none with the coefficient 0.
    """

    terms: tuple[tuple[Monomial, Fraction], ...]

    @staticmethod
    def of(number: Fraction | int) -> SizeExpression:
        """Make a plain number."""
        return _collect([((), Fraction(number))])

    @staticmethod
    def symbol(name: str, exponent: Fraction | int = 1) -> SizeExpression:
        """Make a power of one size."""
        return SizeExpression(((((name, Fraction(exponent)),), Fraction(1)),))

    @property
    def bits(self) -> int:
        """How long its longest number is."""
        numbers = [part for _, n in self.terms for part in (n.numerator, n.denominator)]
        return max((number.bit_length() for number in numbers), default=0)

    @property
    def is_zero(self) -> bool:
        """True for the number 0."""
        return not self.terms

    @property
    def is_monomial(self) -> bool:
        """True for a single term, the only kind that can be divided by."""
        return len(self.terms) == 1

    @property
    def sign(self) -> int:
        """Sign of the first term; of the whole if it is a monomial, because sizes are positive."""
        return 0 if self.is_zero else (1 if self.terms[0][1] > 0 else -1)

    def __add__(self, other: SizeExpression) -> SizeExpression:
        return _collect((*self.terms, *other.terms))

    def __mul__(self, other: SizeExpression) -> SizeExpression:
        if self is ONE or other is ONE:
            return other if self is ONE else self
        if len(self.terms) == 1 and len(other.terms) == 1:
            (m, a), (k, b) = self.terms[0], other.terms[0]
            return SizeExpression(((_times(m, k), a * b),))
        return _collect((_times(m, k), a * b) for m, a in self.terms for k, b in other.terms)

    def __neg__(self) -> SizeExpression:
        return SizeExpression(tuple((m, -a) for m, a in self.terms))

    def inverse(self) -> SizeExpression:
        """Give 1 / self for a monomial."""
        ((monomial, number),) = self.terms
        return SizeExpression((((tuple((s, -e) for s, e in monomial)), 1 / number),))

    def over(self, other: SizeExpression) -> SizeExpression | None:
        """Give self / other if that is a monomial or other one, else None."""
        if other.is_zero:
            return None
        if self.is_zero:
            return self
        if other.is_monomial:
            return self * other.inverse()
        (first, a), (second, b) = self.terms[0], other.terms[0]
        quotient = SizeExpression(((first, a),)) * SizeExpression(((second, b),)).inverse()
        return quotient if quotient * other == self else None

    def root(self) -> SizeExpression | None:
        """Give the square root of a positive monomial whose number is a square, else None."""
        if not self.is_monomial or self.sign < 0:
            return None
        ((monomial, number),) = self.terms
        top, bottom = math.isqrt(number.numerator), math.isqrt(number.denominator)
        if top * top != number.numerator or bottom * bottom != number.denominator:
            return None
        halves = tuple((name, exponent / 2) for name, exponent in monomial)
        return SizeExpression(((halves, Fraction(top, bottom)),))

    def value(self, sizes: Mapping[str, int]) -> float:
        """Put numbers in for the sizes; NaN if that divides by 0, inf beyond all floats."""
        try:
            return math.fsum(
                _as_float(number) * math.prod(float(sizes[s]) ** float(e) for s, e in monomial)
                for monomial, number in self.terms
            )
        except ZeroDivisionError:
            return math.nan

    def __str__(self) -> str:
        if self.is_zero:
            return "0"
        return " + ".join(_term_text(*term) for term in self.terms).replace("+ -", "- ")


def _collect(terms: Iterable[tuple[Monomial, Fraction]]) -> SizeExpression:
    total: dict[Monomial, Fraction] = {}
    for monomial, number in terms:
        total[monomial] = total.get(monomial, Fraction(0)) + number
    return SizeExpression(tuple(sorted((m, a) for m, a in total.items() if a)))


def _times(a: Monomial, b: Monomial) -> Monomial:
    if not a or not b:
        return a or b
    total = dict(a)
    for name, exponent in b:
        total[name] = total.get(name, Fraction(0)) + exponent
    return tuple(sorted((name, exponent) for name, exponent in total.items() if exponent))


def _as_float(number: Fraction) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


# A factor typed as 0.3333333333333333 is that decimal, not one third; its fraction helps nobody.
READABLE = 1_000_000
DIGITS = range(6, 11)
SAME = Decimal("1e-12")


def reading_order(name: str) -> tuple[int, str]:
    """Sort names as a shape reads: samples first, outputs last, others after them."""
    place = "nthwd".find(name[:1])
    return (place if place >= 0 else len("nthwd"), name)


def _term_text(monomial: Monomial, number: Fraction) -> str:
    monomial = tuple(sorted(monomial, key=lambda power: reading_order(power[0])))
    above = [_power_text(name, exponent) for name, exponent in monomial if exponent > 0]
    below = [_power_text(name, -exponent) for name, exponent in monomial if exponent < 0]
    if number.denominator > READABLE or abs(number.numerator) > READABLE**2:
        above.insert(0, _decimal_text(abs(number)))
        number = Fraction(1 if number > 0 else -1)
    elif abs(number.numerator) != 1 or not above:
        above.insert(0, str(abs(number.numerator)))
    if number.denominator != 1:
        below.insert(0, str(number.denominator))
    bottom = "*".join(below)
    text = "*".join(above) + (f"/{bottom}" if len(below) == 1 else f"/({bottom})" if below else "")
    return f"-{text}" if number < 0 else text


def _decimal_text(number: Fraction) -> str:
    """Write six digits, or the few more that make a number such as 0.9999999 what it is."""
    value = Decimal(number.numerator) / Decimal(number.denominator)  # may be too large for a float
    texts = [f"{value:.{digits}g}" for digits in DIGITS]
    text = next((text for text in texts if abs(Decimal(text) - value) <= SAME * value), texts[0])
    digits, e, exponent = text.partition("e")
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits) + e + exponent


def _power_text(name: str, exponent: Fraction) -> str:
    if exponent == 1:
        return name
    if exponent == Fraction(1, 2):
        return f"sqrt({name})"
    return f"{name}^{exponent}" if exponent.denominator == 1 else f"{name}^({exponent})"


ONE = SizeExpression.of(1)
