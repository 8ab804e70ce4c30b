"""A chosen loss over tensors of given shapes, built into one graph by its dialect."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lossgui.core.dialects import Denominator, DialectError, Own, Reduced, Unreduced, Values
from lossgui.core.dialects.fitting import align_labels
from lossgui.core.expr import Node, Shape, broadcast_shape, normalize_axis, variable, walk
from lossgui.core.formula import spell
from lossgui.core.gradient import gradient
from lossgui.core.spans import ParseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.dialects.rules import Tensors
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
                f"{self.spec.entry.name} has no tensor {name!r}; it has {', '.join(self.variables)}"
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

    `shapes` holds the tensors that the loss needs and, as far as they are given, those that it may
    do without, ``sample_weight`` and ``mask``.
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
    entry = spec.entry
    given = dict.fromkeys((*entry.arguments, *entry.optional, *WEIGHTS))
    return assemble(
        spec,
        {
            name: variable((names or {}).get(name, name), shapes[name])
            for name in given
            if name in shapes
        },
    )


def assemble(spec: LossSpec, variables: Mapping[str, Node]) -> Pipeline:
    """Build the graph over nodes that are there already, by argument name; see `build`."""
    entry = spec.entry
    if missing := [name for name in entry.arguments if name not in variables]:
        raise TypeError(f"{entry.name} needs the tensor {missing[0]}, which is not given")
    shapes = {name: node.shape for name, node in variables.items()}
    _check_axes(spec, shapes)
    axis = spec.rules.fitting_axis(entry, spec.axis, len(shapes[entry.predicted]))
    spec = dataclasses.replace(spec, axis=axis)
    tensors, notes = _aligned(spec, tuple(variables[name] for name in entry.arguments))
    found = _unreduced(spec, tensors, variables)
    # A loss that the reduction finishes (with a root) has to wait for its factor.
    version = spec.rules.version_of(entry)
    waits = version is not None and version.late
    unreduced = found.loss if waits else _scaled(found.loss, spec.factor)
    values = Values(
        unreduced,
        *_weights(spec, variables, found),
        entry=entry.key,
        divisor=found.divisor,
        each=found.each,
        tensors=variables,
        name=entry.name,
    )
    reduced = _reduced(spec, values)
    output = _scaled(reduced.output, spec.factor) if waits else reduced.output
    _check_sizes(output)
    return Pipeline(
        spec,
        variables,
        unreduced,
        output,
        reduced.denominator,
        (*_version_notes(spec), *notes, *reduced.notes),
    )


def _reduced(spec: LossSpec, values: Values) -> Reduced:
    """Reduce as the dialect does; the single number that a pasted loss returns is its result.

    The sum of one number over 1 would be two steps that the user never wrote.
    """
    weighed = values.sample_weight is not None or values.mask is not None
    if spec.entry.source and not weighed and not values.loss.shape:
        return Reduced(values.loss)
    return spec.rules.reduce(values, spec.reduction)


def _check_axes(spec: LossSpec, shapes: Mapping[str, Shape]) -> None:
    version = spec.rules.version_of(spec.entry)
    most = version.most_axes if version else None
    for name in spec.entry.arguments:
        if most is not None and len(shapes[name]) > most:
            raise _refusal(spec, f"{name} has shape {shapes[name]}; it takes {most} axes at most")


def _aligned(spec: LossSpec, tensors: Tensors) -> tuple[Tensors, tuple[str, ...]]:
    """Bring the tensors together as the loss and the dialect want it, and check the axis."""
    entry, rules = spec.entry, spec.rules
    version = rules.version_of(entry)
    own = version.align if version else None
    if entry.pairing == "elementwise" and own is None:
        tensors, notes = rules.align(entry, tensors)
        _check_axis(spec, broadcast_shape(*(node.shape for node in tensors)))
        return tensors, notes
    if entry.has_axis:
        _check_axis(spec, tensors[1].shape)
    try:
        if own is not None:
            return own(entry, tensors, spec.axis)
        if entry.pairing == "labels":
            tensors = align_labels(rules, entry, tensors, spec.axis)
    except DialectError:
        raise
    except ValueError as problem:
        raise _refusal(spec, str(problem)) from None
    return tensors, ()


def _unreduced(spec: LossSpec, tensors: Tensors, variables: Mapping[str, Node]) -> Unreduced:
    """Call the loss function, in the framework's own version if it has one."""
    entry, rules = spec.entry, spec.rules
    version = rules.version_of(entry) or Own("")
    constants = rules.constants_of(entry)
    # What neither the user nor the dialect sets keeps the function's own default.
    arguments: dict[str, Any] = {
        name: constants.get(name) if value is None else value
        for name, value in spec.parameters.items()
        if value is not None or name in constants
    }
    arguments |= version.rounded.get(spec.computed_dtype, {})
    arguments |= {name: variables[name] for name in entry.optional if name in variables}
    arguments |= {"axis": spec.axis} if entry.has_axis else {}
    arguments |= {"inner": spec.inner} if entry.has_inner else {}
    function = version.function or entry.function
    try:
        found = function(*tensors, **arguments)
    except (DialectError, ParseError):
        raise
    except ValueError as problem:
        raise _refusal(spec, str(problem)) from None
    return found if isinstance(found, Unreduced) else Unreduced(found)


def _weights(
    spec: LossSpec, variables: Mapping[str, Node], found: Unreduced
) -> tuple[Node | None, Node | None]:
    """Give sample_weight and mask as far as the loss function has not used them itself."""
    own = (*spec.entry.arguments, *spec.entry.optional)
    weight, mask = (None if name in own else variables.get(name) for name in WEIGHTS)
    if found.mask is not None:
        mask = found.mask if mask is None else mask * found.mask
    return weight, mask


def _scaled(node: Node, factor: float) -> Node:
    return node if factor == 1.0 else factor * node


def _version_notes(spec: LossSpec) -> tuple[str, ...]:
    """Say how the framework's function differs from the catalogue's, or that it has none."""
    version = spec.rules.version_of(spec.entry)
    if version is None:
        title, name = spec.rules.title, spec.entry.title
        return (f"{title} does not have '{name}': this is what its rules make of the formula.",)
    for key, value in version.requires.items():
        if spec.parameters[key] != value:
            said = f"{version.name} computes with {key}={value} only"
            return (f"{said}: this is what the rules of {spec.rules.title} make of the formula.",)
    return (version.note,) if version.note else ()


def _refusal(spec: LossSpec, problem: str) -> ValueError:
    if spec.dialect == "textbook":
        return ValueError(problem)
    return DialectError(f"{spec.rules.title} raises here: {problem}")


def _check_axis(spec: LossSpec, shape: Shape) -> None:
    try:
        normalize_axis(spec.axis, len(shape))
    except ValueError as problem:
        raise _refusal(spec, f"{problem} of shape {shape}") from None


def _check_sizes(output: Node) -> None:
    for node in walk(output):
        if math.prod(node.shape) > LARGEST_STAGE:
            raise ValueError(
                f"the step {spell(node)} would have the shape {node.shape}: "
                f"{math.prod(node.shape):,} cells, and at most {LARGEST_STAGE:,} are computed"
            )
