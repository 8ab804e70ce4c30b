"""The steps of a loss as the user sees them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lossgui.core.expr import OPERATIONS, Node, normalize_axis, walk
from lossgui.core.formula import formula, label

if TYPE_CHECKING:
    from lossgui.core.evaluate import Evaluator
    from lossgui.core.pipeline import Pipeline


@dataclass(frozen=True)
class Stage:
    """One step: an operation with its array.

    Parameters
    ----------
    name
        What the step does, in a few words: ``square``, ``mean axis -1``.
    formula
        The step over tensors and numbers, or over earlier steps where that is shorter.
    shape, value
        The array it gives; live memory for arrays of more than `evaluate.COPIED_ELEMENTS` cells.
    operation
        Key of the operation.
    feeds
        What it reads, in order: the index of an earlier stage, the name of a tensor, or a number.
    axis
        What a reduction runs over, as positions of its input's axes; () for other operations.
    node
        The node of the graph.
    """

    name: str
    formula: str
    shape: tuple[int, ...]
    value: Any
    operation: str
    feeds: tuple[int | str | float, ...]
    axis: tuple[int, ...]
    node: Node

    @property
    def kind(self) -> str:
        """``elementwise``, ``reduction`` or ``shaping``."""
        return OPERATIONS[self.operation].kind


@dataclass(frozen=True)
class Trace:
    """All steps of one loss, each after those it reads."""

    stages: tuple[Stage, ...]


def trace(pipeline: Pipeline, evaluator: Evaluator) -> Trace:
    """List the steps that lead to the pipeline's output."""
    layout = _layout(pipeline.output)
    return Trace(tuple(replace(stage, value=evaluator[stage.node]) for stage in layout))


# Names and formulas depend on the graph only: an edit of a cell must not write them anew. Weak keys
# would keep every graph for ever, because the stages hold its nodes.
@lru_cache(maxsize=64)
def _layout(output: Node) -> tuple[Stage, ...]:
    nodes = [node for node in walk(output) if not node.is_leaf]
    numbers = {id(node): index + 1 for index, node in enumerate(nodes)}
    texts: dict[int, str] = {}
    return tuple(_stage(node, numbers, texts) for node in nodes)


def _stage(node: Node, numbers: dict[int, int], texts: dict[int, str]) -> Stage:
    axis: tuple[int, ...] = ()
    if OPERATIONS[node.operation].kind == "reduction":
        axis = normalize_axis(node.attributes["axis"], len(node.inputs[0].shape))
    return Stage(
        name=label(node, numbers, texts),
        formula=formula(node, numbers, texts),
        shape=node.shape,
        value=None,
        operation=node.operation,
        feeds=tuple(_feed(child, numbers) for child in node.inputs),
        axis=axis,
        node=node,
    )


def _feed(node: Node, numbers: dict[int, int]) -> int | str | float:
    if node.operation == "variable":
        return str(node.attributes["name"])
    if node.is_leaf:
        return float(node.attributes["value"])
    return numbers[id(node)] - 1
