"""Rules of comparisons, ``where``, maxima, minima, absolute values: all as sums of cases.

A case [y > 0] is 1 where y is above 0, else 0. Its own square is itself.

    max(a, b) = b + (a - b) [a - b > 0]          abs(x) = 2 x [x > 0] - x
    where(y > 0, a, b) = b + (a - b) [y > 0]     x < 0 is not (x > 0) where x is 0 on the border

y has the leading coefficient 1, so that x and -x give cases of one y; the side that the border
belongs to does not matter where both branches meet there.
"""

from __future__ import annotations

from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING, Any

from lossgui.core.algebra.borders import vanishes
from lossgui.core.algebra.forms import Atom, Form, closed, free_axes, minus, plus, single
from lossgui.core.algebra.signs import is_form_not_negative, is_not_negative, is_positive_form
from lossgui.core.algebra.sizes import ONE, SizeExpression

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lossgui.core.algebra.opened import Opened
    from lossgui.core.expr import Node

UNIT = Form.number(ONE)
TWO = SizeExpression.of(2)

_BORDERS = ("less", "less_equal", "greater", "greater_equal")


def above(form: Form) -> Form:
    """Give [form > 0]."""
    if is_form_not_negative(form.scaled(-ONE)):  # also the form of 0
        return Form(())
    if is_positive_form(form):
        return UNIT
    scale, inside = _unit(form)
    sign = ">" if scale.sign > 0 else "<"
    return single(Atom("case", sign, (inside,), free_axes(inside)))


def _unit(form: Form) -> tuple[SizeExpression, Form]:
    """Give a form as scale times a form with the leading coefficient 1."""
    scale = form.terms[0][1]
    if not scale.is_monomial:
        scale = ONE if scale.sign > 0 else -ONE
    return scale, form.scaled(scale.inverse())


def rectified(opened: Opened, form: Form) -> Form:
    """Give max(form, 0)."""
    if not form.terms:
        return form
    scale, inside = _unit(form)
    part = opened.times(form, above(inside))
    return part if scale.sign > 0 else minus(form, part)


def absolute_of(opened: Opened, form: Form) -> Form:
    """Give abs(form), factor by factor."""
    if not form.terms:
        return form
    value, product = opened.as_product(form)
    if not value.is_monomial:
        return minus(rectified(opened, form).scaled(TWO), form)
    result = Form.number(value if value.sign > 0 else -value)
    for atom, exponent in closed(product).factors:
        result = opened.times(result, _absolute_power(opened, atom, exponent))
    return result


def _absolute_power(opened: Opened, atom: Atom, exponent: Fraction) -> Form:
    inside = atom.arguments[0] if atom.kind == "group" else single(atom)
    factor = inside if exponent == 1 else single(atom, exponent)
    if is_not_negative(atom, exponent):
        return factor
    sign = minus(above(inside).scaled(TWO), UNIT)
    return opened.times(factor, sign)


# --------------------------------------------------------------------------------- rules by node


def _difference(opened: Opened, node: Node) -> Form:
    a, b = (opened.form(child) for child in node.inputs[:2])
    return minus(a, b)


def _negated(opened: Opened, node: Node) -> Form:
    return _difference(opened, node).scaled(-ONE)


def _less(opened: Opened, node: Node) -> Form:
    return above(_negated(opened, node))


def _greater(opened: Opened, node: Node) -> Form:
    return above(_difference(opened, node))


def _less_equal(opened: Opened, node: Node) -> Form:
    return minus(UNIT, _greater(opened, node))


def _greater_equal(opened: Opened, node: Node) -> Form:
    return minus(UNIT, _less(opened, node))


def _not_equal(opened: Opened, node: Node) -> Form:
    return plus(_less(opened, node), _greater(opened, node))


def _equal(opened: Opened, node: Node) -> Form:
    return minus(UNIT, _not_equal(opened, node))


def _is_condition(node: Node) -> bool:
    """Tell whether a node is 0 or 1: a comparison, or several of them."""
    if node.operation in COMPARISONS:
        return True
    return node.operation in LOGIC and all(_is_condition(child) for child in node.inputs)


def _and(opened: Opened, node: Node) -> Form:
    if not _is_condition(node):
        return opened.kept("logical_and", node)
    return opened.times(*(opened.form(child) for child in node.inputs))


