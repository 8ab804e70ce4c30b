"""Two losses as sums of the same terms: each term with its factor, and how it is called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from lossgui.core.algebra import (
    AxisNames,
    Canonical,
    Form,
    Share,
    SizeExpression,
    has_cases,
    proportion,
    shares,
)
from lossgui.core.comparison import Comparison, Term
from lossgui.core.expr import Node, walk
from lossgui.core.formula import spell

if TYPE_CHECKING:
    from lossgui.core.pipeline import Pipeline
    from lossgui.core.spans import Span

# More parts than this explain nothing any more.
MOST_TERMS = 6

# A term with a longer formula is written in its canonical form.
LONGEST_FORMULA = 160

# The place of terms that no step computes: behind all others.
LAST = 1_000_000


@dataclass(frozen=True)
class Found:
    """A share with the node that computes it; `place` orders terms as the loss is written."""

    share: Share
    node: Node | None
    place: int


def find_shared_terms(
    a: Pipeline, b: Pipeline, names: AxisNames, canonical: Canonical, *, all_shared: bool
) -> Comparison | None:
    """Say which factor each term has, if the losses are sums of the same terms.

    One of the two may have terms that the other lacks, unless `all_shared` is wanted. None if both
    lack something, if nothing is shared, or if there are too many parts to tell anything.
    """
    if names.of(a.output) != names.of(b.output):
        return None
    form_a, form_b = canonical.form(a.output), canonical.form(b.output)
    parts = shares(form_a, form_b)
    if parts is None or not 2 <= len(parts) <= MOST_TERMS or not _tells(parts, all_shared):
        return None
    steps = (f"A = {form_a}", f"B = {form_b}")
    here = _equal_here(parts, names)
    if here is not None:
        return replace(here, steps=steps)
    found = sorted(
        (_found(part, a, b, names, canonical) for part in parts), key=lambda item: item.place
    )
    beta = _beta([item.share for item in found])
    return Comparison(
        "same_terms",
        sizes=names.sizes,
        steps=steps,
        terms=tuple(_term(item, a, b, names) for item in found),
        beta=None if beta is None else str(beta),
        beta_value=None if beta is None else beta.value(names.sizes),
        _pair=(a, b),
    )


def _equal_here(parts: tuple[Share, ...], names: AxisNames) -> Comparison | None:
    """Say that B is a multiple of A where the factors are equal for the sizes at hand only."""
    factors = [part.factor for part in parts]
    first, *others = factors
    conditions = []
    for other in others:
        if first is None or other is None or first.value(names.sizes) != other.value(names.sizes):
            return None
        conditions.append(equation(other, first))
    if first is None or None in conditions:
        return None
    same = first.value(names.sizes) == 1
    return Comparison(
        "identical" if same else "proportional",
        ratio="1" if same else str(first),
        ratio_value=first.value(names.sizes),
        sizes=names.sizes,
        condition=" and ".join(text for text in conditions if text),
    )


def equation(first: SizeExpression, second: SizeExpression) -> str | None:
    """Write first = second without fractions, as ``d = d'``; None if that can't be written."""
    quotient = second.over(first)
    if quotient is None or not quotient.is_monomial:
        return None
    ((monomial, number),) = quotient.terms
    above = SizeExpression(((tuple(p for p in monomial if p[1] > 0), Fraction(number.numerator)),))
    below = tuple((name, -exponent) for name, exponent in monomial if exponent < 0)
    return f"{above} = {SizeExpression(((below, Fraction(number.denominator)),))}"


def _tells(parts: tuple[Share, ...], all_shared: bool) -> bool:
    varying = [part for part in parts if not part.is_constant]
    if not any(part.is_shared for part in varying) or any(_has_cases(part) for part in varying):
        return False
    lacking = {part.factor is None for part in varying if not part.is_shared}
    return not lacking if all_shared else len(lacking) < 2


def _has_cases(part: Share) -> bool:
    """Tell whether a part is half of an absolute value or the like, which no one wrote."""
    return has_cases(part.first) or has_cases(part.second)


def _beta(parts: list[Share]) -> SizeExpression | None:
    """Give by how much more B weighs the second of two terms that both have."""
    varying = [part for part in parts if not part.is_constant]
    if len(varying) != 2 or not all(part.is_shared for part in varying):
        return None
    first, second = (part.factor for part in varying)
    return None if first is None or second is None else second.over(first)


def _term(found: Found, a: Pipeline, b: Pipeline, names: AxisNames) -> Term:
    part = found.share
    form, pipeline = (part.first, a) if part.first.terms else (part.second, b)
    return Term(
        formula=_written(found, pipeline) or str(form),
        factor="inf" if part.factor is None else str(part.factor),
        factor_value=float("inf") if part.factor is None else part.factor.value(names.sizes),
        is_constant=part.is_constant,
    )


def _written(found: Found, pipeline: Pipeline) -> str:
    """Write a term as its source does, else as a formula; empty if that is too long."""
    if found.node is None:
        return ""
    source = pipeline.spec.entry.source
    said = source_of(source, found.node.origin) if source and found.node.origin else ""
    said = said or spell(found.node)
    return said if len(said) <= LONGEST_FORMULA else ""


def source_of(source: str, span: Span) -> str:
    """Cut a piece out of source code, on one line."""
    lines = source.splitlines()[span.line - 1 : span.end_line]
    if not lines:
        return ""
    lines[-1] = lines[-1][: span.end_column]
    lines[0] = lines[0][span.column :]
    return " ".join(" ".join(lines).split())


def _found(part: Share, a: Pipeline, b: Pipeline, names: AxisNames, canonical: Canonical) -> Found:
    """Find the last step that computes a part, up to what is done to all of the loss behind it."""
    form, pipeline = (part.first, a) if part.first.terms else (part.second, b)
    wanted = _varying(form)
    here = {name for name in names.of(pipeline.output) if name}
    chosen: tuple[Node | None, int] = None, LAST
    if part.is_constant:
        return Found(part, None, LAST + 1)
    for place, node in enumerate(walk(pipeline.output)):
        axes = [name for name in names.of(node) if name]
        if node.operation == "constant" or not here <= set(axes):
            continue
        reduced = canonical.summed(canonical.form(node), [n for n in axes if n not in here])
        if proportion(_varying(reduced), wanted) is not None:
            chosen = node, place
    return Found(part, *chosen)


def _varying(form: Form) -> Form:
    return Form(tuple(term for term in form.terms if term[0].factors))
