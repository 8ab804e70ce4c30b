"""Rules of powers and roots, exact in real arithmetic.

    sqrt(x^2) = abs(x)        sqrt(c^2 x) = c sqrt(x)        1 / x = x^-1        x^3 = x x x

The root of a product is taken apart if at most one of its factors may be negative.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lossgui.core.algebra.forms import Atom, Form, Product, closed, free_axes, single
from lossgui.core.algebra.rules_cases import absolute_of
from lossgui.core.algebra.signs import is_not_negative, is_positive
from lossgui.core.algebra.sizes import ONE, SizeExpression

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lossgui.core.algebra.opened import Opened
    from lossgui.core.expr import Node

# Higher whole powers stay as they are: multiplied out they would fill pages.
HIGHEST_POWER = 6

_HALF = Fraction(1, 2)
UNIT = Form.number(ONE)


def power_of(opened: Opened, form: Form, exponent: Fraction) -> Form:
    """Raise a form to a constant power."""
    if exponent == 0:
        return UNIT
    if exponent.denominator == 1 and 0 < exponent <= HIGHEST_POWER:
        result = form
        for _ in range(int(exponent) - 1):
            result = opened.times(result, form)
        return result
    whole = _kept(form, exponent)
    if not form.terms:
        return form if exponent > 0 else whole
    value, product = opened.as_product(form)
    scale = power_of_number(value, exponent)
    if scale is None:
        return whole
    raised = _power_of_product(opened, closed(product), exponent)
    return whole if raised is None else raised.scaled(scale)


def _kept(form: Form, exponent: Fraction) -> Form:
    """Keep a power as it is; a root is one of a bracket, so that its square is the bracket."""
    if exponent.denominator != 1 and form.terms:
        return single(Atom("group", "", (form,), free_axes(form)), exponent)
    inside = (form, Form.number(SizeExpression.of(exponent)))
    return single(Atom("call", "power", inside, free_axes(form)))


def power_of_number(value: SizeExpression, exponent: Fraction) -> SizeExpression | None:
    """Raise a monomial to a power if that is exact: whole powers, and roots of squares."""
    if not value.is_monomial:
        return None
    if exponent.denominator == 2:
        root = value.root()
        return None if root is None else power_of_number(root, 2 * exponent)
    if exponent.denominator != 1:
        return ONE if value == ONE else None
    ((sizes, count),) = value.terms
    raised = tuple((name, e * exponent) for name, e in sizes)
    return SizeExpression(((raised, count ** int(exponent)),))


def _power_of_product(opened: Opened, product: Product, exponent: Fraction) -> Form | None:
    if exponent.denominator % 2:  # an odd root, or a whole power: signs go along
        factors = tuple((atom, e * exponent) for atom, e in product.factors)
        whole = exponent.denominator == 1 or len(factors) <= 1
        return Form(((Product(factors), ONE),)) if whole else None
    unsure = [atom for atom, e in product.factors if not is_not_negative(atom, e)]
    if len(product.factors) > 1 and unsure and not opened.may_assume(unsure):
        return None
    result = UNIT
    for atom, e in product.factors:
        result = opened.times(result, _root_of_power(opened, atom, e, exponent))
    return result


def _root_of_power(opened: Opened, atom: Atom, e: Fraction, exponent: Fraction) -> Form:
    """Give (x^e)^exponent: sqrt(x^2) is abs(x), not x."""
    power = e * exponent
    if e.numerator % 2 or power.numerator % 2 == 0 or is_positive(atom):
        return single(atom, power)
    if power.denominator == 1:
        inside = atom.arguments[0] if atom.kind == "group" else single(atom)
        rest = single(atom, power - 1) if power != 1 else UNIT
        return opened.times(absolute_of(opened, inside), rest)
    square = single(atom, e)
    kept = (square, Form.number(SizeExpression.of(exponent)))
    return single(Atom("call", "power", kept, atom.axes))


# --------------------------------------------------------------------------------- rules by node


def _divide(opened: Opened, node: Node) -> Form:
    a, b = (opened.form(child) for child in node.inputs)
    return opened.times(a, opened.inverse(b)) if b.terms else opened.kept("divide", node)


def _sqrt(opened: Opened, node: Node) -> Form:
    return power_of(opened, opened.form(node.inputs[0]), _HALF)


def _power(opened: Opened, node: Node) -> Form:
    exponent = opened.form(node.inputs[1])
    if not exponent.is_number or len(exponent.terms) > 1:
        return opened.kept("power", node)
    value = exponent.coefficient
    if value.terms and value.terms[0][0]:  # a size in the exponent
        return opened.kept("power", node)
    count = value.terms[0][1] if value.terms else Fraction(0)
    return power_of(opened, opened.form(node.inputs[0]), count)


POWERS: Mapping[str, Callable[[Any, Node], Form]] = {
    "divide": _divide,
    "sqrt": _sqrt,
    "power": _power,
}
