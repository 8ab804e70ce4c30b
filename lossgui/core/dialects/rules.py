"""What every dialect consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lossgui.core.expr import Axis, Node
    from lossgui.core.losses.catalogue import Loss, LossFunction

DTYPES = ("float16", "float32", "float64")

# Final reductions of different frameworks that mean the same where no weights are given.
SAME_MEANING = (
    ("mean", "sum_over_batch_size", "sum_by_nonzero_weights", "uniform_average"),
    ("weighted_mean", "mean_with_sample_weight"),
)


class DialectError(ValueError):
    """The framework itself would raise here; the sentence says why."""


@dataclass(frozen=True)
class Denominator:
    """What the final reduction divides by: `node` gives the number.

    `name` is the short sign of CONVENTIONS (n, valid, sum of w); `meaning` one phrase.
    """

    name: str
    meaning: str
    node: Node


@dataclass(frozen=True)
class Values:
    """The unreduced loss with what weighs it; `entry` is the key of the loss."""

    loss: Node
    sample_weight: Node | None = None
    mask: Node | None = None
    entry: str = ""

    @property
    def weighed_by(self) -> str:
        """What the loss is multiplied with, as an error names it."""
        given = {"sample_weight": self.sample_weight, "mask": self.mask}
        return " * ".join(name for name, node in given.items() if node is not None)


@dataclass(frozen=True)
class Reduced:
    """The result of the final reduction; `denominator` is None where nothing is divided."""

    output: Node
    denominator: Denominator | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dialect:
    """The rules of one framework era.

    Parameters
    ----------
    key, title
        ``keras-3`` and what the window calls it.
    reductions
        Names of the final reductions that may be chosen.
    aliases
        Other names that the framework takes for them.
    constants
        Values of the parameters that a loss leaves to the dialect, for example epsilon.
    quirks
        Arguments of a loss' function that the framework rounds in its own way, by loss and dtype.
    axes
        The axis of a loss' own function by its key, where it is not the loss' usual one; () leaves
        the elements as they are.
    functions
        The function itself by the loss' key, where the framework composes it in another order.
    lacks
        What the framework does not have, by the loss' key; the plain formula is put through its
        rules then, as a custom loss would be, and a note says so.
    align
        ``align(entry, first, second)`` brings the two tensors to the shapes the function sees and
        gives them with notes; raises `DialectError` where the framework raises.
    reduce
        ``reduce(values, reduction)`` adds weights, mask and final reduction.
    source
        Where the rules were read or measured.
    """

    key: str
    title: str
    reductions: tuple[str, ...]
    default_reduction: str
    default_dtype: str
    align: Callable[[Loss, Node, Node], tuple[Node, Node, tuple[str, ...]]]
    reduce: Callable[[Values, str], Reduced]
    source: str
    aliases: Mapping[str | None, str] = field(default_factory=dict)
    constants: Mapping[str, float] = field(default_factory=dict)
    quirks: Mapping[tuple[str, str], Mapping[str, float]] = field(default_factory=dict)
    dtypes: tuple[str, ...] = DTYPES
    axes: Mapping[str, Axis] = field(default_factory=dict)
    functions: Mapping[str, LossFunction] = field(default_factory=dict)
    lacks: Mapping[str, str] = field(default_factory=dict)

    def own_axis(self, entry: Loss) -> Axis:
        """Give the axis that the framework's own function reduces."""
        return self.axes.get(entry.key, entry.axis)

    def check_reduction(self, name: str | None) -> str:
        """Give the reduction's own name.

        Raises
        ------
        ValueError
            If the dialect has no such reduction.
        """
        # Not a look-up: a name read from a file may be anything.
        wanted = next((own for alias, own in self.aliases.items() if alias == name), name)
        if wanted in self.reductions:
            return str(wanted)
        raise ValueError(
            f"{self.title} has no reduction {name!r}; it has: {', '.join(self.reductions)}"
        )

    def check_dtype(self, name: str | None) -> str | None:
        """Give the dtype back if the dialect can compute in it.

        Raises
        ------
        ValueError
            If it can't.
        """
        if name is None or name in self.dtypes:
            return name
        raise ValueError(f"dtype must be one of {', '.join(self.dtypes)}, not {name!r}")

    def nearest_reduction(self, name: str) -> str:
        """Give the reduction of this dialect that means the same as another one's `name`."""
        if name in self.reductions:
            return name
        for group in SAME_MEANING:
            if name in group:
                for candidate in group:
                    if candidate in self.reductions:
                        return candidate
        return self.default_reduction
