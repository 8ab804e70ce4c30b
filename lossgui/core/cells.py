"""How a cell of a tensor is named in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def first_cell(name: str, values: Any, marked: NDArray[Any]) -> tuple[str, Any]:
    """Name the first marked cell, and give its number; a tensor without axes is its name alone.

    Examples
    --------
    >>> values = np.array([[0.0, 0.5], [1.5, 2.0]])
    >>> first_cell("y_pred", values, values > 1)
    ('y_pred[1, 0]', np.float64(1.5))
    """
    cell = tuple(int(at) for at in np.argwhere(marked)[0])
    return (f"{name}{list(cell)}" if cell else name), values[cell]


def refuse(name: str, marked: NDArray[Any], values: Any, said: str) -> None:
    """Refuse the tensor for its first marked cell, if there is one.

    Raises
    ------
    ValueError
        With the cell, its number and what is said of it.
    """
    if marked.any():
        where, value = first_cell(name, values, marked)
        raise ValueError(f"{where} is {value:g}; {said}")
