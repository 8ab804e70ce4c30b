"""Two arrays that should be equal, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def parting_cell(
    name: str, ours: NDArray[Any], theirs: NDArray[Any], allowed: NDArray[np.float64]
) -> str | None:
    """Name the first cell whose difference is larger than allowed, or what else differs."""
    if ours.shape != theirs.shape:
        return f"{name}: its shape is {ours.shape} here and {theirs.shape} there"
    if ours.dtype != theirs.dtype:
        return f"{name}: its dtype is {ours.dtype} here and {theirs.dtype} there"
    apart = difference_of(ours, theirs) > allowed
    if not apart.any():
        return None
    cell = tuple(int(i) for i in np.unravel_index(int(np.argmax(apart)), apart.shape))
    place = f"{name} [{', '.join(map(str, cell))}]" if cell else name
    return f"{place}: {ours[cell]!s} here, {theirs[cell]!s} there"


def difference_of(ours: ArrayLike, theirs: ArrayLike) -> NDArray[np.float64]:
    """Subtract; 0 where both are NaN or the same infinity, inf where only one is."""
    a, b = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    with np.errstate(invalid="ignore"):
        apart = np.where(same, 0.0, np.abs(a - b))
    return np.where(np.isnan(apart), np.inf, apart)
