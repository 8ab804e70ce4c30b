"""Why two losses differ, or that they do not: proven on the graphs, for every input."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING

from lossgui.core.algebra import AxisNames, Canonical, SizeExpression, Unprovable, proportion
from lossgui.core.counterexample import differ_on_example
from lossgui.core.expr import Node, walk
from lossgui.core.formula import label, spell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lossgui.core.pipeline import Pipeline


@dataclass(frozen=True)
class Comparison:
    """How B relates to A, where both are built for the same tensors.

    Parameters
    ----------
    kind
        ``identical``, ``proportional``, ``different``, or ``unknown`` where the rules do not reach.
    ratio
        B / A over the named sizes, for example ``d/2``; None unless it is proven.
    ratio_value
        The ratio at the sizes at hand.
    parts_at
        Name of the first step of B that has no counterpart in A (or the other way round).
    parts_in
        ``A`` or ``B``: whose step that is.
    sizes
        The named sizes that the ratio is written in, and their values.
    steps
        The proof, line by line.
    """

    kind: str
    ratio: str | None = None
    ratio_value: float | None = None
    parts_at: str | None = None
    parts_in: str | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[str, ...] = ()

    def sentence(self, a: str, b: str) -> str:
        """Say it in one sentence, with the names of the two losses."""
        if self.kind == "identical":
            return f"{b} = {a} for every input."
        if self.kind == "proportional":
            return f"{b} = {_bracketed(self.ratio or '')} * {a} for every input{self._here()}."
        if self.kind == "unknown":
            return f"Whether {b} is a fixed multiple of {a} could not be proven either way."
        whose = {"A": a, "B": b}.get(self.parts_in or "", b)
        return (
            f"{b} is no fixed multiple of {a}: they part at the step '{self.parts_at}' of {whose}."
        )

    def consequence(self, a: str, b: str) -> str:
        """Say what the relation means for training; empty where nothing is proven."""
        if self.kind == "identical":
            return "The gradients are the same as well."
        if self.kind != "proportional" or self.ratio_value is None:
            return ""
        if self.ratio == "0":
            return f"{b} is 0 everywhere, so nothing can be learned from it."
        # A value too small for a float has become 0; its sign is left in the text.
        shown = self.ratio_value or (self.ratio or "").startswith("-") * -1.0
        direction = "opposite ways" if shown < 0 else "the same way"
        return (
            f"The gradients point {direction}; {b}'s is {_bracketed(self.ratio or '')} times as "
            f"long, so SGD takes the same steps with {a} if its learning rate is multiplied by it."
        )

    def _here(self) -> str:
        used = {name: n for name, n in self.sizes.items() if name in _names_in(self.ratio or "")}
        if not used:
            return ""
        values = ", ".join(f"{name} = {n}" for name, n in used.items())
        return f"; here {values}, so {number_text(self.ratio_value)}"


def compare_pipelines(a: Pipeline, b: Pipeline) -> Comparison:
    """Prove B = ratio * A on the canonical forms, or find the first step where they part.

    ``different`` is said only with an example on which the two are no multiple of each other: that
    the rules find no ratio does not prove that there is none.
    """
    try:
        names = AxisNames([a.output, b.output])
        if 0 in names.sizes.values():
            return Comparison("unknown", steps=("A tensor without elements shows nothing.",))
        for expand in (False, True):
            found = _proportional(a, b, names, Canonical(names, expand=expand))
            if found is not None:
                return found
        if a.output.shape == b.output.shape and not differ_on_example(a, b):
            return Comparison("unknown", steps=("No example tried tells the two apart.",))
        return _parting(a, b, names)
    except Unprovable as problem:
        return _by_structure(a, b, f"The rules do not apply: {problem}.")


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
    return Comparison(
        "identical" if same else "proportional",
        ratio=str(ratio),
        ratio_value=ratio.value(names.sizes),
        sizes=names.sizes,
        steps=(
            f"A = {spell(a.output)} = {form_a}",
            f"B = {spell(b.output)} = {form_b}",
            f"Every term of B is {ratio} times the same term of A, whatever the numbers are.",
        ),
    )


def _parting(a: Pipeline, b: Pipeline, names: AxisNames) -> Comparison:
    canonical = Canonical(names)
    for whose, mine, other in (("B", b, a), ("A", a, b)):
        known = [(names.of(node), canonical.form(node)) for node in _steps(other)]
        numbers = {id(node): index + 1 for index, node in enumerate(_steps(mine))}
        for node in _steps(mine):
            form = canonical.form(node)
            if not any(
                axes == names.of(node) and proportion(given, form) is not None
                for axes, given in known
            ):
                return Comparison(
                    "different",
                    parts_at=label(node, numbers),
                    parts_in=whose,
                    sizes=names.sizes,
                    steps=(f"{whose} has the step {form}", "the other one has no such step"),
                )
    # Every step has a counterpart, only the last ones are not each other's.
    last = list(_steps(b))[-1:]
    name = label(last[0], {id(last[0]): 1}) if last else "the tensor itself"
    return Comparison("different", parts_at=name, parts_in="B", sizes=names.sizes)


def _by_structure(a: Pipeline, b: Pipeline, reason: str) -> Comparison:
    """Compare the graphs step by step as they are written, where index notation breaks down."""
    numbers = _structure_numbers(a.output, b.output)
    if numbers[id(a.output)] == numbers[id(b.output)]:
        return Comparison("identical", "1", 1.0, steps=("Both take the same steps.",))
    if a.output.shape == b.output.shape and not differ_on_example(a, b):
        return Comparison("unknown", steps=(reason, "No example tried tells the two apart."))
    for whose, mine, other in (("B", b, a), ("A", a, b)):
        known = {numbers[id(node)] for node in _steps(other)}
        places = {id(node): index + 1 for index, node in enumerate(_steps(mine))}
        for node in _steps(mine):
            if numbers[id(node)] not in known:
                step = f"{whose} has the step {spell(node)}"
                return Comparison(
                    "different",
                    parts_at=label(node, places),
                    parts_in=whose,
                    steps=(step, "the other one has no such step"),
                )
    return Comparison("unknown", steps=(reason,))


def _structure_numbers(*outputs: Node) -> dict[int, int]:
    """Give nodes the same number if the same operations of the same tensors make them."""
    known: dict[object, int] = {}
    numbers: dict[int, int] = {}
    for node in walk(*outputs):
        inputs = () if node.is_leaf else tuple(numbers[id(child)] for child in node.inputs)
        key = (node.operation, node.shape, tuple(sorted(node.attributes.items())), inputs)
        numbers[id(node)] = known.setdefault(key, len(known))
    return numbers


def _steps(pipeline: Pipeline) -> Iterator[Node]:
    return (node for node in walk(pipeline.output) if not node.is_leaf)


def number_text(value: float | None) -> str:
    """Write a ratio as a short fraction where it is one, else with six digits."""
    if value is None:
        return "?"
    if not isfinite(value):
        return f"{value:.6g}"
    fraction = Fraction(value).limit_denominator(1000)
    if abs(float(fraction) - value) <= 1e-12 * max(1.0, abs(value)):
        return str(fraction)
    return f"{value:.6g}"


def _bracketed(ratio: str) -> str:
    return f"({ratio})" if any(sign in ratio for sign in "/+ ") else ratio


def _names_in(ratio: str) -> set[str]:
    separated = "".join(c if c.isalnum() or c == "'" else " " for c in ratio)
    return set(separated.split())
