"""The ways in which a loss comes down to one number: axis, inner and final reduction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lossgui.core.dialects import DIALECTS
from lossgui.core.dialects.rules import SAME_MEANING
from lossgui.core.expr import normalize_axis
from lossgui.core.losses import find_loss
from lossgui.core.search import costs

if TYPE_CHECKING:
    from lossgui.core.dialects import Dialect
    from lossgui.core.expr import Axis
    from lossgui.core.losses import Loss

Averaged = tuple[int, ...]


@dataclass(frozen=True)
class Form:
    """The choices of a spec that reduce, and how far they are from the dialect's own."""

    axis: Axis
    inner: str
    reduction: str
    cost: float
    departures: tuple[str, ...]


@lru_cache(maxsize=4096)
def forms(loss: str, dialect: str, rank: int) -> dict[Averaged, Form]:
    """Give the simplest form for each set of axes that are averaged while the others are added up.

    For a loss that is a mean or a sum of elements over any axes. Every such reduction of them to
    one number is the sum of all elements, divided by the lengths of the averaged axes.

    Examples
    --------
    >>> found = forms("mean_squared_error", "keras-3", 2)
    >>> found[(1,)].reduction, found[(0, 1)].departures
    ('sum', ())
    """
    entry, rules = find_loss(loss), DIALECTS[dialect]
    found: dict[Averaged, Form] = {}
    for axis in axes(entry, rules, rank):
        reduced = normalize_axis(axis, rank)
        for inner in inners(entry):
            for reduction in reductions(entry, rules):
                form = form_of(entry, rules, axis, inner, reduction)
                averaged = _averaged(reduced, inner, reduction, rank)
                if averaged not in found or form.cost < found[averaged].cost:
                    found[averaged] = form
    return found


def axes(entry: Loss, rules: Dialect, rank: int) -> list[Axis]:
    """List the axes to try, the dialect's own first."""
    own = rules.fitting_axis(entry, rules.own_axis(entry), rank)
    others: list[Axis] = [-1, *range(rank - 1)] if entry.has_axis and rank else []
    if entry.has_axis and not entry.one_axis:
        others.append(None)
    usual = {normalize_axis(own, rank)} if _exists(own, rank) else set()
    found: list[Axis] = [own] if usual else []
    for axis in others:
        if normalize_axis(axis, rank) not in usual:
            usual.add(normalize_axis(axis, rank))
            found.append(axis)
    return found


def inners(entry: Loss) -> tuple[str, ...]:
    """List the inner reductions, the loss' own first."""
    if not entry.has_inner:
        return ("",)
    return (entry.inner, "sum" if entry.inner == "mean" else "mean")


def reductions(entry: Loss, rules: Dialect) -> list[str]:
    """List the final reductions that leave one number, without those that only weights change."""
    means = [name for name in rules.reductions if name in SAME_MEANING[0]][:1]
    sums = [name for name in rules.reductions if name == "sum"]
    batch = ["batchmean"] if "batchmean" in rules.reductions else []
    found = [*means, *sums, *(batch if entry.key == "kl_divergence" else [])]
    return sorted(found, key=lambda name: name != rules.default_reduction)


def form_of(entry: Loss, rules: Dialect, axis: Axis, inner: str, reduction: str) -> Form:
    """Say how far these choices are from the dialect's own for this loss."""
    cost, departures = 0.0, []
    if axis != rules.own_axis(entry):
        cost += costs.AXIS
        departures.append("all axes" if axis is None else f"axis {axis}")
    if inner != entry.inner and axis != ():
        cost += costs.INNER
        departures.append(f"inner {inner} instead of {entry.inner}")
    if reduction != rules.default_reduction:
        cost += costs.REDUCTION
        departures.append(f"{reduction} instead of {rules.default_reduction}")
    return Form(axis, inner, reduction, cost, tuple(departures))


def _exists(axis: Axis, rank: int) -> bool:
    try:
        normalize_axis(axis, rank)
    except ValueError:
        return False
    return True


def _averaged(reduced: tuple[int, ...], inner: str, reduction: str, rank: int) -> Averaged:
    """List the axes that are averaged; ``batchmean`` divides by the length of the first one."""
    if reduction == "batchmean":
        final: tuple[int, ...] = (0,) if rank and 0 not in reduced else ()
    elif reduction == "sum":
        final = ()
    else:
        final = tuple(place for place in range(rank) if place not in reduced)
    return tuple(sorted((*final, *(reduced if inner == "mean" else ()))))
