"""A chosen loss over tensors of given shapes, built into one graph by its dialect."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lossgui.core.dialects import Denominator, DialectError, Values
from lossgui.core.expr import Node, Shape, broadcast_shape, normalize_axis, variable, walk
from lossgui.core.formula import spell
from lossgui.core.gradient import gradient

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.spec import LossSpec

WEIGHTS = ("sample_weight", "mask")

# Broadcasting (n,) against (n, 1) makes n * n cells of two small tensors: better a sentence than a
# computer that runs out of memory.
LARGEST_STAGE = 200_000_000


@dataclass(frozen=True)
class Pipeline:
    """The graph of one loss.

    `unreduced` is what the loss function gives (before weights and final reduction), `output` what
    the framework prints; `notes` are the dialect's silent deeds, one sentence each.
    """

    spec: LossSpec
    variables: Mapping[str, Node]
    unreduced: Node
    output: Node
    denominator: Denominator | None
    notes: tuple[str, ...]

    def tensor(self, name: str) -> Node:
        """Find the node of a tensor by the argument's name.

        Raises
        ------
        ValueError
            If the loss has no such tensor.
        """
        if name not in self.variables:
            raise ValueError(
                f"{self.spec.loss} has no tensor {name!r}; it has {', '.join(self.variables)}"
            )
        return self.variables[name]

    def gradient(self, wrt: str) -> Node:
        """Build the graph of the derivative with respect to the tensor `wrt`.

        Raises
        ------
        ValueError
            If the loss has no such tensor.
        """
        return gradient(self.output, [self.tensor(wrt)])[0]


def build(
    spec: LossSpec, shapes: Mapping[str, Shape], names: Mapping[str, str] | None = None
) -> Pipeline:
    """Build the graph for tensors of these shapes (argument name -> shape).

    `shapes` holds the loss' two arguments and, if there are any, ``sample_weight`` and ``mask``.
    `names` says which tensor an argument reads where that is called something else.

    Raises
    ------
    DialectError
        Where the framework itself would raise.
    ValueError
        If the shapes or the axis do not fit, or a step would be larger than `LARGEST_STAGE`.
    TypeError
        If the shape of one of the loss' tensors is missing.
    """
    entry, rules = spec.entry, spec.rules
    if missing := [name for name in entry.arguments if name not in shapes]:
        raise TypeError(f"{spec.loss} needs the tensor {missing[0]}, which is not given")
    variables = {
        name: variable((names or {}).get(name, name), shapes[name])
        for name in (*entry.arguments, *(name for name in WEIGHTS if name in shapes))
    }
    first, second, notes = rules.align(entry, *(variables[name] for name in entry.arguments))
    _check_axis(spec, broadcast_shape(first.shape, second.shape))
    constants = {
        name: rules.constants.get(name, 0.0) if value is None else value
        for name, value in spec.parameters.items()
    }
    constants |= rules.quirks.get((entry.key, spec.computed_dtype), {})
    function = rules.functions.get(entry.key, entry.function)
    unreduced = function(first, second, axis=spec.axis, inner=spec.inner, **constants)
    # A function in another order leaves its last step (a root) to the reduction: the factor waits.
    waits = entry.key in rules.functions
    if not waits:
        unreduced = _scaled(unreduced, spec.factor)
    weight, mask = (variables.get(name) for name in WEIGHTS)
    values = Values(unreduced, weight, mask, entry.key)
    reduced = rules.reduce(values, spec.reduction)
    output = _scaled(reduced.output, spec.factor) if waits else reduced.output
    _check_sizes(output)
    return Pipeline(
        spec,
        variables,
        unreduced,
        output,
        reduced.denominator,
        (*_lacking(spec), *notes, *reduced.notes),
    )


def _scaled(node: Node, factor: float) -> Node:
    return node if factor == 1.0 else factor * node


def _lacking(spec: LossSpec) -> tuple[str, ...]:
    missing = spec.rules.lacks.get(spec.loss)
    if missing is None:
        return ()
    said = (
        f"{spec.rules.title} does not have {missing}: this is what its rules make of the formula."
    )
    return (said,)


def _check_axis(spec: LossSpec, shape: Shape) -> None:
    try:
        normalize_axis(spec.axis, len(shape))
    except ValueError as problem:
        kind = DialectError if spec.dialect != "textbook" else ValueError
        who = f"{spec.rules.title} raises here: " if kind is DialectError else ""
        raise kind(f"{who}{problem} of shape {shape}") from None


def _check_sizes(output: Node) -> None:
    for node in walk(output):
        if math.prod(node.shape) > LARGEST_STAGE:
            raise ValueError(
                f"the step {spell(node)} would have the shape {node.shape}: "
                f"{math.prod(node.shape):,} cells, and at most {LARGEST_STAGE:,} are computed"
            )
