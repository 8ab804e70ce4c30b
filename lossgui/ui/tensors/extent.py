"""Smallest and largest number of an array and what they need, kept up to date at an edit's cost.

Heat colours, bars and column widths need numbers about the whole array. Looking at all of it after
each edit would make the edit of one cell cost a million cells, so the array is cut along its first
axis into chunks, and an edit looks at the chunks it touches only.
"""

import math

import numpy as np

CHUNKS = 256
CHUNK_CELLS = 4096
"""At least: looking at fewer at a time would cost more calls than it saves."""
SAMPLE = 64
EXAMINED_CELLS = 100_000
"""Larger arrays are shown with `MOST_DECIMALS`: trimming them would cost more than it is worth."""
MOST_DECIMALS = 4
STEP = 1_000_000
"""Cells that one call of `refresh` looks at: a few milliseconds."""


class Extent:
    """What the finite cells of an array span.

    Parameters
    ----------
    array : numpy.ndarray
        The array; it is not kept.
    """

    def __init__(self, array):
        rows = array.shape[0] if array.ndim else 1
        wanted = CHUNK_CELLS * rows // max(array.size, 1)
        self._chunk = max(math.ceil(rows / CHUNKS), wanted, 1)
        count = math.ceil(rows / self._chunk)
        self._low = np.full(count, np.inf)
        self._high = np.full(count, -np.inf)
        self._total = np.zeros(count)
        self._decimals = np.zeros(count, dtype=int)
        self._examined = array.size <= EXAMINED_CELLS
        self._waiting = set(range(count))
        self.shape = array.shape
        self.low = self.high = 0.0
        self.total = 0.0
        self.decimals = 0

    @property
    def largest(self):
        """The largest absolute value; 0 where there is no finite cell."""
        return max(abs(self.low), abs(self.high))

    def touch(self, region=None):
        """Look again at the cells of this region of the array; None: at all of them."""
        if region is None or not region:
            self._waiting.update(range(len(self._low)))
            return
        part = region[0]
        rows = range(self.shape[0])[part] if isinstance(part, slice) else range(part, part + 1)
        if rows:
            first, last = min(rows[0], rows[-1]), max(rows[0], rows[-1])
            self._waiting.update(range(first // self._chunk, last // self._chunk + 1))

    def refresh(self, array, limit=STEP):
        """Look at waiting chunks, about `limit` cells of them; True when none is left."""
        cells = 0
        while self._waiting and cells < limit:
            place = self._waiting.pop()
            part = array[place * self._chunk : (place + 1) * self._chunk] if array.ndim else array
            self._look(place, part)
            cells += part.size
        self._join()
        return not self._waiting

    def share(self, value):
        """Give the part of `value` in the sum of all absolute values, or None without a sum."""
        share = abs(float(value)) / self.total if self.total > 0 else math.nan
        return share if math.isfinite(share) else None

    def _look(self, place, part):
        numbers = part if part.dtype.kind == "f" else part.astype(np.float64)
        low, high = (numbers.min(), numbers.max()) if numbers.size else (np.inf, -np.inf)
        # nan and inf come through min and max: only then is a filtered copy made.
        if not (np.isfinite(low) and np.isfinite(high)):
            numbers = numbers[np.isfinite(numbers)]
            low, high = (numbers.min(), numbers.max()) if numbers.size else (np.inf, -np.inf)
        self._low[place], self._high[place] = low, high
        with np.errstate(over="ignore"):
            self._total[place] = np.abs(numbers).sum(dtype=np.float64)
        if self._examined:
            self._decimals[place] = decimals_needed(numbers)

    def _join(self):
        filled = self._low <= self._high
        self.low = float(self._low[filled].min()) if filled.any() else 0.0
        self.high = float(self._high[filled].max()) if filled.any() else 0.0
        with np.errstate(over="ignore"):
            self.total = float(self._total.sum())
        if self._examined:
            self.decimals = int(self._decimals.max(initial=0))
        else:
            self.decimals = MOST_DECIMALS


def decimals_needed(numbers, most=MOST_DECIMALS):
    """Give how many decimals show all these numbers as well as `most` decimals do."""
    sample = numbers.reshape(-1)[:SAMPLE]
    for decimals in range(most):
        if all(_same(part, decimals, most) for part in (sample, numbers)):
            return decimals
    return most


def _same(numbers, decimals, most):
    # Rounding multiplies first: numbers near the largest float have no decimals anyway.
    with np.errstate(over="ignore", invalid="ignore"):
        finest = np.round(numbers, most)
        return bool(np.all((np.round(numbers, decimals) == finest) | ~np.isfinite(finest)))
