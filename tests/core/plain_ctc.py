"""CTC in plain loops and over every single path: what the operations are compared with."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable


def states(labels: Any, blank: float) -> np.ndarray:
    """Labels with blanks around each."""
    return np.array([[blank, *(s for label in row for s in (label, blank))] for row in labels])


def alpha(scores: Any, sequences: Any, axis: int, start: float, step: float) -> np.ndarray:
    """The table of Graves et al., one cell after the other."""
    moved = np.moveaxis(np.asarray(scores), axis, 1)
    tables = []
    for frames, own in zip(moved, np.asarray(sequences).astype(int), strict=True):
        table = np.full((len(frames) + 1, len(own)), start)
        table[0, 0] = 0.0
        for t, s in itertools.product(range(len(frames)), range(len(own))):
            ways = [table[t, s]]
            if s > 0:
                ways.append(table[t, s - 1])
            if s > 1 and s % 2:
                ways.append(table[t, s - 2] + (step if own[s] == own[s - 2] else 0.0))
            elif s % 2 == 0 and s > 0:
                ways.append(table[t, s - 1] + step)
            table[t + 1, s] = np.logaddexp.reduce(ways) + frames[t, own[s]]
        tables.append(table)
    return np.array(tables)


def ends(label_counts: Any, frame_counts: Any, table: Any, other: float) -> np.ndarray:
    """Where a path may end."""
    found = np.full(np.shape(table), -np.inf)
    for n, (count, frames) in enumerate(np.broadcast(label_counts, frame_counts)):
        row, last = found[n, int(frames)], 2 * int(count)
        row[:] = other
        row[max(last - 1, 0) : last + 1] = 0.0
    return found


def by_paths(scores: Any, labels: Iterable[int], blank: int = 0) -> float:
    """Minus the logarithm of the sum over every path of frames (T, C) that reads as the labels."""
    frames, wanted = np.asarray(scores), list(labels)
    found = 0.0
    for path in itertools.product(range(frames.shape[1]), repeat=len(frames)):
        read = [symbol for symbol, _ in itertools.groupby(path) if symbol != blank]
        if read == wanted:
            found += np.exp(sum(frame[symbol] for frame, symbol in zip(frames, path, strict=True)))
    return -np.log(found) if found else np.inf


def fits(labels: Any, frames: int) -> bool:
    """Say whether some path fits: a frame for each label, one more before its repetition."""
    row = np.asarray(labels)
    return len(row) + int(np.sum(row[1:] == row[:-1])) <= frames
