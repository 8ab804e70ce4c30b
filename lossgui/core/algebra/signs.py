"""What is positive for every input, read off the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from lossgui.core.algebra.forms import Atom, Form, Product
    from lossgui.core.algebra.sizes import SizeExpression


def is_positive(atom: Atom) -> bool:
    """Tell whether an atom is above 0 for every input: exponentials and sums with them."""
    if atom.kind == "positive" or (atom.kind == "call" and atom.name == "exp"):
        return True
    if atom.kind == "call" and atom.name == "clip":
        return all(is_positive_form(bound) for bound in atom.arguments[1:])
    return atom.kind in ("group", "sum") and is_positive_form(atom.arguments[0])


def is_not_negative(atom: Atom, exponent: Fraction) -> bool:
    """Tell whether a power is 0 or above for every input at which it is defined."""
    if exponent.numerator % 2 == 0 or exponent.denominator % 2 == 0 or atom.kind == "case":
        return True
    if atom.kind in ("group", "sum"):
        return is_form_not_negative(atom.arguments[0])
    return is_positive(atom)


def is_positive_form(form: Form) -> bool:
    """Tell whether a form is above 0 for every input."""
    return is_form_not_negative(form) and any(
        all(is_positive(atom) for atom, _ in product.factors) for product, _ in form.terms
    )


def is_form_not_negative(form: Form) -> bool:
    """Tell whether no term of a form is below 0 for any input."""
    return all(_is_term_not_negative(product, value) for product, value in form.terms)


def _is_term_not_negative(product: Product, value: SizeExpression) -> bool:
    return all(number > 0 for _, number in value.terms) and all(
        is_not_negative(atom, exponent) for atom, exponent in product.factors
    )
