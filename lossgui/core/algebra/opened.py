"""Canonical form with everything opened: logarithms, exponentials, powers, and cases.

Brackets are multiplied out; maxima, absolute values and ``where`` become sums of cases; logarithms
are taken apart. It proves more than the plain form and reads worse, so it is the second try.

A logarithm stands for log(abs(x)), and a broken power for that of abs(x): both are defined wherever
the original is, and are equal to it there. What is proven holds where both losses are defined; a
comparison that would make a number of what is undefined is refused.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import log
from typing import TYPE_CHECKING, Any

from lossgui.core.algebra.axes import AxisNames, Unprovable
from lossgui.core.algebra.canonical import LONGEST_EXPANSION, Canonical
from lossgui.core.algebra.forms import Atom, Form, Product, closed, collect, single, times
from lossgui.core.algebra.rules_cases import CASES
from lossgui.core.algebra.rules_log_exp import LOGS, log_of_number
from lossgui.core.algebra.rules_powers import POWERS
from lossgui.core.algebra.settling import is_settled, settled
from lossgui.core.algebra.signs import is_positive
from lossgui.core.algebra.sizes import SizeExpression
from lossgui.core.algebra.totality import hides_nan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lossgui.core.expr import Node


RULES = {**CASES, **LOGS, **POWERS}


class Opened(Canonical):
    """The opened forms of the nodes of some graphs.

    Parameters
    ----------
    names
        The axes of the graphs.
    assume
        Take log(x * y) apart although x and y may be negative; `assumed` then lists what has to
        hold, as ``x > 0``. Without it `could_assume` tells whether there was such a place.
    positive
        Names of tensors that are taken to be above 0 everywhere, in comparisons as well.
    """

    def __init__(
        self, names: AxisNames, *, assume: bool = False, positive: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(names, expand=True)
        self.assume = assume
        self.could_assume = False
        self.assumed: dict[str, None] = dict.fromkeys(f"{name} > 0" for name in sorted(positive))
        self.assumed_tensors: set[str] = set()
        self._positive = positive

    def _derive(self, node: Node) -> Form:
        if hides_nan(self, node):
            raise Unprovable(f"{node.operation} of numbers that may be undefined")
        return super()._derive(node)

    def _rule(self, operation: str) -> Callable[[Any, Node], Form] | None:
        return RULES.get(operation) or super()._rule(operation)

    def may_assume(self, atoms: list[Atom]) -> bool:
        """Note that the atoms have to be positive, if that may be assumed at all."""
        if not self.assume:
            self.could_assume = True
            return False
        self.assumed |= dict.fromkeys(f"{atom.text} > 0" for atom in atoms)
        self.assumed_tensors |= {atom.name for atom in atoms if atom.kind == "tensor"}
        return True

    def leaf(self, node: Node) -> Form:
        """Give the form of a tensor, number or size; the logarithm of 2 has its name."""
        if node.operation == "constant" and node.attributes["value"] == log(2.0):
            return log_of_number(SizeExpression.of(2))
        form = super().leaf(node)
        if node.operation == "variable" and str(node.attributes["name"]) in self._positive:
            ((product, _),) = form.terms
            return single(replace(product.factors[0][0], kind="positive"))
        return form

    def times(self, a: Form, b: Form) -> Form:
        """Multiply; sums are closed or opened in one way, and fractions of exp(x) + 1 parted."""
        found = super().times(a, b)
        if any(is_whole_bracket(*item) for product, _ in found.terms for item in product.factors):
            found = self._without_brackets(found)
        return _settled(found)

    def summed(self, form: Form, axes: Sequence[str | None]) -> Form:
        """Sum a form over named axes."""
        return _settled(super().summed(form, axes))

    def as_product(self, form: Form) -> tuple[SizeExpression, Product]:
        """Give a form as scale times product; positive factors come out of a sum."""
        if len(form.terms) < 2:
            return super().as_product(form)
        outside, inside = self._common(form)
        scale, product = super().as_product(inside)
        return scale, times(outside, product)

    def inverse(self, form: Form) -> Form:
        """Give 1 / form.

        Raises
        ------
        Unprovable
            If that divides by a sum of sizes, or by 0.
        """
        value, product = self.as_product(form)
        if not value.is_monomial:
            raise Unprovable("a division by a sum of sizes")
        factors = tuple((atom, -exponent) for atom, exponent in closed(product).factors)
        return Form(((Product(factors), value.inverse()),))

    def _common(self, form: Form) -> tuple[Product, Form]:
        """Take positive factors that all terms have, and all positive divisors, out of a sum."""
        least: dict[Atom, Fraction] = {}
        for product, _ in form.terms:
            for atom, exponent in product.factors:
                if is_positive(atom) and not atom.axes & set(product.summed):
                    least[atom] = min(exponent, least.get(atom, exponent))
        for product, _ in form.terms:
            has = dict(product.factors)
            least = {atom: min(e, has.get(atom, Fraction(0))) for atom, e in least.items()}
        factors = tuple(sorted(((a, e) for a, e in least.items() if e), key=lambda i: i[0].text))
        if not factors:
            return Product(), form
        inverse = Product(tuple((atom, -exponent) for atom, exponent in factors))
        terms = ((times(product, inverse), value) for product, value in form.terms)
        return Product(factors), self._without_brackets(collect(terms))

    def _without_brackets(self, form: Form) -> Form:
        """Multiply out the brackets that have become whole powers."""
        result = Form(())
        for product, value in form.terms:
            part = Form(((product, value),))
            for atom, exponent in product.factors:
                if is_whole_bracket(atom, exponent):
                    rest = times(product, Product(((atom, -exponent),)))
                    part = Form(((rest, value),))
                    for _ in range(int(exponent)):
                        part = self.times(part, atom.arguments[0])
                    break
            result = collect((*result.terms, *part.terms))
        return result


def is_whole_bracket(atom: Atom, exponent: Fraction) -> bool:
    """Tell whether a factor is a bracket that can be multiplied out."""
    whole = exponent > 0 and exponent.denominator == 1
    return atom.kind == "group" and whole and len(atom.arguments[0].terms) <= LONGEST_EXPANSION


def _settled(form: Form) -> Form:
    if all(is_settled(product) for product, _ in form.terms):
        return form
    return collect(term for item in form.terms for term in settled(*item))
