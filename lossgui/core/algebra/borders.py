"""Whether the branches of a case meet on its border, so that the border may belong to either."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from itertools import product as combinations
from typing import TYPE_CHECKING

from lossgui.core.algebra.forms import Atom, Form, Product, collect, plus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lossgui.core.algebra.opened import Opened

# Whether two branches meet is looked at in each combination of the cases inside: 2, 4 or 8 of them.
MOST_CASES = 3
# How many terms of a border are looked at for one that it is linear in.
MOST_TERMS = 8


def vanishes(opened: Opened, form: Form, border: Form) -> bool:
    """Tell whether a form is 0 wherever the border is, as far as that can be seen.

    In each combination of cases both are polynomials; the border's leading tensor is replaced by
    what it is on the border.
    """
    cases = sorted({*_cases_in(form), *_cases_in(border)}, key=lambda atom: atom.text)
    summed = [p for p, _ in (*form.terms, *border.terms) if p.summed]
    if len(cases) > MOST_CASES or any(atom.kind == "case" for p in summed for atom, _ in p.factors):
        return False
    for chosen in combinations((0, 1), repeat=len(cases)):
        known = dict(zip(cases, chosen, strict=True))
        there = _decided(border, known)
        lead = next(_linear(there), None)
        if lead is None:
            return False
        left = _replaced(opened, _decided(form, known), *lead)
        if left is None or left.terms:
            return False
    return True


def _cases_in(form: Form) -> Iterator[Atom]:
    return (a for product, _ in form.terms for a, _ in product.factors if a.kind == "case")


def _decided(form: Form, known: Mapping[Atom, int]) -> Form:
    """Put 0 or 1 in for each case."""
    return collect(
        (Product(tuple(i for i in product.factors if i[0] not in known), product.summed), value)
        for product, value in form.terms
        if all(known.get(atom, 1) for atom, _ in product.factors)
    )


def _linear(form: Form) -> Iterator[tuple[Atom, Form]]:
    """Find an atom that a form is linear in, and what it is where the form is 0."""
    for product, value in islice(form.terms, MOST_TERMS):
        if len(product.factors) != 1 or product.factors[0][1] != 1 or not value.is_monomial:
            continue
        atom = product.factors[0][0]
        others = collect(term for term in form.terms if term[0] != product)
        if not any(_holds(inner, atom) for inner, _ in others.terms):
            yield atom, others.scaled(-value.inverse())


def _replaced(opened: Opened, form: Form, atom: Atom, by: Form) -> Form | None:
    """Put a form in for an atom; None where the atom is not in plain sight."""
    total = Form(())
    for product, value in form.terms:
        powers = dict(product.factors)
        exponent = powers.pop(atom, Fraction(0))
        part = Form(((Product(tuple(powers.items()), product.summed), value),))
        bound = bool(product.summed) and exponent
        if exponent.denominator != 1 or exponent < 0 or bound or _holds(part, atom):
            return None
        for _ in range(int(exponent)):
            part = opened.times(part, by)
        total = plus(total, part)
    return total


def _holds(inside: Form | Product, atom: Atom) -> bool:
    """Tell whether an atom stands somewhere in a form."""
    products = [inside] if isinstance(inside, Product) else [p for p, _ in inside.terms]
    return any(
        found == atom or any(_holds(argument, atom) for argument in found.arguments)
        for product in products
        for found, _ in product.factors
    )
