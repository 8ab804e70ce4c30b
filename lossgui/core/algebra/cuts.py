"""What a cut keeps of an axis, and the form of a tensor that was cut.

A cut goes into sums, products and functions of each element, down to the tensors: the logarithm of
a cut is the cut of the logarithm. What mixes places (a largest element, another cut) is cut whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.algebra.forms import Atom, Form, Product, closed, collect, single, times
from lossgui.core.algebra.sizes import ONE
from lossgui.core.formula import cut_text
from lossgui.core.ops.moving import kept

if TYPE_CHECKING:
    from lossgui.core.expr import Node
    from lossgui.core.ops.moving import Part


def kept_length(node: Node, axis: int) -> int:
    """Give how many places a cut keeps of one axis."""
    return len(kept(node.attributes["parts"][axis], node.inputs[0].shape[axis]))


def is_always_one(part: Part) -> bool:
    """Tell whether a cut keeps a single place, however long the axis is."""
    start, stop, step = part
    forwards = step is None or step > 0
    if stop is None:
        return (start == -1 and forwards) or (start == 0 and not forwards)
    first = start if start is not None or not forwards else 0
    if first is None or (first < 0) != (stop < 0):
        return False
    return stop - first == (1 if forwards else -1)


def cut_label(part: Part) -> str:
    """Write a cut so that equal texts are equal cuts of any axis."""
    start, stop, step = part
    forwards = step is None or step > 0
    first = None if start == 0 and forwards else start
    return cut_text(((first, stop, None if step == 1 else step),))


def cut_form(form: Form, names: frozenset[str], label: str, kept_axes: frozenset[str]) -> Form:
    """Give the form of a cut along the axes `names`, which leaves the axes `kept_axes`."""
    terms = []
    for product, value in form.terms:
        if not product.free & names:
            terms.append((product, value))
            continue
        other = product.axes - names
        if set(product.summed) & names or other & kept_axes:
            whole = Form(((closed(product), ONE),))
            axes = (product.free - names) | kept_axes
            factors = Product(single(Atom("call", label, (whole,), axes)).terms[0][0].factors)
            terms.append((factors, value))
            continue
        found = Product()
        for atom, exponent in product.factors:
            inner = _cut_atom(atom, names, label, kept_axes) if atom.axes & names else atom
            found = times(found, Product(((inner, exponent),)))
        terms.append((Product(found.factors, product.summed), value))
    return collect(terms)


def _cut_atom(atom: Atom, names: frozenset[str], label: str, kept_axes: frozenset[str]) -> Atom:
    axes = (atom.axes - names) | kept_axes
    if atom.kind == "tensor" or "[" in atom.name:
        return Atom("call", label, (single(atom),), axes)
    inside = tuple(cut_form(argument, names, label, kept_axes) for argument in atom.arguments)
    return Atom(atom.kind, atom.name, inside, axes)
