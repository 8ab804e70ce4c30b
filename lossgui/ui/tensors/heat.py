"""Heat colours: which colour a number gets, and which text can be read on it.

Two hues that everybody tells apart (blue and orange, from the theme) run from white or black at
zero to the largest absolute value; or one hue from the smallest number to the largest.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtGui import QColor

LEVELS = 255
AUTOMATIC, DIVERGING, SEQUENTIAL, NONE = "automatic", "diverging", "sequential", "none"
KINDS = (AUTOMATIC, DIVERGING, SEQUENTIAL, NONE)
NO_LEVEL = -1
"""Stands for nan: a cell without a colour."""

# One of pure black and pure white has a contrast of at least 4.58 on every colour.
_TEXTS = ("#000000", "#ffffff")


@dataclass(frozen=True)
class Scale:
    """The numbers that get the first and the last colour."""

    kind: str
    low: float
    high: float

    def levels(self, numbers):
        """Give the place of each number on the colour scale, `NO_LEVEL` for nan."""
        numbers = np.asarray(numbers, dtype=np.float64)
        # Halves, because the distance between two finite numbers can be infinite.
        span = self.high / 2 - self.low / 2
        if not span:
            places = np.sign(numbers - self.low) / 2 + self._middle
        else:
            with np.errstate(over="ignore", invalid="ignore"):
                places = (numbers / 2 - self.low / 2) / span
        levels = np.clip(np.nan_to_num(places, nan=-1.0), 0, 1) * LEVELS
        return np.where(np.isnan(numbers), NO_LEVEL, levels.astype(int))

    @property
    def _middle(self):
        return 0.5 if self.kind == DIVERGING else 0.0


def make_scale(kind, low, high):
    """Choose the scale for numbers between `low` and `high`; None without colours.

    Automatic means: diverging about 0 where there are negative numbers, else sequential.
    """
    if kind == NONE:
        return None
    if kind == AUTOMATIC:
        kind = DIVERGING if low < 0 else SEQUENTIAL
    if kind == DIVERGING:
        limit = max(abs(low), abs(high))
        return Scale(kind, -limit, limit)
    return Scale(kind, low, high)


@lru_cache(maxsize=8)
def ramp(theme, kind):
    """Give the colours of a kind of scale in a theme, from its first level to its last."""
    first, middle, last = (QColor(stop) for stop in theme.diverging)
    stops = (first, middle, last) if kind == DIVERGING else (middle, last)
    return tuple(_mixed(stops, level / LEVELS) for level in range(LEVELS + 1))


def _mixed(stops, place):
    place *= len(stops) - 1
    step = min(int(place), len(stops) - 2)
    share = place - step
    start, end = stops[step].getRgb()[:3], stops[step + 1].getRgb()[:3]
    parts = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
    return QColor(*parts)


def luminance(colour):
    """Give the relative luminance, 0 for black and 1 for white (WCAG 2.1)."""
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Give the contrast of two colours, from 1 to 21 (WCAG 2.1)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable_on(fill):
    """Choose the text colour that stands out more from this background."""
    return _readable_on(fill.rgb())


@lru_cache(maxsize=4096)
def _readable_on(rgb):
    fill = QColor(rgb)
    return max((QColor(text) for text in _TEXTS), key=lambda text: contrast(text, fill))
