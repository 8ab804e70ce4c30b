"""The graph of a loss: named operations over named tensors.

A node knows its operation, its inputs and its shape, nothing else: no array ever lives in it. Every
other part of the core (evaluation, gradient, proof, later code) is a walk over these nodes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lossgui.core.spans import Span, current_origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Shape = tuple[int, ...]
Axis = int | tuple[int, ...] | None
Operand = Any  # a Node or a plain number

_NO_ATTRIBUTES: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Operation:
    """One entry of the table of operations.

    Parameters
    ----------
    name
        Key in the table; nodes refer to it.
    evaluate
        ``evaluate(xp, *arrays, **attributes)`` gives the array; `xp` is the array namespace.
    shape
        ``shape(*shapes, **attributes)`` gives the result's shape or raises `ValueError`.
    derivative
        ``derivative(node, upstream)`` gives, for each input, the node of its gradient or None.
    symbol
        Format string of the formula, ``{0}`` and ``{1}`` being the inputs.
    label
        What a step is called on screen; may use the attributes (``mean axis {axis}``).
    kind
        ``elementwise`` (result index = input index, broadcasting), ``reduction`` (over the
        attribute `axis`), ``shaping`` (same numbers, other shape) or ``whole`` (any number of the
        result may depend on any of the input).
    spelling
        The name in each framework, by that of the framework; `spelled_as` makes it.
    reads
        How many of the inputs, from the first on, are read for their numbers; the others only give
        their shape. None: all of them.
    """

    name: str
    evaluate: Callable[..., Any]
    shape: Callable[..., Shape]
    derivative: Callable[[Node, Node], tuple[Node | None, ...]]
    symbol: str
    label: str
    kind: str = "elementwise"
    spelling: Mapping[str, str] = field(default_factory=dict)
    reads: int | None = None


def spelled_as(numpy: str, *, keras: str = "", tensorflow: str = "") -> dict[str, str]:
    """Give an operation's names in NumPy, keras.ops and TensorFlow: NumPy's where none is said."""
    return {"numpy": numpy, "keras": keras or numpy, "tensorflow": tensorflow or numpy}


OPERATIONS: dict[str, Operation] = {}


def register(operation: Operation) -> Operation:
    """Put an operation into the table; a name can be taken once."""
    if operation.name in OPERATIONS:
        raise ValueError(f"the operation {operation.name!r} is in the table already")
    OPERATIONS[operation.name] = operation
    return operation


@dataclass(frozen=True, eq=False)
class Node:
    """One operation applied to nodes; equal only to itself.

    `operation` is a key of `OPERATIONS`, or ``variable`` / ``constant`` / ``size`` for a leaf.
    `origin` is the piece of pasted source that it was read from.
    """

    operation: str
    inputs: tuple[Node, ...]
    shape: Shape
    attributes: Mapping[str, Any] = field(default_factory=lambda: _NO_ATTRIBUTES)
    origin: Span | None = None

    @property
    def is_leaf(self) -> bool:
        """True for tensors, constants and sizes: what no step has to compute."""
        return self.operation in {"variable", "constant", "size"}

    def __add__(self, other: Operand) -> Node:
        return apply("add", self, other)

    def __radd__(self, other: Operand) -> Node:
        return apply("add", other, self)

    def __sub__(self, other: Operand) -> Node:
        return apply("subtract", self, other)

    def __rsub__(self, other: Operand) -> Node:
        return apply("subtract", other, self)

    def __mul__(self, other: Operand) -> Node:
        return apply("multiply", self, other)

    def __rmul__(self, other: Operand) -> Node:
        return apply("multiply", other, self)

    def __truediv__(self, other: Operand) -> Node:
        return apply("divide", self, other)

    def __rtruediv__(self, other: Operand) -> Node:
        return apply("divide", other, self)

    def __neg__(self) -> Node:
        return apply("negate", self)


def variable(name: str, shape: Shape) -> Node:
    """Make the leaf for a tensor that the user gives."""
    return Node("variable", (), tuple(shape), MappingProxyType({"name": name}))


def constant(value: float) -> Node:
    """Make the leaf for a number that the formula contains."""
    return Node("constant", (), (), MappingProxyType({"value": value}))


def size(node: Node, axis: Axis = None) -> Node:
    """Make the leaf for the number of elements of `node` along `axis` (None: all axes).

    It is a leaf with a meaning, not a constant, so that the algebra can write it as n or d.
    """
    axes = normalize_axis(axis, len(node.shape))
    count = 1
    for position in axes:
        count *= node.shape[position]
    return Node("size", (node,), (), MappingProxyType({"axis": axes, "value": count}))


def apply(operation: str, *inputs: Operand, **attributes: Any) -> Node:
    """Apply an operation of the table to nodes or numbers; checks the shapes."""
    nodes = tuple(item if isinstance(item, Node) else constant(item) for item in inputs)
    shape = OPERATIONS[operation].shape(*(node.shape for node in nodes), **attributes)
    return Node(operation, nodes, shape, MappingProxyType(attributes), current_origin())


def value_inputs(node: Node) -> tuple[Node, ...]:
    """Give the inputs whose numbers matter, not those of which only the shape does."""
    if node.is_leaf:
        return ()
    return node.inputs[: OPERATIONS[node.operation].reads]


def walk(*outputs: Node) -> Iterator[Node]:
    """Yield each node once, inputs before the nodes that use them, in the order of the formula."""
    seen: set[int] = set()
    stack: list[tuple[Node, bool]] = [(node, False) for node in reversed(outputs)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            # A size only names its input: the formula doesn't need the values.
            inputs = () if node.operation == "size" else node.inputs
            stack.extend((child, False) for child in reversed(inputs) if id(child) not in seen)


def normalize_axis(axis: Axis, rank: int) -> tuple[int, ...]:
    """Turn an axis argument into sorted positions 0 .. rank-1.

    Raises
    ------
    ValueError
        If an axis does not exist or is named twice.
    """
    if axis is None:
        return tuple(range(rank))
    wanted = axis if isinstance(axis, tuple) else (axis,)
    for item in wanted:
        if not -rank <= item < rank:
            raise ValueError(f"axis {item} does not exist in a tensor with {rank} axes")
    positions = tuple(sorted(item % rank for item in wanted))
    if len(set(positions)) != len(positions):
        raise ValueError(f"axis {axis} names the same axis twice")
    return positions


def broadcast_shape(*shapes: Shape, **_: Any) -> Shape:
    """Give the shape that NumPy broadcasting makes of `shapes`.

    Raises
    ------
    ValueError
        If an axis has two sizes and neither is 1.
    """
    rank = max((len(shape) for shape in shapes), default=0)
    result = [1] * rank
    for shape in shapes:
        offset = rank - len(shape)
        for position, length in enumerate(shape):
            known = result[offset + position]
            if length != 1 and known not in (1, length):
                raise ValueError(_mismatch(shapes, offset + position - rank, known, length))
            result[offset + position] = length if known == 1 else known
    return tuple(result)


def _mismatch(shapes: tuple[Shape, ...], axis: int, first: int, second: int) -> str:
    listed = " and ".join(str(shape) for shape in shapes)
    return f"the shapes {listed} do not fit: axis {axis} has the sizes {first} and {second}"


def reduced_shape(shape: Shape, axis: Axis = None, *, keepdims: bool = False) -> Shape:
    """Give the shape that a reduction over `axis` leaves."""
    axes = normalize_axis(axis, len(shape))
    if keepdims:
        return tuple(1 if position in axes else length for position, length in enumerate(shape))
    return tuple(length for position, length in enumerate(shape) if position not in axes)
