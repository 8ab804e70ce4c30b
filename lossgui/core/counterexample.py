"""Numbers on which two losses are no multiple of each other: the proof that they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.evaluate import Evaluator
from lossgui.core.pipeline import WEIGHTS, Pipeline, build

if TYPE_CHECKING:
    from lossgui.core.expr import Shape

Array = np.ndarray[Any, np.dtype[Any]]

EXAMPLES = 4

# Where the values lie; those of the last kind are cut back to 0 .. 1, so that half are at an end.
INSIDE, BEYOND, AT_THE_ENDS = (0.05, 0.95), (-3.0, 3.0), (-0.5, 1.5)

# Rounding in float64 moves a ratio of two losses by less than this; real differences are larger.
RATIO_TOLERANCE = 1e-9

# Below this share of the largest value a number may be what rounding left of 0.
ROUNDING = 1e-12

# How many weights are not 0: few enough that small examples have a 0, enough that one is left.
KEPT_SHARE = 0.6


class Pair:
    """Two losses over small tensors of one pattern, ready to be computed for many numbers.

    Parameters
    ----------
    a, b
        The losses as they are compared.
    shapes
        Shape of each tensor by its name.
    """

    def __init__(self, a: Pipeline, b: Pipeline, shapes: dict[str, Shape]) -> None:
        self.shapes = shapes
        self.first, self.second = (build(p.spec, _own(p, shapes), _names(p)) for p in (a, b))
        self._evaluators = [Evaluator([p.output], "float64") for p in (self.first, self.second)]

    def values(self, tensors: dict[str, Array]) -> tuple[Array, Array]:
        """Compute both."""
        for evaluator in self._evaluators:
            evaluator.run(tensors)
        found = (
            np.asarray(evaluator[pipeline.output])
            for evaluator, pipeline in zip(self._evaluators, (self.first, self.second), strict=True)
        )
        return next(found), next(found)

    def draw(self, rng: np.random.Generator, limits: tuple[float, float]) -> dict[str, Array]:
        """Draw numbers between limits; see `differ_on_example`."""
        tensors: dict[str, Array] = {
            name: np.asarray(rng.uniform(*limits, shape)) for name, shape in self.shapes.items()
        }
        if limits == AT_THE_ENDS:
            tensors = {name: np.clip(values, 0.0, 1.0) for name, values in tensors.items()}
        for name in class_numbers_of(self.first, self.second):
            tensors[name] = rng.integers(0, 2, self.shapes[name]).astype(float)
        for argument, name in weights_of(self.first, self.second):
            kept = rng.random(self.shapes[name]) < KEPT_SHARE
            tensors[name] = kept * (1.0 if argument == "mask" else tensors[name])
        return tensors


def small_pair(a: Pipeline, b: Pipeline) -> Pair:
    """Build both for small tensors; for their own where a loss takes no others, as code may."""
    try:
        return Pair(a, b, small_shapes(a, b))
    except ValueError:
        return Pair(a, b, tensor_shapes(a, b))


def differ_on_example(a: Pipeline, b: Pipeline) -> bool:
    """Look for random inputs on which b / a is not one and the same number.

    The tensors are as small as their pattern of equal lengths and ones allows, with values inside
    0 .. 1, where every loss is defined, outside it, and some at 0 and 1 themselves, where a loss
    may be clipped. A mask is 0 or 1, and some weights are 0, because what dialects divide by
    differs only there. The draws are the same at every call.
    """
    pair = small_pair(a, b)
    rng = np.random.default_rng(20090103)
    found: tuple[list[Array], list[Array]] = ([], [])
    for limits in (INSIDE, BEYOND, AT_THE_ENDS):
        for _ in range(EXAMPLES):
            for side, values in zip(found, pair.values(pair.draw(rng, limits)), strict=True):
                side.append(np.ravel(values))
        first, second = (np.concatenate(side) for side in found)
        if not are_multiples(first, second):
            return True
    return False


def are_multiples(first: Array, second: Array, tolerance: float = RATIO_TOLERANCE) -> bool:
    """Tell whether one number times the first values gives the second, wherever both have one."""
    if np.any(np.isinf(first) & np.isfinite(second) | np.isfinite(first) & np.isinf(second)):
        return False
    finite = np.isfinite(first) & np.isfinite(second)
    first, second = first[finite], second[finite]
    told = ~(_is_rounding(first) & _is_rounding(second))
    with np.errstate(all="ignore"):
        ratios = second[told] / first[told]
    if np.any(np.isinf(ratios)):
        return False  # something times 0
    if ratios.size < 2:
        return True
    return bool(np.ptp(ratios) <= tolerance * np.max(np.abs(ratios)))


def _is_rounding(values: Array) -> Array:
    """Find what may be 0 up to rounding."""
    return np.asarray(np.abs(values) <= ROUNDING * np.max(np.abs(values), initial=0.0))


def weights_of(a: Pipeline, b: Pipeline) -> list[tuple[str, str]]:
    """List what weighs samples in either loss: argument and name of the tensor."""
    found: dict[tuple[str, str], None] = {}
    for pipeline in (a, b):
        names = _names(pipeline)
        found |= {(argument, names[argument]): None for argument in WEIGHTS if argument in names}
    return sorted(found, key=lambda pair: (WEIGHTS.index(pair[0]), pair[1]))


def class_numbers_of(a: Pipeline, b: Pipeline) -> set[str]:
    """Name the tensors that hold class numbers for either loss: other numbers mean nothing."""
    return {
        str(node.attributes["name"])
        for pipeline in (a, b)
        for argument, node in pipeline.variables.items()
        if pipeline.spec.entry.domains.get(argument) == "labels"
    }


def small_shapes(a: Pipeline, b: Pipeline) -> dict[str, Shape]:
    """Give each length above 1 the smallest number that keeps different lengths apart."""
    shapes = tensor_shapes(a, b)
    lengths = sorted({n for shape in shapes.values() for n in shape if n > 1})
    small = {n: place + 2 for place, n in enumerate(lengths)}
    return {name: tuple(small.get(n, n) for n in shape) for name, shape in shapes.items()}


def tensor_shapes(a: Pipeline, b: Pipeline) -> dict[str, Shape]:
    """Give the shape of every tensor that either loss reads, by the tensor's name."""
    return {
        str(node.attributes["name"]): node.shape
        for pipeline in (a, b)
        for node in pipeline.variables.values()
    }


def _own(pipeline: Pipeline, shapes: dict[str, Shape]) -> dict[str, Shape]:
    return {name: shapes[tensor] for name, tensor in _names(pipeline).items()}


def _names(pipeline: Pipeline) -> dict[str, str]:
    return {name: str(node.attributes["name"]) for name, node in pipeline.variables.items()}
