"""How the operations of a dtype round."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

# Below this a number has lost digits, or is flushed to 0 by one side.
SMALLEST = {"float16": 2.0**-20, "float32": 2.0**-120, "float64": 2.0**-1000}

# The bounds themselves are computed in float32 at least; this keeps them on the safe side.
ROUNDED_UP = 1.0 + 2.0**-20


@dataclass(frozen=True)
class Precision:
    """How the operations of a dtype round.

    Parameters
    ----------
    dtype
        ``float16``, ``float32`` or ``float64``.
    unit
        Largest relative error of one operation.
    addition
        What a sum adds to that for each root of the count: errors of a plain sum walk at random.
    smallest
        Absolute error of a result so small that digits are lost, or that it is flushed to 0.
    shared
        False: the other calculation is exact, so a constant counts as wrong by what its conversion
        to the dtype takes away. True: it is one in the same dtype, which rounds constants as well
        as sums and differences of two given numbers in the same way. Tensors and sizes are taken
        as they are in both cases.
    """

    dtype: str
    unit: float
    addition: float
    smallest: float
    shared: bool = False

    @property
    def lost(self) -> float:
        """Results below it have fewer digits than the dtype promises."""
        return max(self.smallest, float(np.finfo(self.dtype).tiny))

    def growth(self, count: int) -> float:
        """Give the relative error of a sum over `count` numbers, measured by their sizes."""
        return 0.0 if count <= 1 else self.unit + self.addition * math.sqrt(count)


def precision(dtype: str, units: float = 1.0, *, shared: bool = False) -> Precision:
    """Describe a dtype whose operations are wrong by at most `units` times half a last place.

    1 is what IEEE 754 promises for arithmetic and roots; exp and log are wrong by some units more.

    Examples
    --------
    >>> round(precision("float32").unit * 2**24, 3)
    1.0
    """
    half = float(np.finfo(dtype).eps) / 2
    return Precision(dtype, units * half * ROUNDED_UP, 2 * half, SMALLEST[dtype], shared)
