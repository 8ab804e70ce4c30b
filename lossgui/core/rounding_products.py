"""Errors of products and running sums over an axis, and of the places of what is largest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.expr import normalize_axis
from lossgui.core.rounding_rules import Given, is_exact, lost_digits, without_nan

if TYPE_CHECKING:
    from lossgui.core.rounding_precision import Precision
    from lossgui.core.rounding_rules import Array


def _matrix_error(given: Given, how: Precision) -> Any:
    """Bound a matrix product: a sum of products, measured by the sizes of what is added.

    Where an input holds an infinity or NaN that its errors can't change, so is what it enters.
    """
    if not given.value.size:
        return 0.0
    work = np.result_type(how.dtype, np.float32)
    sizes = [np.abs(value.astype(work, copy=False)) for value in given.inputs]
    (a, b), (error_a, error_b) = (
        sizes,
        [
            np.broadcast_to(error, value.shape).astype(work, copy=False)
            for error, value in zip(given.errors, given.inputs, strict=True)
        ],
    )
    finite_a, finite_b = (np.where(np.isfinite(size), size, 0) for size in sizes)
    total = finite_a @ finite_b
    error = finite_a @ error_b + error_a @ (finite_b + error_b)
    error = error + (how.unit + how.growth(a.shape[-1])) * total + lost_digits(given, how)
    fits = total + error <= np.finfo(how.dtype).max
    decided = (~np.isfinite(a)).astype(work) @ np.ones_like(b)
    decided = decided + np.ones_like(a) @ (~np.isfinite(b)).astype(work) > 0
    known = not any(np.isinf(error).any() for error in given.errors)
    return np.where(decided & known, 0.0, np.where(fits, without_nan(error), np.inf))


def _sizes(given: Given, how: Precision) -> tuple[Array, Array]:
    """Give the absolute values of the only input and their errors, in the same shape and dtype."""
    work = np.result_type(how.dtype, np.float32)
    value = given.inputs[0]
    size = np.abs(value.astype(work, copy=False))
    return size, np.broadcast_to(given.errors[0], value.shape).astype(work, copy=False)


def _factors_error(given: Given, how: Precision) -> Any:
    """Bound a product over axes: no factor is larger than its size and its error.

    Where factors above 1 alone overflow, the order decides; where those below 1 alone lose all
    digits, what is lost may be as large as the others make it.
    """
    size, error = _sizes(given, how)
    axes = normalize_axis(given.node.attributes["axis"], size.ndim)
    count = size.size // max(1, given.value.size)
    finite = np.where(np.isfinite(size), size, 1)
    product = np.prod(finite, axis=axes)
    filled = np.where(finite > 0, finite, 1)
    # Not a difference of products, which would round the errors away.
    moved = np.where(
        np.all(finite > 0, axis=axes),
        product * np.expm1(np.sum(np.log1p(error / filled), axis=axes)),
        np.prod(finite + error, axis=axes),
    )
    powers = np.log(filled)
    above = np.sum(np.maximum(powers, 0), axis=axes)
    below = np.sum(np.minimum(powers, 0), axis=axes)
    lost = np.where(below < np.log(np.finfo(how.dtype).tiny), how.smallest * np.exp(above), 0)
    found = moved + count * how.unit * product + lost
    zero = np.any(size == 0, axis=axes) & (moved == 0)
    overflow = (above > np.log(np.finfo(how.dtype).max)) & ~zero
    found = np.where(overflow, np.inf, without_nan(found))
    odd = ~np.all(np.isfinite(size), axis=axes)
    unsure = np.any((error > 0) & (error >= size), axis=axes)
    return np.where(odd, np.where(unsure, np.inf, 0.0), found)


def _running_error(given: Given, how: Precision) -> Any:
    """Add the errors up as the numbers are; the sum's own error goes by the sizes of its terms.

    Behind an infinity or NaN nothing else counts.
    """
    if not given.value.size:
        return 0.0
    size, error = _sizes(given, how)
    axis = given.node.attributes["axis"]
    finite = np.where(np.isfinite(size), size, 0)
    total = np.cumsum(finite, axis=axis)
    found = np.cumsum(error, axis=axis) + how.growth(size.shape[axis]) * total
    found = without_nan(found + lost_digits(given, how))
    fits = total + found <= np.finfo(how.dtype).max
    decided = np.cumsum(~np.isfinite(size), axis=axis) > 0
    certain = decided & ~np.isinf(np.cumsum(error, axis=axis))
    return np.where(certain, 0.0, np.where(fits, found, np.inf))


def _place_error(given: Given, how: Precision) -> Any:
    """Give the length of the axis where another place may be the largest, or smallest, as well."""
    if is_exact(given.errors[0]) or not given.value.size:
        return 0.0
    value, (size, error) = given.inputs[0], _sizes(given, how)
    axes = normalize_axis(given.node.attributes["axis"], value.ndim)
    turned = value.astype(size.dtype) * (1 if given.node.operation == "argmax" else -1)
    lowest = np.max(turned - error, axis=axes, keepdims=True)
    near = np.sum(turned + error >= lowest, axis=axes)
    doubt = (near > 1) & np.any(error > 0, axis=axes) | np.any(~np.isfinite(error), axis=axes)
    return np.where(doubt, float(value.size // max(1, given.value.size)), 0.0)


PRODUCTS = {
    "matmul": _matrix_error,
    "prod": _factors_error,
    "cumsum": _running_error,
    "argmax": _place_error,
    "argmin": _place_error,
}
