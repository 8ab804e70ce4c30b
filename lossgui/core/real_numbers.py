"""What a caller gives as a tensor, as a NumPy array of real numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def real_array(name: str, value: Any) -> NDArray[Any]:
    """Give a NumPy array of real numbers or conditions.

    Raises
    ------
    TypeError
        If it holds something else.
    ValueError
        If its rows have different lengths.

    Examples
    --------
    >>> real_array("y_pred", [[1, 2], [3]])
    Traceback (most recent call last):
    ValueError: y_pred is ragged: its rows have different lengths
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} is ragged: its rows have different lengths") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, not {array.dtype}")
    return array
