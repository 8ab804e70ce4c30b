"""What a loss is divided by on its way to the number that is printed."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from lossgui.core.expr import normalize_axis
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from lossgui.core.api import Result
    from lossgui.core.expr import Node

_DIVISIONS = ("divide", "divide_no_nan")


@dataclass(frozen=True)
class Divisors:
    """Everything that a loss is divided by.

    Parameters
    ----------
    value
        The product of all of them.
    names
        What each is called: that of the final reduction first, then means, as ``mean axis -1``.
    meanings
        A phrase for each, with its number.
    """

    value: float
    names: tuple[str, ...]
    meanings: tuple[str, ...]


def divisors(result: Result) -> Divisors | None:
    """Collect what the means and the final reduction of a loss divide by; None if by nothing.

    The way back from the output is followed through sums, means, divisions and weights, so a mean
    inside the loss' formula (before a logarithm, say) is none of them.

    Examples
    --------
    >>> import lossgui
    >>> found = divisors(lossgui.evaluate("mse", [[0, 1, 0], [0, 0, 1]], [[0, 1, 1], [0, 1, 1]]))
    >>> found.value, found.names
    (6.0, ('n', 'd'))
    """
    total, names, meanings = 1.0, [], []
    final = result.denominator
    if final is not None:
        total *= float(final.value)
        names.append(final.name)
        meanings.append(
            worded(
                "{name} = {value:g}, the {meaning}",
                name=final.name,
                value=float(final.value),
                meaning=final.meaning,
            )
        )
    for axis, shape in _means(result.stages[-1].node if result.stages else None):
        count = prod(shape[place] for place in axis)
        # A mean over a vector, after a division, is one over what the last axis still holds.
        name = "d" if len(shape) == 1 and names else _axis_name(axis, shape)
        total *= count
        names.append(name)
        meanings.append(
            worded(
                "{name} = {count}, the numbers that each mean over {axes} is of",
                name=name,
                count=count,
                axes=_axes(axis),
            )
        )
    return Divisors(total, tuple(names), tuple(meanings)) if names else None


def _means(node: Node | None) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """List axes and input shape of the means that the output is made of, the last one first."""
    found = []
    while node is not None and not node.is_leaf:
        if node.operation == "mean":
            shape = node.inputs[0].shape
            found.append((normalize_axis(node.attributes["axis"], len(shape)), shape))
        node = _before(node)
    return found


def _before(node: Node) -> Node | None:
    """Give what a reduction, a division or a factor is applied to; None at any other step."""
    if node.operation in ("sum", "mean", *_DIVISIONS):
        return node.inputs[0]
    if node.operation == "multiply":
        computed = [child for child in node.inputs if not child.is_leaf]
        return computed[0] if len(computed) == 1 else None
    return None


def _axis_name(axis: tuple[int, ...], shape: tuple[int, ...]) -> str:
    """Name the length of the axes: d the last, batch the first, numel all."""
    if len(axis) == len(shape):
        return "numel"
    if axis == (len(shape) - 1,):
        return "d"
    return "batch" if axis == (0,) else f"length of {_axes(axis)}"


def _axes(axis: tuple[int, ...]) -> str:
    written = ", ".join(str(place) for place in axis)
    return f"axis {written}" if len(axis) == 1 else f"axes {written}"
