"""What random numbers show of two losses where nothing is proven: evidence, no proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.counterexample import (
    BEYOND,
    INSIDE,
    RATIO_TOLERANCE,
    Array,
    Pair,
    small_shapes,
    tensor_shapes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lossgui.core.expr import Shape
    from lossgui.core.pipeline import Pipeline

DRAWS = 8
# What is drawn for arguments whose numbers stand for a choice.
CHOICES = {"labels": (0.0, 1.0), "label_lists": (0.0, 1.0), "transcripts": (0.0, 1.0)}
CHOICES |= {"yes_no": (0.0, 1.0), "signs": (-1.0, 1.0), "pair_signs": (-1.0, 1.0)}
# A tensor with more cells is not drawn: evidence is wanted within a moment.
MOST_CELLS = 10_000


@dataclass(frozen=True)
class Evidence:
    """The ratios B / A on random inputs.

    Parameters
    ----------
    lowest, highest
        The smallest and the largest ratio; NaN if no input gave one.
    inputs
        How many inputs gave a ratio.
    shapes
        How many sets of shapes they had.
    """

    lowest: float
    highest: float
    inputs: int
    shapes: int

    def sentence(self, a: str, b: str) -> str:
        """Say it, and that it proves nothing."""
        if not self.inputs:
            return f"No random input gave a ratio of {b} and {a}."
        tried = f"On {self.inputs} random inputs of {self.shapes} shapes"
        if self.shapes == 1:
            tried = f"On {self.inputs} random inputs of one shape"
        size = max(abs(self.lowest), abs(self.highest))
        if self.highest - self.lowest <= RATIO_TOLERANCE * size:
            return f"{tried}, {b} / {a} was {self.highest:.6g} each time. That is no proof."
        low, high = f"{self.lowest:.6g}", f"{self.highest:.6g}"
        return f"{tried}, {b} / {a} lay between {low} and {high}. That is no proof."


def gather_evidence(a: Pipeline, b: Pipeline) -> Evidence:
    """Compute both losses on random inputs of a few shapes of the same pattern."""
    rng = np.random.default_rng(20090103)
    found: list[list[float]] = []
    used = 0
    for shapes in _patterns(a, b):
        try:
            pair = Pair(a, b, shapes)
        except ValueError:  # the losses do not take these lengths
            continue
        drawn = [_draw(pair, rng, limits) for limits in (INSIDE, BEYOND) for _ in range(DRAWS)]
        ratios = [_ratios(*pair.values(tensors)) for tensors in drawn]
        found += filter(None, ratios)
        used += any(ratios)
    low = min((min(ratios) for ratios in found), default=np.nan)
    high = max((max(ratios) for ratios in found), default=np.nan)
    return Evidence(low, high, len(found), used)


def _draw(pair: Pair, rng: np.random.Generator, limits: tuple[float, float]) -> dict[str, Array]:
    """Draw numbers; class numbers and signs where one of the losses is made for them."""
    tensors = pair.draw(rng, limits)
    for pipeline in (pair.first, pair.second):
        for argument, node in pipeline.variables.items():
            choices = CHOICES.get(pipeline.spec.entry.domains.get(argument, ""))
            if choices:
                tensors[str(node.attributes["name"])] = rng.choice(choices, node.shape)
    return tensors


def _ratios(first: Array, second: Array) -> list[float]:
    """Give the ratios that one input shows: one, or as many as the losses have values."""
    if first.shape != second.shape:
        return []
    with np.errstate(all="ignore"):
        ratios = np.ravel(second / first)
    return [float(ratio) for ratio in ratios[np.isfinite(ratios)]]


def _patterns(a: Pipeline, b: Pipeline) -> Iterator[dict[str, Shape]]:
    """Yield the own shapes and others in which equal lengths stay equal and ones stay 1."""
    own = tensor_shapes(a, b)
    if all(np.prod(shape) <= MOST_CELLS for shape in own.values()):
        yield own
    small = small_shapes(a, b)
    for more in (0, 1, 3):
        shapes = {name: tuple(n + more * (n > 1) for n in shape) for name, shape in small.items()}
        if shapes != own:
            yield shapes
