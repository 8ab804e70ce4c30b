"""Rules of logarithms and exponentials, exact in real arithmetic.

    exp(a + b) = exp(a) exp(b)          log(exp(x)) = x          log(x^k) = k log(x)
    sigmoid(x) = exp(x) / (1 + exp(x))  softplus(x) = log(1 + exp(x))
    log(1 + exp(abs(x))) = log(1 + exp(x)) + (abs(x) - x) / 2

An exponential is kept as powers of exp of single products with the coefficient 1, so that exp(x)
and exp(-2 x) are powers of one atom. A product is taken apart inside a logarithm if at most one of
its factors may be negative.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, Any

from lossgui.core.algebra.forms import (
    Atom,
    Form,
    Product,
    closed,
    collect,
    free_axes,
    single,
)
from lossgui.core.algebra.rules_cases import absolute_of
from lossgui.core.algebra.rules_powers import power_of
from lossgui.core.algebra.signs import is_positive
from lossgui.core.algebra.sizes import ONE, SizeExpression

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lossgui.core.algebra.opened import Opened
    from lossgui.core.expr import Node

LARGEST_FACTORED = 10_000

_HALF = Fraction(1, 2)
UNIT = Form.number(ONE)


def exp_of(opened: Opened, form: Form) -> Form:
    """Give exp of a form as a product of powers."""
    result = UNIT
    for product, value in form.terms:
        result = opened.times(result, _exp_of_term(opened, product, value))
    return result


def _exp_of_term(opened: Opened, product: Product, value: SizeExpression) -> Form:
    if not value.is_monomial:
        inside = Form(((product, value),))
        return single(Atom("call", "exp", (inside,), product.free))
    ((sizes, count),) = value.terms
    atom = product.factors[0][0] if len(product.factors) == 1 else None
    if atom is not None and _is_log(product) and not sizes:
        return power_of(opened, atom.arguments[0], count)
    inside = Form(((product, SizeExpression(((sizes, Fraction(1)),))),))
    return single(Atom("call", "exp", (inside,), product.free), count)


def _is_log(product: Product) -> bool:
    ((atom, exponent),) = product.factors
    return atom.kind == "call" and atom.name == "log" and exponent == 1 and not product.summed


def log_of(opened: Opened, form: Form) -> Form:
    """Give log of a form as a sum of logarithms as far as it can be taken apart."""
    whole = single(Atom("call", "log", (form,), free_axes(form)))
    if not form.terms:
        return whole
    value, product = opened.as_product(form)
    if not value.is_monomial:
        return whole
    product = closed(product)
    sure = [(atom, e) for atom, e in product.factors if is_positive(atom)]
    rest = [(atom, e) for atom, e in product.factors if not is_positive(atom)]
    sign = ONE if value.sign > 0 else -ONE
    left = _log_of_rest(opened, rest, sign)
    if left is None:
        return whole
    parts = [log_of_number(value * sign), left]
    parts += [log_of_atom(opened, atom).scaled(SizeExpression.of(e)) for atom, e in sure]
    return collect(term for part in parts for term in part.terms)


def _log_of_rest(
    opened: Opened, rest: list[tuple[Atom, Fraction]], sign: SizeExpression
) -> Form | None:
    """Give the logarithm of the factors that may be negative; None if there is none for sure."""
    if not rest:
        return Form(()) if sign == ONE else None
    single_one = len(rest) == 1 and rest[0][1].numerator % 2 == 1
    if sign == ONE and (single_one or opened.may_assume([atom for atom, _ in rest])):
        parts = [log_of_atom(opened, atom).scaled(SizeExpression.of(e)) for atom, e in rest]
        return collect(term for part in parts for term in part.terms)
    inside = Form(((Product(tuple(rest)), sign),))
    return single(Atom("call", "log", (inside,), free_axes(inside)))


def log_of_atom(opened: Opened, atom: Atom) -> Form:
    """Give the logarithm of one atom."""
    if atom.kind == "call" and atom.name == "exp":
        return atom.arguments[0]
    if atom.kind == "group":
        found = _log_of_even_sum(opened, atom.arguments[0])
        if found is not None:
            return found
    return single(Atom("call", "log", (single(atom),), atom.axes))


def _log_of_even_sum(opened: Opened, form: Form) -> Form | None:
    """Write log(exp(a) + exp(b)) with a - b = c abs(y) without the absolute value.

    It is (a + b - c y) / 2 + log(1 + exp(c y)), because cosh is even.
    """
    if len(form.terms) != 2 or any(value != ONE for _, value in form.terms):
        return None
    first, second = (_exponent(product) for product, _ in form.terms)
    if first is None or second is None:
        return None
    difference = collect((*first.terms, *second.scaled(-ONE).terms))
    for inside in _cases_in(difference):
        size = absolute_of(opened, inside)
        for scale in _ratios(size, difference):
            half = SizeExpression.of(_HALF)
            bent = inside.scaled(scale)
            middle = collect((*first.terms, *second.terms, *bent.scaled(-ONE).terms)).scaled(half)
            smooth = log_of(opened, collect((*UNIT.terms, *exp_of(opened, bent).terms)))
            return collect((*middle.terms, *smooth.terms))
    return None


def _exponent(product: Product) -> Form | None:
    """Give F where the product is exp(F)."""
    if product.summed or any(a.kind != "call" or a.name != "exp" for a, _ in product.factors):
        return None
    parts = (atom.arguments[0].scaled(SizeExpression.of(e)) for atom, e in product.factors)
    return collect(term for part in parts for term in part.terms)


def _cases_in(form: Form) -> list[Form]:
    return [
        atom.arguments[0]
        for product, _ in form.terms
        for atom, _ in product.factors
        if atom.kind == "case"
    ]


def _ratios(a: Form, b: Form) -> list[SizeExpression]:
    """Give the number r with b = r a, if there is one."""
    if not a.terms or not b.terms or not a.terms[0][1].is_monomial:
        return []
    scale = b.terms[0][1] * a.terms[0][1].inverse()
    return [scale] if a.scaled(scale) == b else []


def log_of_number(value: SizeExpression) -> Form:
    """Give the logarithm of a positive monomial over the logarithms of primes and sizes."""
    ((sizes, count),) = value.terms
    powers = [(SizeExpression.symbol(name), exponent) for name, exponent in sizes]
    powers += [(SizeExpression.of(n), e) for n, e in _prime_powers(count.numerator, 1)]
    powers += [(SizeExpression.of(n), e) for n, e in _prime_powers(count.denominator, -1)]
    return collect(
        (Product(((Atom("call", "log", (Form.number(n),), frozenset()), Fraction(1)),)), _of(e))
        for n, e in powers
    )


def _of(exponent: Fraction | int) -> SizeExpression:
    return SizeExpression.of(exponent)


def _prime_powers(n: int, sign: int) -> list[tuple[int, Fraction]]:
    """Factor a small number; a large one is kept whole, which is right as well."""
    found: dict[int, int] = {}
    divisor = 2
    while n > 1 and n <= LARGEST_FACTORED and divisor <= isqrt(n):
        while n % divisor == 0:
            found[divisor] = found.get(divisor, 0) + 1
            n //= divisor
        divisor += 1
    if n > 1:
        found[n] = found.get(n, 0) + 1
    return [(prime, Fraction(sign * count)) for prime, count in found.items()]


# --------------------------------------------------------------------------------- rules by node


def _exp(opened: Opened, node: Node) -> Form:
    return exp_of(opened, opened.form(node.inputs[0]))


def _log(opened: Opened, node: Node) -> Form:
    return log_of(opened, opened.form(node.inputs[0]))


def _log1p(opened: Opened, node: Node) -> Form:
    return log_of(opened, _one_more(opened.form(node.inputs[0])))


def _softplus(opened: Opened, node: Node) -> Form:
    return log_of(opened, _one_more(_exp(opened, node)))


def _sigmoid(opened: Opened, node: Node) -> Form:
    raised = _exp(opened, node)
    return opened.times(raised, opened.inverse(_one_more(raised)))


def _one_more(form: Form) -> Form:
    return collect((*UNIT.terms, *form.terms))


def _logsumexp(opened: Opened, node: Node) -> Form:
    return log_of(opened, opened.summed(_exp(opened, node), opened.gone(node)))


LOGS: Mapping[str, Callable[[Any, Node], Form]] = {
    "exp": _exp,
    "log": _log,
    "log1p": _log1p,
    "softplus": _softplus,
    "sigmoid": _sigmoid,
    "logsumexp": _logsumexp,
}
