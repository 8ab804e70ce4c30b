"""How far two correct calculations of the same loss may lie apart, and why.

Both sides round every operation to the dtype, but sum in different orders and use different
approximations of exp and log. A result that is the difference of larger numbers carries the
rounding errors of those, so the errors are followed through the loss: what is tolerated is
`RELATIVE` times the *magnitude*, the same loss calculated with sizes instead of signed numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lossgui.core.api import Result, gradient
from lossgui.core.dialects import Values
from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import variable
from lossgui.core.gradient import gradient as gradient_graph
from lossgui.core.trace import Stage

Floats = NDArray[np.float64]

# For a handful of operations: some 16 units in the last place. float64 gets more, because exp and
# log are the C library's there and may be off by some units; still no wrong formula hides below it.
RELATIVE = {"float16": 2e-2, "float32": 2e-6, "float64": 1e-12}

# Below this a number has lost digits, or is flushed to 0 by one side.
SMALLEST = {"float16": 2.0**-20, "float32": 2.0**-120, "float64": 2.0**-1000}


@dataclass(frozen=True)
class Tolerance:
    """What two calculations may differ by: arrays in the shapes of the numbers they belong to.

    `gradients` is by argument; `reason` is the phrase that explains it to a student.
    """

    value: Floats
    per_sample: Floats
    gradients: Mapping[str, Floats]
    reason: str


def tolerance_of(
    result: Result,
    tensors: Mapping[str, NDArray[Any]],
    gradients: Mapping[str, NDArray[Any]],
    weights: Mapping[str, NDArray[Any]],
) -> Tolerance:
    """Work out what is tolerated for `result` and our `gradients` of it.

    `weights` holds ``sample_weight`` and ``mask`` as far as they were given.
    """
    elements = _elements(result)
    relative = _relative(result.dtype, int(np.prod(elements.shape)))
    with np.errstate(all="ignore"):
        per_sample = _finite(np.abs(result.unreduced)) + _cancelled(result, elements)
        value, influence, growth = _through_reduction(result, per_sample, weights)
        slopes = {
            name: growth
            * (_finite(np.abs(ours)) + _slope_sizes(result, tensors, name, weights, influence))
            for name, ours in gradients.items()
        }
    return Tolerance(
        value=_allowed(result, relative * value),
        per_sample=_allowed(result, relative * per_sample),
        gradients={name: _allowed(result, relative * slope) for name, slope in slopes.items()},
        reason=f"{result.dtype} rounds, and the two add up in different orders",
    )


def _allowed(result: Result, size: Floats) -> Floats:
    """Add the smallest number there is a point in comparing; what is not known may be anything."""
    return np.nan_to_num(size, nan=np.inf, posinf=np.inf) + SMALLEST[result.dtype]


def _relative(dtype: str, count: int) -> float:
    """Give the relative tolerance for sums over `count` numbers.

    The rounding errors of a plain sum walk at random: they grow with the square root.
    """
    return RELATIVE[dtype] + float(np.finfo(dtype).eps) * float(np.sqrt(count))


def _finite(array: Any) -> Floats:
    """Replace NaN and inf, which are compared as they are, by 0."""
    return np.nan_to_num(np.asarray(array, np.float64), nan=0.0, posinf=0.0, neginf=0.0)


@dataclass(frozen=True)
class _Elements:
    """The loss before its inner reduction: `inner` is that step, None where no axis is reduced.

    `terms` are the elements themselves and the computed terms of sums on the way to them. The
    difference of two given tensors is none: both sides round it the same way.
    """

    inner: Stage | None
    shape: tuple[int, ...]
    terms: tuple[Any, ...]

    @property
    def cancel(self) -> bool:
        """Whether elements are differences of computed terms."""
        return len(self.terms) > 1

    @property
    def axis(self) -> tuple[int, ...]:
        """The axes that the inner reduction takes away."""
        return self.inner.axis if self.inner else ()

    @property
    def share(self) -> float:
        """How much an element counts in the per-sample value."""
        if self.inner is None or self.inner.operation != "mean":
            return 1.0
        return 1.0 / max(1, int(np.prod([self.shape[axis] for axis in self.axis])))


def _elements(result: Result) -> _Elements:
    stages = result.stages
    if result.spec.axis == ():
        inner, shape = None, np.shape(result.unreduced)
        position = next(i for i, stage in enumerate(stages) if stage.value is result.unreduced) + 1
        terms = [result.unreduced]
    else:
        position = next(i for i, stage in enumerate(stages) if stage.kind == "reduction")
        inner, shape = stages[position], stages[position].node.inputs[0].shape
        terms = [stages[feed].value for feed in inner.feeds if isinstance(feed, int)]
    for stage in stages[:position]:
        if stage.operation in ("add", "subtract"):
            terms += [stages[feed].value for feed in stage.feeds if isinstance(feed, int)]
    return _Elements(inner, shape, tuple(terms))


def _cancelled(result: Result, elements: _Elements) -> Floats:
    """Give the size of what was added and subtracted on the way to the per-sample values."""
    sizes = [_finite(np.abs(term)) for term in elements.terms]
    size = np.broadcast_to(np.maximum.reduce(np.broadcast_arrays(*sizes)), elements.shape)
    steady = max(1.0, abs(result.spec.factor))
    if elements.inner is None:
        return _finite(size * steady)
    total = size.sum(axis=elements.axis) * elements.share
    # After the inner reduction comes a factor, or a root, which changes errors by 1 / root.
    reduced = np.abs(np.asarray(elements.inner.value, np.float64))
    ratio = np.abs(np.asarray(result.unreduced, np.float64)) / reduced
    return _finite(total * np.where(reduced > 0, ratio, steady))


def _through_reduction(
    result: Result, per_sample: Floats, weights: Mapping[str, NDArray[Any]]
) -> tuple[Floats, Floats, float]:
    """Follow the per-sample magnitudes through weights, mask and final reduction.

    Gives the value's magnitude, how much each per-sample value counts in it, and by how much the
    divisor loses digits.
    """
    loss = variable("loss", per_sample.shape)
    given = {name: variable(name, array.shape) for name, array in weights.items()}
    reduced = result.spec.rules.reduce(
        Values(loss, given.get("sample_weight"), given.get("mask")), result.spec.reduction
    )
    nodes = [reduced.output, gradient_graph(reduced.output, [loss])[0]]
    if reduced.denominator is not None:
        nodes.append(reduced.denominator.node)
    evaluator = Evaluator(nodes, "float64")
    sizes = {name: np.abs(np.asarray(array, np.float64)) for name, array in weights.items()}
    evaluator.run({**sizes, "loss": per_sample})
    growth = 1.0
    if reduced.denominator is not None:
        growth = _growth(result, float(evaluator[reduced.denominator.node]))
    value, influence = (_finite(np.abs(evaluator[node])) for node in nodes[:2])
    lost = (growth - 1.0) * _finite(np.abs(result.value))
    return growth * value + lost, influence, growth


def _growth(result: Result, divisor: float) -> float:
    """Say by how much the divisor loses digits, where it is the sum of weights of both signs.

    `divisor` is what it would be without signs. Where none of its digits is left, one side may find
    exactly 0 and the other not: inf.
    """
    if result.denominator is None or not divisor:
        return 1.0
    found = abs(result.denominator.value)
    if found < 8 * float(np.finfo(result.dtype).eps) * divisor:
        return np.inf
    return max(1.0, divisor / found)


def _slope_sizes(
    result: Result,
    tensors: Mapping[str, NDArray[Any]],
    name: str,
    weights: Mapping[str, NDArray[Any]],
    influence: Floats,
) -> Floats:
    """Give the size of what the gradient by `name` is summed from, beyond the gradient itself.

    Where an element is a difference of terms, so is its slope, and the terms' slopes are about 1.
    Where the tensor was broadcast, its gradient is a sum over the copies.
    """
    elements, spec = _elements(result), result.spec
    aligned = _aligned_shapes(result, tensors)
    size = np.zeros(elements.shape)
    if elements.cancel:
        share = elements.share * abs(spec.factor)
        size = size + np.expand_dims(influence, elements.axis) * share
    if aligned[name] != elements.shape:
        copies = [
            np.broadcast_to(np.reshape(tensors[argument], shape), elements.shape)
            for argument, shape in aligned.items()
        ]
        slopes = gradient(spec.replace(dtype="float64"), *copies, wrt=name, **weights)
        size = size + _finite(np.abs(slopes))
    return _sum_to(size, aligned[name]).reshape(np.shape(tensors[name]))


def _aligned_shapes(
    result: Result, tensors: Mapping[str, NDArray[Any]]
) -> dict[str, tuple[int, ...]]:
    """Give the shapes that the dialect brings the two tensors to."""
    entry = result.spec.entry
    given = [variable(name, np.shape(tensors[name])) for name in entry.arguments]
    aligned, _ = result.spec.rules.align(entry, tuple(given))
    return dict(zip(entry.arguments, (node.shape for node in aligned), strict=True))


def _sum_to(array: Floats, shape: tuple[int, ...]) -> Floats:
    """Undo a broadcast from `shape` by summing."""
    extra = array.ndim - len(shape)
    array = array.sum(axis=tuple(range(extra)))
    repeated = tuple(axis for axis, length in enumerate(shape) if length == 1)
    return np.asarray(array.sum(axis=repeated, keepdims=True))
