"""Slips that no choice of a loss expresses, written out as code that is a loss like any other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from lossgui.core.losses import LOSSES
from lossgui.core.parse import parse
from lossgui.core.search import costs
from lossgui.core.search.cases import Case, Question, Reading
from lossgui.core.search.sentences import elements_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lossgui.core.expr import Shape
    from lossgui.core.search.forms import Averaged

# The elements of losses as they are written by hand, before any reduction.
ELEMENTS = {
    "mean_squared_error": "np.square(y_pred - y_true)",
    "half_sum_of_squares": "0.5 * np.square(y_pred - y_true)",
    "mean_absolute_error": "np.abs(y_pred - y_true)",
    "binary_crossentropy": ("-(y_true * np.log(y_pred) + (1.0 - y_true) * np.log(1.0 - y_pred))"),
    "mean_squared_logarithmic_error": "np.square(np.log1p(y_pred) - np.log1p(y_true))",
    "hinge": "np.maximum(1.0 - y_true * y_pred, 0.0)",
    "huber": (
        "np.where(np.abs(y_pred - y_true) <= 1.0, 0.5 * np.square(y_pred - y_true), "
        "np.abs(y_pred - y_true) - 0.5)"
    ),
    "log_cosh": "np.log(np.cosh(y_pred - y_true))",
    "poisson": "y_pred - y_true * np.log(y_pred)",
}
SQUARED = ("mean_squared_error", "half_sum_of_squares")
# Quality instead of loss: what 1 less the loss is called.
QUALITIES = {
    "dice_coefficient": (
        "2.0 * np.sum(y_true * y_pred) / (np.sum(y_true) + np.sum(y_pred))",
        "the Dice coefficient, 1 less Dice loss",
    ),
    "binary_accuracy": (
        "np.mean(np.where(y_pred > 0.5, y_true, 1.0 - y_true))",
        "the accuracy at the threshold 0.5, no loss at all",
    ),
}
# Vectors up to this length are set against their columns.
LONGEST = 500


@dataclass(frozen=True)
class Slip:
    """A function in NumPy, what it computes in words, and what differs in a phrase."""

    name: str
    lines: tuple[str, ...]
    said: str
    short: str
    cost: float

    @property
    def source(self) -> str:
        """The whole function."""
        body = "\n".join(f"    {line}" for line in self.lines)
        return f"def {self.name}(y_true, y_pred):\n{body}\n"


def written_cases(question: Question) -> list[Case]:
    """List the slips that are possible with the tensors that are there, as losses of their own."""
    sources = {name: question.reads.get(name, name) for name in ("y_true", "y_pred")}
    if any(name not in question.tensors for name in sources.values()):
        return []
    first, second = (question.tensors[name].shape for name in sources.values())
    if first != second or not first:
        return []
    slips = [*_roots(first), *_columns(first), *_qualities()]
    return [
        Case(
            parse(slip.source),
            ("textbook",),
            Reading(sources),
            dtype=dtype,
            cost=slip.cost + (costs.SINGLE if dtype else 0.0),
            departures=(slip.short,),
            written=slip.said,
        )
        for dtype in (None, "float32")
        for slip in slips
    ]


def reduced(text: str, averaged: Averaged, rank: int) -> str:
    """Write elements reduced to one number: the averaged axes averaged, the others added up.

    Examples
    --------
    >>> reduced("x", (0,), 2)
    'np.mean(np.sum(x, axis=-1))'
    """
    added = tuple(axis for axis in range(rank) if axis not in averaged)
    if not added or not averaged:
        return f"np.{'sum' if added else 'mean'}({text})"
    sooner, later = ("mean", "sum") if 0 in added else ("sum", "mean")
    axes = averaged if 0 in added else added
    axis = "-1" if axes == (rank - 1,) else str(axes[0] if len(axes) == 1 else axes)
    return f"np.{later}(np.{sooner}({text}, axis={axis}))"


def _roots(shape: Shape) -> Iterator[Slip]:
    """Take the root of squares that are added up in part; those of all are in the catalogue."""
    rank = len(shape)
    for key in SQUARED:
        for averaged in _subsets(rank):
            if key == "mean_squared_error" and len(averaged) in (0, rank):
                continue
            yield Slip(
                f"root_of_{key}",
                (f"return np.sqrt({reduced(ELEMENTS[key], averaged, rank)})",),
                f"the square root of {LOSSES[key].title}: {elements_phrase(shape, averaged)}, "
                "then the root",
                "the square root",
                costs.COMMON[key] + costs.ROOT + 0.3 * (len(averaged) != rank),
            )


def _columns(shape: Shape) -> Iterator[Slip]:
    """Set a vector against a column, which are broadcast to a square."""
    flat = len(shape) == 1
    if not (flat or (len(shape) == 2 and shape[1] == 1)) or not 1 < shape[0] <= LONGEST:
        return
    count = shape[0]
    turned = "np.expand_dims" if flat else "np.squeeze"
    for key, elements in ELEMENTS.items():
        for verb in ("mean", "sum"):
            yield Slip(
                f"broadcast_{key}",
                (f"y_true = {turned}(y_true, -1)", f"return np.{verb}({elements})"),
                f"{LOSSES[key].title} with ({count},) against ({count}, 1) broadcast to "
                f"({count}, {count}): the {verb} {'over' if verb == 'mean' else 'of'} all "
                f"{count * count} values",
                f"({count},) against ({count}, 1)",
                costs.COMMON[key] + costs.COLUMN + (0.0 if verb == "mean" else costs.REDUCTION),
            )


def _qualities() -> Iterator[Slip]:
    for name, (text, said) in QUALITIES.items():
        yield Slip(name, (f"return {text}",), said, "1 less the loss", costs.QUALITY)


def _subsets(rank: int) -> Iterator[Averaged]:
    for count in range(rank + 1):
        yield from combinations(range(rank), count)
