"""Products brought into the one way to write them, as far as the opened form knows it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from lossgui.core.algebra.forms import Atom, Product, closed, times
from lossgui.core.algebra.sizes import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lossgui.core.algebra.sizes import SizeExpression

Term = tuple[Product, "SizeExpression"]

# Fractions with higher powers stay as they are; each step of parting doubles the terms.
HIGHEST_PARTED = 4


def is_settled(product: Product) -> bool:
    """Tell whether a product has nothing that `settled` could change."""
    return not any(
        atom.kind == "sum" or atom.kind == "case" or (atom.kind == "group" and exponent < 0)
        for atom, exponent in product.factors
    )


def settled(product: Product, value: SizeExpression) -> Iterator[Term]:
    """Write a product in one way: a sum of products, or nothing if it is 0."""
    if _is_impossible(product):
        return
    for above, sign in _without_below(product):
        for part, other in _parted(_with_one_sum(above), HIGHEST_PARTED):
            yield part, value * sign * other


def _is_impossible(product: Product) -> bool:
    """Tell whether something would have to be above and below 0 at once."""
    cases = [atom for atom, _ in product.factors if atom.kind == "case"]
    above = {atom.arguments for atom in cases if atom.name == ">"}
    return any(atom.arguments in above for atom in cases if atom.name == "<")


def _without_below(product: Product) -> Iterator[Term]:
    """Write x [x < 0] as x - x [x > 0], which is 0 at 0 as well."""
    powers = dict(product.factors)
    for atom, exponent in product.factors:
        inside = atom.arguments[0].terms if atom.kind == "case" and atom.name == "<" else ()
        if len(inside) == 1 and len(inside[0][0].factors) == 1 and not inside[0][0].summed:
            ((tensor, power),) = inside[0][0].factors
            if power == 1 and powers.get(tensor, Fraction(0)) > 0:
                rest = times(product, Product(((atom, -exponent),)))
                above = Atom("case", ">", atom.arguments, atom.axes)
                yield rest, ONE
                yield times(rest, Product(((above, Fraction(1)),))), -ONE
                return
    yield product, ONE


def _with_one_sum(product: Product) -> Product:
    """Close all sums if there are several; open the only one."""
    sums = [(atom, exponent) for atom, exponent in product.factors if atom.kind == "sum"]
    if product.summed:
        return closed(product) if sums else product
    if len(sums) != 1 or sums[0][1] != 1:
        return product
    ((inside, _),) = sums[0][0].arguments[0].terms
    others = Product(tuple(item for item in product.factors if item != sums[0]))
    return product if set(inside.summed) & others.axes else times(others, inside)


def _parted(product: Product, steps: int) -> Iterator[Term]:
    """Write q / (q + 1) as 1 - 1 / (q + 1), for exponentials q: 1 - sigmoid(x) is sigmoid(-x)."""
    found = None if product.summed or not steps else _fraction(product)
    if found is None:
        yield product, ONE
        return
    group, numerator = found
    without = times(product, Product(tuple((atom, -e) for atom, e in numerator.factors)))
    higher = times(without, Product(((group, Fraction(1)),)))
    yield from _parted(higher, steps - 1)
    for part, sign in _parted(without, steps - 1):
        yield part, -sign


def _fraction(product: Product) -> tuple[Atom, Product] | None:
    """Find a divisor q + 1 of which q, a product of exponentials, is a factor."""
    has = dict(product.factors)
    for group, exponent in product.factors:
        if group.kind != "group" or exponent >= 0 or len(group.arguments[0].terms) != 2:
            continue
        (q, a), (one, b) = group.arguments[0].terms
        if one.factors or q.summed or a != ONE or b != ONE:
            continue
        if q.factors and all(_holds(has.get(atom), e) for atom, e in q.factors):
            return group, q
    return None


def _holds(exponent: Fraction | None, wanted: Fraction) -> bool:
    return exponent is not None and exponent / wanted >= 1
