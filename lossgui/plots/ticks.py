"""Where an axis has its ticks and what stands at them: plain numbers, no unit prefixes."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lossgui.plots.figure import Span

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST = 1000
_LARGEST_DECADE = sys.float_info.max_10_exp
_SMALLEST_DECADE = sys.float_info.min_10_exp


def nice_step(span: float, count: int, *, whole: bool = False) -> float:
    """Return the smallest step of 1, 2, 2.5 or 5 times a power of ten giving at most `count` ticks.

    With `whole` the step is a whole number. A span that is not positive or not finite gives 1.
    """
    rough = span / max(count, 1)
    if not (math.isfinite(rough) and rough > 0):
        return 1.0
    if whole:
        rough = max(rough, 1.0)
    magnitude = 10.0 ** math.floor(math.log10(rough))
    if magnitude < sys.float_info.min:  # subnormal numbers have no digits to be nice about
        return rough
    # A step that is only a rounding error too small still counts as large enough.
    steps = (step * magnitude for step in _STEPS if step * magnitude >= rough * (1 - 1e-9))
    return next(step for step in steps if not whole or step == int(step))


def ticks(span: Span, count: int, *, whole: bool = False) -> list[tuple[float, str]]:
    """Return positions and texts of at most about `count` evenly spaced ticks within `span`."""
    low, high = span
    step = nice_step(high - low, count, whole=whole)
    first, last = low / step, high / step
    if not (math.isfinite(first) and math.isfinite(last)) or last - first > _MOST:
        return []
    indices = range(math.ceil(first - 1e-9), math.floor(last + 1e-9) + 1)
    return [(index * step, _text(index * step, step)) for index in indices]


def logarithmic_ticks(span: Span, count: int) -> list[tuple[float, str]]:
    """Return ticks of an axis whose positions are base-10 logarithms.

    Over many decades the ticks are powers of ten, over few also 2 and 5 times those, and within
    a fraction of one decade evenly spaced values.
    """
    low, high = span
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    if high - low > count:
        found = ticks(span, count, whole=True)
        return [(place, _power(round(place))) for place, _ in found]
    for factors in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        found = _at_factors(low, high, factors)
        if min(3, count) <= len(found) <= count:
            return found
    values = ticks((_ten_to(low), _ten_to(high)), count)
    return [(math.log10(value), text) for value, text in values if value > 0]


def _at_factors(low: float, high: float, factors: tuple[float, ...]) -> list[tuple[float, str]]:
    """Return the ticks at these multiples of the powers of ten."""
    first = max(math.floor(low), _SMALLEST_DECADE)
    last = min(math.ceil(high), _LARGEST_DECADE)
    found = [
        (decade + math.log10(factor), f"{factor * 10.0**decade:.6g}")
        for decade in range(first, last + 1)
        for factor in factors
    ]
    return [(place, _shortened(text)) for place, text in found if low <= place <= high]


def _ten_to(power: float) -> float:
    return math.pow(10.0, min(max(power, _SMALLEST_DECADE), _LARGEST_DECADE))


def _text(value: float, step: float) -> str:
    largest = max(abs(value), step)
    if value == 0.0 and step < 1e-5:
        return "0"
    if value and (largest >= 1e6 or step < 1e-5):
        # So many digits that neighbours differ; powers of ten keep long rows of zeros away.
        digits = math.floor(math.log10(largest)) - math.floor(math.log10(step)) + 2
        return _shortened(f"{value:.{min(digits, 17)}g}")
    places = max(0, math.ceil(-math.log10(step) - 1e-9))
    if abs(step * 10**places - round(step * 10**places)) > 1e-6:
        places += 1  # a step of 2.5 needs one digit more
    return _shortened(f"{value + 0.0:.{places}f}")


def _power(exponent: int) -> str:
    if -4 <= exponent <= 5:
        return _shortened(f"{10.0**exponent:g}")
    return _shortened(f"1e{exponent}")


def _shortened(text: str) -> str:
    """Write ``1e-07`` as ``1e−7``, with the sign that is as wide as a plus."""
    text = text.replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    return text.replace("-", "−")