def _or(opened: Opened, node: Node) -> Form:
    if not _is_condition(node):
        return opened.kept("logical_or", node)
    a, b = (opened.form(child) for child in node.inputs)
    return minus(plus(a, b), opened.times(a, b))


def _not(opened: Opened, node: Node) -> Form:
    if not _is_condition(node):
        return opened.kept("logical_not", node)
    return minus(UNIT, opened.form(node.inputs[0]))


def _where(opened: Opened, node: Node) -> Form:
    condition, a, b = node.inputs
    if not _is_condition(condition):
        return opened.kept("where", node)
    first, second = opened.form(a), opened.form(b)
    step = minus(first, second)
    border = _difference(opened, condition) if condition.operation in _BORDERS else Form(())
    if border.terms and vanishes(opened, step, border):
        return _continuous(opened, condition, first, second)
    return plus(second, opened.times(step, opened.form(condition)))


def _continuous(opened: Opened, condition: Node, first: Form, second: Form) -> Form:
    """Choose between branches that meet on the border, which may belong to either."""
    border = _difference(opened, condition)
    if condition.operation.startswith("less"):
        border = border.scaled(-ONE)
    scale, inside = _unit(border)
    if scale.sign < 0:
        first, second = second, first
    return plus(second, opened.times(minus(first, second), above(inside)))


def _maximum(opened: Opened, node: Node) -> Form:
    return _limited(opened, node, "minimum") or plus(
        opened.form(node.inputs[1]), rectified(opened, _difference(opened, node))
    )


def _minimum(opened: Opened, node: Node) -> Form:
    return _limited(opened, node, "maximum") or minus(
        opened.form(node.inputs[0]), rectified(opened, _difference(opened, node))
    )


def _limited(opened: Opened, node: Node, inner: str) -> Form | None:
    """Read max(min(x, high), low) and min(max(x, low), high) with low <= high as clip."""
    found, outer = _constant_last(node)
    if outer is None or found.operation != inner:
        return None
    x, second = _constant_last(found)
    if second is None:
        return None
    low, high = (outer, second) if inner == "minimum" else (second, outer)
    return _clipped(opened, x, low, high) if isfinite(high - low) and low <= high else None


def _constant_last(node: Node) -> tuple[Node, float | None]:
    a, b = node.inputs
    for other, number in ((a, b), (b, a)):
        if number.operation == "constant":
            return other, number.attributes["value"]
    return a, None


def _clipped(opened: Opened, x: Node, low: float, high: float) -> Form:
    bounds = (Form.number(SizeExpression.of(Fraction(repr(float(n))))) for n in (low, high))
    inside = opened.form(x)
    return single(Atom("call", "clip", (inside, *bounds), free_axes(inside)))


def _clip(opened: Opened, node: Node) -> Form:
    x, *bounds = node.inputs
    low, high = (b.attributes["value"] if b.operation == "constant" else None for b in bounds)
    if low is None or high is None or not low <= high:
        return opened.kept("clip", node)
    if low == -INFINITY or high == INFINITY:
        return _one_sided(opened, opened.form(x), low, high)
    return _clipped(opened, x, low, high)


def _one_sided(opened: Opened, form: Form, low: float, high: float) -> Form:
    for bound, sign in ((low, ONE), (high, -ONE)):
        if abs(bound) != INFINITY:
            number = Form.number(SizeExpression.of(Fraction(repr(float(bound)))))
            return plus(number, rectified(opened, minus(form, number).scaled(sign)).scaled(sign))
    return form


def _absolute(opened: Opened, node: Node) -> Form:
    return absolute_of(opened, opened.form(node.inputs[0]))


def _sign(opened: Opened, node: Node) -> Form:
    form = opened.form(node.inputs[0])
    return minus(above(form), above(form.scaled(-ONE)))


INFINITY = float("inf")

COMPARISONS: Mapping[str, Callable[[Any, Node], Form]] = {
    "less": _less,
    "less_equal": _less_equal,
    "greater": _greater,
    "greater_equal": _greater_equal,
    "equal": _equal,
    "not_equal": _not_equal,
}
LOGIC: Mapping[str, Callable[[Any, Node], Form]] = {
    "logical_and": _and,
    "logical_or": _or,
    "logical_not": _not,
}
CASES: Mapping[str, Callable[[Any, Node], Form]] = {
    **COMPARISONS,
    **LOGIC,
    "where": _where,
    "maximum": _maximum,
    "minimum": _minimum,
    "absolute": _absolute,
    "sign": _sign,
    "clip": _clip,
}
