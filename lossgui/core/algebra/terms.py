"""Two sums of the same terms: which factor each term has in one against the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lossgui.core.algebra.forms import Form, Product
from lossgui.core.algebra.sizes import SizeExpression

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOTHING = SizeExpression.of(0)


@dataclass(frozen=True)
class Share:
    """The part of two forms that has one factor.

    Parameters
    ----------
    first, second
        The part of A and the part of B; empty where one has no such part.
    factor
        Second / first; None where only the second has the part.
    """

    first: Form
    second: Form
    factor: SizeExpression | None

    @property
    def is_constant(self) -> bool:
        """True if no tensor is in it, so that no gradient knows of it."""
        return self.first.is_number and self.second.is_number

    @property
    def is_shared(self) -> bool:
        """True if both have the part."""
        return bool(self.first.terms and self.second.terms)


def shares(a: Form, b: Form) -> tuple[Share, ...] | None:
    """Part two forms into what has the same factor in both, in the order of the first.

    None if a factor can't be written in the sizes. A plain number is a part of its own unless its
    factor is another part's.
    """
    of_a, of_b = dict(a.terms), dict(b.terms)
    groups: dict[SizeExpression | None, list[Product]] = {}
    for product in sorted({**of_a, **of_b}, key=lambda p: not p.factors):
        factor = None
        if product in of_a:
            factor = of_b.get(product, _NOTHING).over(of_a[product])
            if factor is None:
                return None
        groups.setdefault(factor, []).append(product)
    return tuple(_share(of_a, of_b, factor, group) for factor, group in groups.items())


def _share(
    of_a: dict[Product, SizeExpression],
    of_b: dict[Product, SizeExpression],
    factor: SizeExpression | None,
    group: list[Product],
) -> Share:
    return Share(Form(tuple(_part(of_a, group))), Form(tuple(_part(of_b, group))), factor)


def _part(
    terms: dict[Product, SizeExpression], group: list[Product]
) -> Iterator[tuple[Product, SizeExpression]]:
    return ((product, terms[product]) for product in group if product in terms)
