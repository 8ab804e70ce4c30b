"""Why two losses differ, or that they do not: proven on the graphs, for every input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.algebra import (
    AxisNames,
    Canonical,
    Form,
    Opened,
    SizeExpression,
    Unprovable,
    has_cases,
    proportion,
)
from lossgui.core.comparison import Comparison, Term
from lossgui.core.counterexample import differ_on_example
from lossgui.core.formula import spell
from lossgui.core.parting import NO_EXAMPLE, compare_structure, find_parting
from lossgui.core.pipeline import WEIGHTS, build
from lossgui.core.shared_terms import find_shared_terms

# A longer canonical form is told, not shown: nobody would read it.
LONGEST_FORM = 400

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.expr import Shape
    from lossgui.core.pipeline import Pipeline
    from lossgui.core.spec import LossSpec


def compare_specs(a: LossSpec, b: LossSpec, shapes: Mapping[str, Shape]) -> Comparison:
    """Prove how two losses relate for every input of the given shapes (tensor name -> shape).

    An argument reads the tensor of its own name; if one of them has none, each reads the tensor at
    its place.
    """
    pipelines = []
    for spec in (a, b):
        names = sources(spec, shapes)
        pipelines.append(build(spec, {name: shapes[names[name]] for name in names}, names))
    return compare_pipelines(*pipelines)


def sources(spec: LossSpec, shapes: Mapping[str, Shape]) -> dict[str, str]:
    """Say which tensor each argument of a loss reads, by the arguments' names or places."""
    arguments, entry = spec.entry.arguments, spec.entry
    found = {name: name for name in (*entry.optional, *WEIGHTS) if name in shapes}
    if all(name in shapes for name in arguments):
        return dict(zip(arguments, arguments, strict=True)) | found
    tensors = [name for name in shapes if name not in found]
    return dict(zip(arguments, tensors, strict=False)) | found


def compare_pipelines(a: Pipeline, b: Pipeline) -> Comparison:
    """Prove B = ratio * A on the canonical forms, or find the first step where they part.

    ``different`` is said only with an example on which the two are no multiple of each other: that
    the rules find no ratio does not prove that there is none.
    """
    try:
        names = AxisNames([a.output, b.output])
        if 0 in names.sizes.values():
            return Comparison("unknown", steps=("A tensor without elements shows nothing.",))
        return _prove(a, b, names)
    except Unprovable as problem:
        return compare_structure(a, b, f"The rules do not apply: {problem}.")


def _prove(a: Pipeline, b: Pipeline, names: AxisNames) -> Comparison:
    plain, opened = Canonical(names), Opened(names)
    found = _proportional(a, b, names, plain) or _terms_that_differ(a, b, names, plain)
    if found is not None:
        return found
    found = (
        _proportional(a, b, names, Canonical(names, expand=True))
        or _if_open(a, b, names, opened)
        or _sums_of_terms(a, b, names, plain, opened)
    )
    if found is not None and found.kind != "same_terms":
        return found
    if a.output.shape == b.output.shape and not differ_on_example(a, b):
        return Comparison("unknown", steps=(NO_EXAMPLE,), _pair=(a, b))
    return found or find_parting(a, b, names, opened)


def _terms_that_differ(
    a: Pipeline, b: Pipeline, names: AxisNames, plain: Canonical
) -> Comparison | None:
    """Look for the same terms as they are written; most sums need no other forms."""
    found = find_shared_terms(a, b, names, plain, all_shared=True)
    if found is None or found.kind != "same_terms" or differ_on_example(a, b):
        return found
    return None


def _if_open(a: Pipeline, b: Pipeline, names: AxisNames, opened: Opened) -> Comparison | None:
    """Try the opened forms, first for every input, then for those that logarithms ask for."""
    try:
        found = _proportional(a, b, names, opened)
        if found is None and opened.could_assume:
            assuming = Opened(names, assume=True)
            found = _proportional(a, b, names, assuming)
            if found is None and assuming.assumed_tensors:
                positive = frozenset(assuming.assumed_tensors)
                found = _proportional(a, b, names, Opened(names, assume=True, positive=positive))
    except Unprovable:  # the plain forms may still tell where the losses part
        return None
    return found


def _proportional(
    a: Pipeline, b: Pipeline, names: AxisNames, canonical: Canonical
) -> Comparison | None:
    if names.of(a.output) != names.of(b.output):
        return None
    form_a, form_b = canonical.form(a.output), canonical.form(b.output)
    ratio = proportion(form_a, form_b)
    if ratio is None:
        return None
    same = ratio == SizeExpression.of(1)
    assumed = canonical.assumed if isinstance(canonical, Opened) else ()
    return Comparison(
        "identical" if same else "proportional",
        ratio=str(ratio),
        ratio_value=ratio.value(names.sizes),
        sizes=names.sizes,
        condition=" and ".join(assumed),
        kinks=has_cases(form_a),
        steps=(
            f"A = {spell(a.output)} = {_written(form_a)}",
            f"B = {spell(b.output)} = {_written(form_b)}",
            f"Every term of B is {ratio} times the same term of A, whatever the numbers are.",
        ),
    )


def _written(form: Form) -> str:
    text = str(form)
    if len(text) <= LONGEST_FORM:
        return text
    return f"a sum of {len(form.terms)} products, with logarithms and cases taken apart"


def _sums_of_terms(
    a: Pipeline, b: Pipeline, names: AxisNames, plain: Canonical, opened: Opened
) -> Comparison | None:
    found = find_shared_terms(a, b, names, plain, all_shared=False)
    if found is not None:
        return found
    try:
        return find_shared_terms(a, b, names, opened, all_shared=True)
    except Unprovable:
        return None


__all__ = ["Comparison", "Term", "compare_pipelines", "compare_specs", "sources"]
