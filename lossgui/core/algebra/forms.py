"""The canonical form: a sum of products of powers, each summed over named axes.

    1/(n*d) * sum[n, d] (y_pred - y_true)^2

Coefficients are exact (`SizeExpression`); what the rules do not open (log, where, ...) is an atom
that holds the canonical forms of its arguments, so equal atoms are equal for every input.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from lossgui.core.algebra.sizes import ONE, SizeExpression, reading_order

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Atom:
    """A tensor, an unopened function, or a bracket; `axes` are the named axes it varies along.

    `kind` is ``tensor``, ``positive`` (a tensor taken to be above 0), ``call``, ``group`` (a sum in
    brackets), ``sum`` (a closed summation), ``case`` (1 where a comparison with 0 holds, else 0)
    or ``infinity`` (a number that is none: inf, -inf or nan).
    """

    kind: str
    name: str
    arguments: tuple[Form, ...]
    axes: frozenset[str]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # Kept, because forms within forms would be gone through at every look into a table.
        return hash((self.kind, self.name, self.arguments))

    @cached_property
    def text(self) -> str:
        """The atom as it is printed; equal texts mean equal atoms within one pair of graphs."""
        if self.kind in ("tensor", "positive", "infinity"):
            return self.name
        inside = ", ".join(str(form) for form in self.arguments)
        if self.kind == "case":
            return f"[{inside} {self.name} 0]"
        return f"{self.name}({inside})" if self.kind == "call" else f"({inside})"


Factors = tuple[tuple[Atom, Fraction], ...]


@dataclass(frozen=True)
class Product:
    """Powers of atoms, sorted, summed over the axes `summed`."""

    factors: Factors = ()
    summed: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # The hash of a fraction is a modular inverse: its numerator does.
        return hash((self.summed, *((atom, exponent.numerator) for atom, exponent in self.factors)))

    @cached_property
    def axes(self) -> frozenset[str]:
        """Every axis that a factor varies along, summed ones included."""
        return frozenset().union(*(atom.axes for atom, _ in self.factors))

    @property
    def free(self) -> frozenset[str]:
        """The axes that are left after the summation."""
        return self.axes - frozenset(self.summed)

    @cached_property
    def text(self) -> str:
        """The product without its coefficient."""
        powers = " * ".join(
            atom.text if e == 1 else f"{atom.text}^{e if e.denominator == 1 else f'({e})'}"
            for atom, e in self.factors
        )
        summed = ", ".join(sorted(self.summed, key=reading_order))
        return f"sum[{summed}] {powers}" if summed else powers


@dataclass(frozen=True)
class Form:
    """A linear combination of products; equal forms are equal for every input."""

    terms: tuple[tuple[Product, SizeExpression], ...]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(tuple(product for product, _ in self.terms))

    @staticmethod
    def number(value: SizeExpression) -> Form:
        """Make a form without tensors."""
        return collect([(Product(), value)])

    @property
    def is_number(self) -> bool:
        """True if no tensor is left in it."""
        return all(not product.factors for product, _ in self.terms)

    @property
    def coefficient(self) -> SizeExpression:
        """The number of a form without tensors."""
        return self.terms[0][1] if self.terms else SizeExpression.of(0)

    def scaled(self, by: SizeExpression) -> Form:
        """Multiply every coefficient."""
        if by is ONE:
            return self
        if by.is_zero:
            return Form(())
        # No product becomes equal to another one, so there is nothing to collect.
        return Form(tuple((product, value * by) for product, value in self.terms))

    def __str__(self) -> str:
        if not self.terms:
            return "0"
        texts = [_term_text(product, value) for product, value in self.terms]
        return " + ".join(texts).replace("+ -", "- ")


def _term_text(product: Product, value: SizeExpression) -> str:
    if not product.factors:
        return str(value)
    if value == ONE:
        return product.text
    if value == -ONE:
        return f"-{product.text}"
    number = str(value) if value.is_monomial else f"({value})"
    return f"{number} * {product.text}"


def collect(terms: Iterable[tuple[Product, SizeExpression]]) -> Form:
    """Add up equal products and drop those that cancel; the order is fixed by the text."""
    total: dict[Product, SizeExpression] = {}
    for product, value in terms:
        total[product] = total[product] + value if product in total else value
    kept = [(product, value) for product, value in total.items() if not value.is_zero]
    # Tensors come before plain numbers, so that "1 - p" and "p - 1" are led by the same term.
    kept.sort(key=lambda item: (not item[0].factors, item[0].text))
    return Form(tuple(kept))


def plus(*forms: Form) -> Form:
    """Add forms."""
    return collect(term for form in forms for term in form.terms)


def minus(a: Form, b: Form) -> Form:
    """Subtract forms."""
    return collect((*a.terms, *b.scaled(-ONE).terms))


def single(atom: Atom, exponent: Fraction | int = 1) -> Form:
    """Make the form of one power of one atom."""
    return Form(((Product(((atom, Fraction(exponent)),)), ONE),))


def free_axes(*forms: Form) -> frozenset[str]:
    """Give the axes that any of the forms varies along."""
    return frozenset().union(*(product.free for form in forms for product, _ in form.terms))


def has_cases(form: Form) -> bool:
    """Tell whether a comparison with 0 stands anywhere in a form."""
    return any(
        atom.kind == "case" or any(has_cases(argument) for argument in atom.arguments)
        for product, _ in form.terms
        for atom, _ in product.factors
    )


def closed(product: Product) -> Product:
    """Put a summation into one atom, so that its summed axes can't be mistaken for others.

    What does not vary along the summed axes is taken out of the sum.
    """
    if not product.summed:
        return product
    outside = tuple(item for item in product.factors if not item[0].axes & set(product.summed))
    within = Product(tuple(i for i in product.factors if i not in outside), product.summed)
    atom = Atom("sum", "", (Form(((within, ONE),)),), within.free)
    return times(Product(outside), Product(((atom, Fraction(1)),)))


def times(a: Product, b: Product) -> Product:
    """Multiply two products; a summation that the other's axes would disturb is closed first."""
    if set(a.summed) & b.axes:
        a = closed(a)
    if set(b.summed) & a.axes:
        b = closed(b)
    powers: dict[Atom, Fraction] = {}
    for atom, exponent in (*a.factors, *b.factors):
        power = powers.get(atom, Fraction(0)) + exponent
        powers[atom] = min(power, Fraction(1)) if atom.kind == "case" else power
    factors: Factors = tuple(
        sorted(((x, e) for x, e in powers.items() if e), key=lambda item: item[0].text)
    )
    return Product(factors, tuple(sorted({*a.summed, *b.summed})))


def proportion(a: Form, b: Form) -> SizeExpression | None:
    """Give r with b = r * a for every input, or None if the coefficients show no such r.

    Every pair of coefficients is compared exactly; nothing is tried out with numbers.
    """
    if not b.terms:
        return SizeExpression.of(0) if a.terms else ONE
    if [product for product, _ in a.terms] != [product for product, _ in b.terms]:
        return None
    factor = b.terms[0][1].over(a.terms[0][1])
    pairs = zip(a.terms, b.terms, strict=True)
    if factor is None or any(value_a * factor != value_b for (_, value_a), (_, value_b) in pairs):
        return None
    return factor
