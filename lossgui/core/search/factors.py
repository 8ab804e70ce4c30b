"""Numbers by which people multiply or divide a loss without meaning to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lossgui.core.expr import Shape

# To which power the logarithm's base enters a loss: another base is a factor.
LOGARITHMIC = {
    "binary_crossentropy": 1,
    "binary_focal_crossentropy": 1,
    "categorical_crossentropy": 1,
    "categorical_focal_crossentropy": 1,
    "sparse_categorical_crossentropy": 1,
    "negative_log_likelihood": 1,
    "multilabel_soft_margin": 1,
    "kl_divergence": 1,
    "root_mean_squared_log_error": 1,
    "mean_squared_logarithmic_error": 2,
}
BASES = (2, 10)


@dataclass(frozen=True)
class Factor:
    """A number with the phrase that goes before the loss, or the one that goes behind it.

    `short` names it in a list of what differs; it is empty for 1.
    """

    value: float
    cost: float
    short: str
    before: str = ""
    behind: str = ""


ONE = Factor(1.0, 0.0, "")


@lru_cache(maxsize=64)
def factors(shape: Shape, power: int) -> tuple[Factor, ...]:
    """List the factors for a loss of this shape before any reduction, the most usual ones first.

    `power` is the entry of `LOGARITHMIC`, 0 for a loss without logarithms. Each number is listed
    once, under its most usual name.

    Examples
    --------
    >>> [factor.short for factor in factors((4,), 0)][:5]
    ['', 'factor 1/2', 'factor 2', 'factor -1', 'factor 100']
    """
    found = [*_plain(), *_logarithms(power), *_sizes(shape)]
    known: dict[float, Factor] = {}
    for factor in sorted(found, key=lambda item: item.cost):
        known.setdefault(round(factor.value, 12), factor)
    return tuple(known.values())


def _plain() -> list[Factor]:
    return [
        ONE,
        Factor(0.5, 0.8, "factor 1/2", "half of "),
        Factor(2.0, 0.9, "factor 2", "twice "),
        Factor(-1.0, 0.95, "factor -1", "", " with the sign turned"),
        Factor(100.0, 1.0, "factor 100", "", " as a percentage"),
        Factor(0.01, 1.3, "factor 1/100", "", " as a fraction instead of a percentage"),
    ]


def _logarithms(power: int) -> list[Factor]:
    return [
        Factor(
            math.log(base) ** -power,
            1.1,
            f"base-{base} logarithms",
            "",
            f", but computed in base-{base} logarithms",
        )
        for base in BASES
        if power
    ]


def _sizes(shape: Shape) -> list[Factor]:
    """List factors made of the number of samples, of outputs, and of all values."""
    sizes = (
        {"d": shape[-1], "n": shape[0]} if len(shape) > 1 else dict(zip("n", shape, strict=False))
    )
    found = []
    for name, size in sizes.items():
        if size < 2:
            continue
        found += [
            Factor(size, 1.2, f"factor {name}", f"{name} = {size} times "),
            Factor(1 / size, 1.2, f"factor 1/{name}", f"1/{name} (1/{size}) of "),
            Factor(size / 2, 1.4, f"factor {name}/2", f"{name}/2 = {size}/2 of "),
            Factor(2 / size, 1.9, f"factor 2/{name}", f"2/{name} = 2/{size} of "),
            _corrected(size, f"{name} - 1 = {size - 1} instead of {name} = {size}", 1.75),
        ]
    total = math.prod(shape)
    if len(shape) > 1 and total > 1:
        found += [
            Factor(total, 1.5, f"factor {total}", f"{total} times "),
            Factor(1 / total, 1.5, f"factor 1/{total}", f"1/{total} of "),
            _corrected(total, f"{total - 1} instead of {total}", 1.8),
        ]
    return found


def _corrected(size: int, said: str, cost: float) -> Factor:
    """Give what turns a division by a number into one by that number less 1."""
    return Factor(size / (size - 1), cost, f"factor {size}/{size - 1}", "", f", divided by {said}")
