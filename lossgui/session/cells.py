"""What a cell can hold: arrays taken into the session, and values put into their cells."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from lossgui.session.state import Array, shape_text

MAXIMUM_CELLS = 250_000_000
"""The largest tensor: 2 GB as float64."""

DTYPES = tuple(
    np.dtype(code)
    for code in ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8")
)


def check_dtype(dtype: np.dtype[Any], what: str) -> np.dtype[Any]:
    """Give the dtype in native byte order if cells can have it.

    Raises
    ------
    TypeError
        If they can't: complex numbers, text, dates, records, Python objects.
    """
    native = dtype.newbyteorder("=")
    if native in DTYPES:
        return native
    raise TypeError(f"{what} {dtype_problem(dtype.kind, str(dtype))}")


def dtype_problem(kind: str, dtype: str) -> str:
    """Say why cells cannot have a dtype of this kind, and what to do; the end of a sentence."""
    return _REASONS.get(kind, _OTHER).format(dtype=dtype)


_OTHER = "has the dtype {dtype}: lossgui reads real numbers, whole numbers and booleans"
_REASONS = {
    "c": "holds complex numbers: a loss needs real ones, so take .real, .imag or abs() first",
    "O": "holds Python objects (dtype object): convert it with .astype('float64') first",
    "U": "holds text (dtype {dtype}): convert it to numbers with .astype('float64') first",
    "S": "holds text (dtype {dtype}): convert it to numbers with .astype('float64') first",
    "V": "is a table of records (dtype {dtype}): pick one field, such as array['name'], first",
    "M": "holds dates (dtype {dtype}): convert them to numbers first",
    "m": "holds time spans (dtype {dtype}): convert them to numbers first",
    "f": "has the dtype {dtype}: convert it with .astype('float64') first",
}


def owned_array(values: object, what: str) -> Array:
    """Copy array-like values into memory of the session: C-contiguous, native byte order.

    NumPy arrays keep their dtype, everything else becomes float64.

    Raises
    ------
    TypeError, ValueError
        If the values are no numbers, ragged, masked or too many.
    """
    array = _as_array(values, what)
    dtype = check_dtype(array.dtype, what)
    if not isinstance(values, (np.ndarray, np.generic)):
        dtype = np.dtype(np.float64)
    check_size(array.shape, what)
    return np.array(array, dtype=dtype, order="C", copy=True, subok=False)


def check_size(shape: tuple[int, ...], what: str) -> int:
    """Give the number of cells.

    Raises
    ------
    ValueError
        If there are more than `MAXIMUM_CELLS`.
    """
    cells = 1
    for length in shape:
        cells *= int(length)
    if cells > MAXIMUM_CELLS:
        raise ValueError(
            f"{what} has shape {shape_text(shape)}, which is {_grouped(cells)} cells: "
            f"lossgui holds up to {_grouped(MAXIMUM_CELLS)} in one tensor"
        )
    return cells


def _is_masked(values: object) -> bool:
    # Not isinstance(values, np.ma.MaskedArray): naming it imports numpy.ma, 15 ms of the start.
    return hasattr(values, "filled") and hasattr(values, "mask")


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _as_array(values: object, what: str) -> Array:
    if _is_masked(values):
        raise TypeError(
            f"{what} is a masked array: fill it with .filled(), and give the mask apart"
        )
    try:
        return np.asarray(values)
    except (ValueError, TypeError, OverflowError):
        raise ValueError(
            f"{what} is not a regular array: all rows must have the same length"
        ) from None


def fitted(values: object, dtype: np.dtype[Any], shape: tuple[int, ...], where: str) -> Array:
    """Give the values as an array of `dtype` that broadcasts to `shape`; a copy, never a view.

    Rounding to the nearest float is allowed, anything beyond it is not: no fraction is dropped and
    no number becomes inf, 0 or another number because the dtype is too small for it.

    Raises
    ------
    TypeError, ValueError
        If the values have another shape or the dtype can't hold one of them.
    """
    given = _as_array(values, f"the value for {where}")
    check_dtype(given.dtype, f"the value for {where}")
    if not _broadcasts(given.shape, shape):
        raise ValueError(
            f"the values have shape {shape_text(given)} "
            f"but the region {where} has shape {shape_text(shape)}"
        )
    if given.dtype == dtype:
        return given.copy()
    with np.errstate(all="ignore"):
        cast = given.astype(dtype)
    lost = _lost(given, cast)
    if lost.any():
        first = given[lost][0] if given.ndim else given
        raise ValueError(f"{where} cannot be {first!s}: {_dtype_sentence(dtype)}")
    return cast


def same_array(first: Array, second: Array) -> bool:
    """Say whether two arrays have the same dtype, shape and bits."""
    return first.shape == second.shape and same_bits(first, second)


def same_bits(first: Array, second: Array) -> bool:
    """Say whether `second`, broadcast to the shape of `first`, holds the very same bits.

    Unlike ``==`` this tells 0.0 from -0.0 and takes nan for nan.
    """
    if first.dtype != second.dtype or not _broadcasts(second.shape, first.shape):
        return False
    bits = np.dtype(f"u{first.dtype.itemsize}")
    return bool((first.view(bits) == second.view(bits)).all())


def _broadcasts(given: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    if len(given) > len(shape):
        return False
    ends = shape[len(shape) - len(given) :]
    return all(length in (1, end) for length, end in zip(given, ends, strict=True))


def _lost(given: Array, cast: Array) -> npt.NDArray[np.bool_]:
    if cast.dtype.kind == "f":
        to_infinity = np.isinf(cast) & np.isfinite(given)
        return np.asarray(to_infinity | ((cast == 0) & (given != 0)))
    low, high = _limits(cast.dtype)
    if given.dtype.kind == "f":
        wide = given.astype(np.float64)
        # "< high + 1", because the largest int64 itself is no float64.
        return np.asarray(~((wide == np.floor(wide)) & (wide >= low) & (wide < high + 1)))
    whole = given.astype(np.uint8) if given.dtype.kind == "b" else given
    return np.asarray((whole < low) | (whole > high))


def _limits(dtype: np.dtype[Any]) -> tuple[int, int]:
    if dtype.kind == "b":
        return 0, 1
    info = np.iinfo(dtype)
    return int(info.min), int(info.max)


def _dtype_sentence(dtype: np.dtype[Any]) -> str:
    if dtype.kind == "b":
        return "its dtype is bool, which holds 0 and 1 only"
    if dtype.kind in "iu":
        low, high = _limits(dtype)
        return f"its dtype is {dtype}, which holds whole numbers from {low} to {high} only"
    info = np.finfo(dtype)
    return (
        f"its dtype is {dtype}, which holds sizes from {info.smallest_subnormal!s} "
        f"to {info.max!s} and 0 only"
    )
