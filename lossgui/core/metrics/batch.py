"""One batch as a metric sees it: NumPy arrays, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from lossgui.core.real_numbers import real_array

Array = NDArray[Any]


@dataclass(frozen=True)
class Batch:
    """What one update is given.

    Parameters
    ----------
    y_true, y_pred
        Arrays of real numbers in the dtype they came in. A metric of plain values (a mean, a sum)
        finds them in `y_true`.
    sample_weight, mask
        Arrays or None.
    precision
        What a framework's function computes in: the dtype of `y_pred`, and float32 where that came
        as a list, because frameworks make float32 of plain numbers.
    """

    y_true: Array
    y_pred: Array
    sample_weight: Array | None = None
    mask: Array | None = None
    precision: str = "float32"

    @property
    def keeps(self) -> Array | None:
        """The mask as True where an entry is kept, or None."""
        return None if self.mask is None else self.mask != 0


def make_batch(
    y_true: Any, y_pred: Any, sample_weight: Any, mask: Any, names: tuple[str, ...]
) -> Batch:
    """Turn what the caller gives into arrays; `names` is how the metric calls its tensors.

    Raises
    ------
    TypeError
        If a tensor is missing or one too many, or holds something else than real numbers.
    ValueError
        If a tensor's rows have different lengths.
    """
    if len(names) == 1:
        if y_pred is not None:
            raise TypeError(f"this metric takes one tensor, {names[0]}, but two are given")
        y_pred = y_true
    missing = [n for n, v in zip((*names, names[0]), (y_true, y_pred), strict=False) if v is None]
    if missing:
        raise TypeError(f"the metric needs the tensor {missing[0]}, which is not given")
    prediction = real_array(names[-1], y_pred)
    return Batch(
        y_true=real_array(names[0], y_true),
        y_pred=prediction,
        sample_weight=None if sample_weight is None else real_array("sample_weight", sample_weight),
        mask=None if mask is None else real_array("mask", mask),
        precision=_precision(y_pred, prediction),
    )


def _precision(given: Any, array: Array) -> str:
    if array.dtype.kind == "f" and hasattr(given, "dtype") and array.dtype.itemsize <= 8:
        return array.dtype.name
    return "float32"
