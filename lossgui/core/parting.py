"""Where two losses part: the first step of one that the other has no counterpart of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.algebra import AxisNames, Canonical, Form, Opened, Unprovable, proportion
from lossgui.core.comparison import Comparison
from lossgui.core.counterexample import differ_on_example
from lossgui.core.expr import Node, walk
from lossgui.core.formula import label, spell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lossgui.core.pipeline import Pipeline

NO_EXAMPLE = "No example tried tells the two apart."


class Steps:
    """The steps of a loss and their forms, plain and opened."""

    def __init__(self, pipeline: Pipeline, names: AxisNames, plain: Canonical, opened: Opened):
        self.nodes = [node for node in walk(pipeline.output) if not node.is_leaf]
        self._names, self._plain, self._opened = names, plain, opened

    def plain(self, node: Node) -> Form:
        """Give a step's plain form."""
        return self._plain.form(node)

    def has(self, node: Node) -> bool:
        """Tell whether a step of the other loss is a multiple of one of these."""
        axes = self._names.of(node)
        rivals = [own for own in self.nodes if self._names.of(own) == axes]
        form = self._plain.form(node)
        if any(proportion(self._plain.form(own), form) is not None for own in rivals):
            return True
        opened = self._open(node)
        if opened is None:
            return False
        forms = (self._open(own) for own in rivals)
        return any(own is not None and proportion(own, opened) is not None for own in forms)

    def _open(self, node: Node) -> Form | None:
        try:
            return self._opened.form(node)
        except Unprovable:
            return None


def find_parting(a: Pipeline, b: Pipeline, names: AxisNames, opened: Opened) -> Comparison:
    """Name the first step of B that has no counterpart in A, or of A that has none in B.

    Raises
    ------
    Unprovable
        If a step has no form.
    """
    plain = Canonical(names)
    steps = {whose: Steps(p, names, plain, opened) for whose, p in (("A", a), ("B", b))}
    for whose, other in (("B", "A"), ("A", "B")):
        numbers = {id(node): index + 1 for index, node in enumerate(steps[whose].nodes)}
        for node in steps[whose].nodes:
            if not steps[other].has(node):
                return Comparison(
                    "different",
                    parts_at=label(node, numbers),
                    parts_in=whose,
                    sizes=names.sizes,
                    steps=(
                        f"{whose} has the step {steps[whose].plain(node)}",
                        "the other one has no such step",
                    ),
                    _pair=(a, b),
                )
    # Every step has a counterpart, only the last ones are not each other's.
    last = steps["B"].nodes[-1:]
    name = label(last[0], {id(last[0]): 1}) if last else "the tensor itself"
    return Comparison("different", parts_at=name, parts_in="B", sizes=names.sizes, _pair=(a, b))


def compare_structure(a: Pipeline, b: Pipeline, reason: str) -> Comparison:
    """Compare the graphs step by step as they are written, where index notation breaks down."""
    numbers = _structure_numbers(a.output, b.output)
    if numbers[id(a.output)] == numbers[id(b.output)]:
        return Comparison("identical", "1", 1.0, steps=("Both take the same steps.",))
    if a.output.shape == b.output.shape and not differ_on_example(a, b):
        return Comparison("unknown", steps=(reason, NO_EXAMPLE), _pair=(a, b))
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
                    _pair=(a, b),
                )
    return Comparison("unknown", steps=(reason,), _pair=(a, b))


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
