"""Graph -> lines of source code, in the words of a target.

A short chain of steps becomes one line; what is used twice, a reduction of a reduction, and
whatever makes a line too long get a line and a name of their own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lossgui.core.emit import spelling
from lossgui.core.emit.naming import Names, wanted_name
from lossgui.core.emit.target import CALL, Text
from lossgui.core.expr import OPERATIONS, walk
from lossgui.core.formula import spell

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lossgui.core.emit.target import Target
    from lossgui.core.expr import Node

# An expression of more characters or operations is parted.
LONGEST, MOST_STEPS = 66, 5
# What may follow a reduction on its line.
_FINISHES = frozenset({"negate", "multiply", "divide", "expand_dims", "sqrt"})


class Writer:
    """Writes the steps of one graph.

    Parameters
    ----------
    target
        The framework.
    dtype
        ``float32`` and the like.
    variables
        The names of all tensors.
    taken
        Other names that no step may have.
    numbers
        Those of the variables that are numbers, not tensors.
    labels
        What some steps shall be called, by their id.
    """

    def __init__(
        self,
        target: Target,
        dtype: str,
        variables: tuple[str, ...],
        taken: tuple[str, ...] = (),
        *,
        numbers: Collection[str] = (),
        labels: Mapping[int, str] | None = None,
    ) -> None:
        self._words = spelling.Words(target, dtype, numbers)
        self._labels = labels or {}
        modules = ("np", "jnp", "jax", "tf", "torch", "keras", "optax")
        self._names = Names((*variables, *numbers, *taken, *modules, *target.helpers))
        self._texts: dict[int, Text] = {}
        self._uses: dict[int, int] = {}
        self._shapes: set[int] = set()
        self.lines: list[str] = []

    @property
    def used(self) -> set[str]:
        """The operations that were written."""
        return self._words.used

    def write(self, output: Node) -> None:
        """Write the lines that compute and return `output`.

        Raises
        ------
        ValueError
            If an operation has no source in this framework.
        """
        order = list(walk(output))
        self._count(order)
        for node in order:
            self._texts[id(node)] = self._step(node)
        text = self._words.tensor(self._texts[id(output)])
        self.lines.append(f"return {text.code}")

    def _count(self, order: list[Node]) -> None:
        """Count how often each step is read, and note of which one the shape is asked for."""
        for node in order:
            if node.is_leaf:
                continue
            reads = OPERATIONS[node.operation].reads
            for place, child in enumerate(node.inputs):
                self._uses[id(child)] = self._uses.get(id(child), 0) + 1
                if reads is not None and place >= reads:
                    self._shapes.add(id(child))

    def _step(self, node: Node) -> Text:
        """Give the text of a step: its expression, or the name of a line that was written."""
        if node.operation in self._words.target.lacking:
            title = self._words.target.title
            raise ValueError(f"the step {spell(node)} has no {title} source yet")
        if node.is_leaf:
            text = self._words.leaf(node)
        else:
            self._part(node)
            text = self._words.step(node, [self._texts[id(child)] for child in node.inputs])
        if text.code.isidentifier() or (node.is_leaf and text.kind == "number"):
            return text
        if self._uses.get(id(node), 0) > 1 or id(node) in self._shapes:
            return self._named(node, text)
        return text

    def _part(self, node: Node) -> None:
        """Give inputs of a step a line of their own until the step fits on one."""
        for child in node.inputs:
            if self._texts[id(child)].before is not None and node.operation not in _FINISHES:
                self._settle(child)
        while True:
            given = [self._texts[id(child)] for child in node.inputs]
            text = self._words.step(node, given)
            parts = [child for child in node.inputs if self._texts[id(child)].steps]
            fits = len(text.code) <= LONGEST and text.steps <= MOST_STEPS
            if fits or not parts:
                return
            self._settle(max(parts, key=lambda child: len(self._texts[id(child)].code)))

    def _settle(self, node: Node) -> None:
        self._texts[id(node)] = self._named(node, self._texts[id(node)])

    def _named(self, node: Node, text: Text) -> Text:
        """Write a line for an expression and give the name."""
        name = self._names.new(self._labels.get(id(node)) or wanted_name(node))
        remark = "" if text.before in (None, node.shape) else f"  # {text.before} -> {node.shape}"
        self.lines.append(f"{name} = {text.code}{remark}")
        return replace(text, code=name, binds=CALL, steps=0, before=None, kept="")
