"""Numbers on which two losses are no multiple of each other: the proof that they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.evaluate import Evaluator
from lossgui.core.pipeline import WEIGHTS, Pipeline, build

if TYPE_CHECKING:
    from lossgui.core.expr import Shape

EXAMPLES = 4

# Rounding in float64 moves a ratio of two losses by less than this; real differences are larger.
RATIO_TOLERANCE = 1e-9

# How many weights are not 0: few enough that small examples have a 0, enough that one is left.
KEPT_SHARE = 0.6


def differ_on_example(a: Pipeline, b: Pipeline) -> bool:
    """Look for random inputs on which b / a is not one and the same number.

    The tensors are as small as their pattern of equal lengths and ones allows, with values inside
    0 .. 1, where every loss is defined, and outside it. A mask is 0 or 1, and some weights are 0,
    because what dialects divide by differs only there. The draws are the same at every call.
    """
    shapes = _small_shapes(a, b)
    small_a, small_b = (build(p.spec, _own(p, shapes), _names(p)) for p in (a, b))
    rng = np.random.default_rng(20090103)
    ratios = [
        _ratio(small_a, small_b, rng, shapes, low, high)
        for low, high in ((0.05, 0.95), (-3.0, 3.0))
        for _ in range(EXAMPLES)
    ]
    found = np.concatenate([np.ravel(ratio) for ratio in ratios])
    found = found[np.isfinite(found)]
    if found.size < 2:
        return False
    return bool(np.ptp(found) > RATIO_TOLERANCE * np.max(np.abs(found)))


def _ratio(
    a: Pipeline,
    b: Pipeline,
    rng: np.random.Generator,
    shapes: dict[str, Shape],
    low: float,
    high: float,
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    tensors: dict[str, Any] = {
        name: rng.uniform(low, high, shape) for name, shape in shapes.items()
    }
    for argument in WEIGHTS:
        for name in sorted({names[argument] for p in (a, b) if argument in (names := _names(p))}):
            kept = rng.random(shapes[name]) < KEPT_SHARE
            tensors[name] = kept * (1.0 if argument == "mask" else tensors[name])
    values = []
    for pipeline in (a, b):
        evaluator = Evaluator([pipeline.output], "float64")
        evaluator.run(tensors)
        values.append(evaluator[pipeline.output])
    with np.errstate(all="ignore"):
        return np.asarray(values[1] / values[0])


def _small_shapes(a: Pipeline, b: Pipeline) -> dict[str, Shape]:
    """Give each length above 1 the smallest number that keeps different lengths apart."""
    shapes = {
        str(node.attributes["name"]): node.shape
        for pipeline in (a, b)
        for node in pipeline.variables.values()
    }
    lengths = sorted({n for shape in shapes.values() for n in shape if n > 1})
    small = {n: place + 2 for place, n in enumerate(lengths)}
    return {name: tuple(small.get(n, n) for n in shape) for name, shape in shapes.items()}


def _own(pipeline: Pipeline, shapes: dict[str, Shape]) -> dict[str, Shape]:
    return {name: shapes[tensor] for name, tensor in _names(pipeline).items()}


def _names(pipeline: Pipeline) -> dict[str, str]:
    return {name: str(node.attributes["name"]) for name, node in pipeline.variables.items()}
