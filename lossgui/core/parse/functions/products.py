"""Products of tensors over shared axes."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any

from lossgui.core import ops
from lossgui.core.parse.functions.reductions import flat, kept
from lossgui.core.parse.functions.shaping import permuted, swap_axes
from lossgui.core.parse.functions.table import known
from lossgui.core.parse.values import tensor, whole

if TYPE_CHECKING:
    from lossgui.core.expr import Node


@known("np.dot ops.dot K.dot .dot")
def dot(x: Any, y: Any) -> Any:
    """Multiply vectors and matrices; of more axes, dot and matmul make different things."""
    first, second = tensor(x), tensor(y)
    if max(len(first.shape), len(second.shape)) > 2:
        raise TypeError("dot is read for up to 2 axes; write matmul or einsum")
    return matmul(first, second)


@known("np.inner")
def inner(x: Any, y: Any) -> Any:
    """Add up the products along the last axes of both."""
    first, second = tensor(x), tensor(y)
    if max(len(first.shape), len(second.shape)) > 2:
        raise TypeError("inner is read for up to 2 axes; write matmul or einsum")
    return matmul(first, second if len(second.shape) < 2 else swap_axes(second, 0, 1))


@known("tf.matmul tf.linalg.matmul np.matmul torch.matmul torch.mm torch.bmm torch.mv")
@known("torch.dot ops.matmul .matmul .mm .bmm .mv")
def matmul(x: Any, y: Any, transpose_a: Any = False, transpose_b: Any = False) -> Node:
    """Multiply matrices; TensorFlow may transpose one of them."""
    first, second = tensor(x), tensor(y)
    if transpose_a:
        first = swap_axes(first, -1, -2)
    if transpose_b:
        second = swap_axes(second, -1, -2)
    if not first.shape or not second.shape:
        return first * second
    return ops.matmul(first, second)


@known("np.outer torch.outer ops.outer")
def outer(x: Any, y: Any) -> Node:
    """Multiply each element with each."""
    first, second = flat(tensor(x)), flat(tensor(y))
    return ops.expand_dims(first, 1) * ops.expand_dims(second, 0)


@known("np.vdot ops.vdot")
def vector_dot(x: Any, y: Any) -> Node:
    """Add up the products of all elements."""
    return ops.sum_(flat(tensor(x)) * flat(tensor(y)))


@known("tf.einsum np.einsum torch.einsum ops.einsum")
def einsum(equation: Any, *operands: Any) -> Node:
    """Multiply over named axes and add up those that the result lacks."""
    given, arrow, result = str(equation).replace(" ", "").partition("->")
    names = given.split(",")
    nodes = [tensor(item) for item in operands]
    if not arrow:
        # What is named once is kept, in the order of the alphabet.
        result = "".join(sorted(name for name in set(given) - {","} if given.count(name) == 1))
    if "." in given or len(names) != len(nodes):
        raise TypeError("an einsum is read in the form 'nd,nd->n', one group for each tensor")
    order = list(dict.fromkeys("".join(names)))
    for group, node in zip(names, nodes, strict=True):
        if len(set(group)) != len(group) or len(group) != len(node.shape):
            raise TypeError(f"{group!r} does not name the axes of a tensor of shape {node.shape}")
    pairs = zip(names, nodes, strict=True)
    product = functools.reduce(
        operator.mul, (_lined_up(node, group, order) for group, node in pairs)
    )
    gone = tuple(place for place, name in enumerate(order) if name not in result)
    total = ops.sum_(product, gone) if gone else product
    left = [name for name in order if name in result]
    if sorted(left) != sorted(result):
        raise TypeError(f"the result {result!r} names an axis that no tensor has")
    return permuted(total, tuple(left.index(name) for name in result)) if left else total


@known("tf.tensordot np.tensordot torch.tensordot ops.tensordot")
def tensordot(x: Any, y: Any, axes: Any = 2, dims: Any = None) -> Any:
    """Multiply over axes of both: over the last n and the first n, or over pairs that are named."""
    first, second = tensor(x), tensor(y)
    ranks = len(first.shape), len(second.shape)
    wanted = axes if dims is None else dims
    if isinstance(wanted, tuple | list):
        pairs = [item if isinstance(item, tuple | list) else (item,) for item in wanted]
        if len(pairs) != 2 or len(pairs[0]) != len(pairs[1]):
            raise TypeError("axes of a tensordot name as many of the one as of the other tensor")
        own, other = ([whole(i) % rank for i in p] for p, rank in zip(pairs, ranks, strict=True))
    else:
        own = list(range(ranks[0] - whole(wanted), ranks[0]))
        other = list(range(whole(wanted)))
    left, right = list("abcdefgh"[: ranks[0]]), list("ijklmnop"[: ranks[1]])
    for place, partner in zip(own, other, strict=True):
        right[partner] = left[place]
    kept_left = [name for place, name in enumerate(left) if place not in own]
    kept_right = [name for place, name in enumerate(right) if place not in other]
    names = f"{''.join(left)},{''.join(right)}->{''.join(kept_left + kept_right)}"
    return einsum(names, first, second)


def _lined_up(node: Node, group: str, order: list[str]) -> Node:
    places = [group.index(name) for name in order if name in group]
    node = permuted(node, tuple(places)) if len(places) > 1 else node
    return kept(node, tuple(place for place, name in enumerate(order) if name not in group))
