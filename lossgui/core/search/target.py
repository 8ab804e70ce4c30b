"""The number that is searched for, with the digits that were typed."""

from __future__ import annotations

import math
from dataclasses import dataclass

# Half a unit of the last digit is itself rounded when it is computed.
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Target:
    """A number and how far from it another one may lie and still show the same digits.

    Parameters
    ----------
    value
        The number itself.
    slack
        Half a unit of the last digit that was typed: 0.0005 for 0.237 and 0.00005 for 0.2370.
    text
        The number as it was typed, for sentences.

    Examples
    --------
    >>> Target(0.237, 0.0005, "0.237").holds(0.23666667)
    True
    """

    value: float
    slack: float
    text: str

    def holds(self, number: float) -> bool:
        """Tell whether a number shows the typed digits when it is rounded to them."""
        return abs(number - self.value) <= self.slack * (1 + _ROUNDING)

    @property
    def typed_digits(self) -> int:
        """How many digits the number has, counted from the first that is not 0."""
        if not self.value or not self.slack:
            return 17
        return max(
            1, math.floor(math.log10(abs(self.value))) - round(math.log10(2 * self.slack)) + 1
        )

    def digits_shared(self, number: float) -> int:
        """Count the digits up to which a number and this one agree, at most the typed ones."""
        apart = abs(number - self.value)
        if self.holds(number):
            return self.typed_digits
        if not math.isfinite(apart) or not self.value:
            return 0
        shared = math.floor(math.log10(abs(self.value))) + 1 - math.ceil(math.log10(2 * apart))
        return min(max(shared, 0), self.typed_digits)
