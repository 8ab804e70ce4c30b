"""State -> the numbers of every row, at the cost of what changed.

Each row keeps the arrays of its last computation. An edit of a cell recomputes the region that the
cell reaches; a new array, another choice or another tensor computes the row anew.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lossgui.core.api import Comparison, Result, make_result, wanted_nodes
from lossgui.core.evaluate import Evaluator
from lossgui.core.inputs import check_numbers
from lossgui.core.pipeline import Pipeline, build
from lossgui.core.proof import compare_pipelines
from lossgui.core.saying import one_after_another
from lossgui.core.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.expr import Node
    from lossgui.session.state import Array, Box, LossRow, State, TensorRecord


class Computation:
    """One graph in one dtype, kept up to date with the session's tensors."""

    def __init__(self, nodes: list[Node], dtype: str) -> None:
        self._evaluator = Evaluator(nodes, dtype)
        self._revisions: dict[str, int] = {}
        self._lock = threading.Lock()

    def follow(self, tensors: Mapping[str, TensorRecord]) -> Evaluator:
        """Bring the arrays up to the tensors' revisions."""
        with self._lock:
            touched = self._touched(tensors)
            arrays = {name: record.values for name, record in tensors.items()}
            # Forgotten first: if a computation fails, the next one starts from nothing.
            self._revisions = {}
            if touched is None:
                self._evaluator.run(arrays)
            elif touched:
                self._evaluator.update(arrays, touched)
            self._revisions = {name: record.revision for name, record in tensors.items()}
        return self._evaluator

    def _touched(self, tensors: Mapping[str, TensorRecord]) -> dict[str, Box] | None:
        touched: dict[str, Box] = {}
        for name, record in tensors.items():
            known = self._revisions.get(name)
            if known == record.revision:
                continue
            if known != record.revision - 1 or record.touched is None:
                return None
            touched[name] = record.touched
        return touched


@dataclass(frozen=True, eq=False)
class RowSnapshot:
    """What one row gives at one moment.

    Parameters
    ----------
    result
        The result, or None if there is none.
    error
        Why there is none, in a sentence.
    comparison
        How the row relates to the reference row; None for the reference itself and for errors.
    """

    row: LossRow
    result: Result | None
    error: str | None
    comparison: Comparison | None
    _work: RowWork | None = field(default=None, repr=False)
    _tensors: Mapping[str, TensorRecord] = field(default_factory=dict, repr=False)

    @property
    def pipeline(self) -> Pipeline | None:
        """The row's graph, None if it could not be built."""
        return self._work.pipeline if self._work else None

    def gradient(self, argument: str | None = None) -> Array:
        """Differentiate the row's loss with respect to an argument (default: the second one).

        Computed when it is asked for, in any thread; an array of the tensor's shape.

        Raises
        ------
        ValueError
            If the row has no result or no such argument.
        """
        if self._work is None:
            raise ValueError(self.error or "there is no result to differentiate")
        wanted = argument or self.row.spec.entry.predicted
        return self._work.gradient(wanted, self._tensors)

    def sweep(self, argument: str, cell: tuple[int, ...], values: Array) -> Array:
        """Compute the loss in float64 for each of the values of one cell; see `core.sweep`.

        Raises
        ------
        ValueError
            If the row has no result.
        """
        if self._work is None:
            raise ValueError(self.error or "there is no result to sweep")
        return self._work.sweep(argument, cell, values, self._tensors)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The numbers of all rows at one revision of the session; `number` counts the snapshots."""

    state: State
    rows: tuple[RowSnapshot, ...]
    number: int

    def row(self, ident: int | None) -> RowSnapshot | None:
        """Find a row by ident."""
        return next((row for row in self.rows if row.row.ident == ident), None)

    @property
    def reference(self) -> RowSnapshot | None:
        """The row that the others are compared with."""
        return self.row(self.state.reference)

    def sentence_for(self, ident: int | None) -> str:
        """Say how a row relates to the reference, and what follows from it."""
        row, reference = self.row(ident), self.reference
        if row is None or reference is None:
            return ""
        if row.error:
            return f"{row.row.name}: {row.error}"
        if row.comparison is None:
            return reference.error or ""
        said = row.comparison.sentence(reference.row.name, row.row.name)
        more = row.comparison.consequence(reference.row.name, row.row.name)
        return one_after_another([said, more])

    @property
    def first_other(self) -> RowSnapshot | None:
        """The first row that is not the reference."""
        return next((row for row in self.rows if row.row.ident != self.state.reference), None)

    @property
    def sentence(self) -> str:
        """The sentence for the first row that is not the reference."""
        other = self.first_other
        return "" if other is None else self.sentence_for(other.row.ident)


class RowWork:
    """The graph of one row and its computations."""

    def __init__(self, row: LossRow, tensors: Mapping[str, TensorRecord]) -> None:
        shapes = {argument: tensors[name].values.shape for argument, name in row.sources.items()}
        self.key = work_key(row, tensors)
        self._sources = row.sources
        self.pipeline = build(row.spec, shapes, row.sources)
        nodes, dtype = wanted_nodes(self.pipeline), row.spec.computed_dtype
        self._computed = Computation(nodes, dtype)
        self._exact = self._computed if dtype == "float64" else Computation(nodes, "float64")
        self._gradients: dict[str, tuple[Node, Computation]] = {}
        self._lock = threading.Lock()

    def result(self, tensors: Mapping[str, TensorRecord]) -> Result:
        """Compute the row, or what an edit left to compute."""
        arrays = {a: tensors[name].values for a, name in self._sources.items()}
        check_numbers(self.pipeline.spec, arrays)
        computed = self._computed.follow(tensors)
        return make_result(self.pipeline, computed, self._exact.follow(tensors), arrays)

    def gradient(self, argument: str, tensors: Mapping[str, TensorRecord]) -> Array:
        """Compute the gradient with respect to an argument."""
        with self._lock:
            if argument not in self._gradients:
                node = self.pipeline.gradient(argument)
                dtype = self.pipeline.spec.computed_dtype
                self._gradients[argument] = node, Computation([node], dtype)
            node, computation = self._gradients[argument]
        found: Array = computation.follow(tensors)[node]
        return found

    def sweep(
        self,
        argument: str,
        cell: tuple[int, ...],
        values: Array,
        tensors: Mapping[str, TensorRecord],
    ) -> Array:
        """Run one cell through values."""
        return sweep(self.pipeline, self._exact.follow(tensors), argument, cell, values)


class Calculator:
    """Computes snapshots, each from what the one before it left."""

    def __init__(self) -> None:
        self._work: dict[int, RowWork] = {}
        self._comparisons: dict[int, tuple[Any, Comparison]] = {}
        self._number = 0

    def update(self, before: State | None, after: State) -> Snapshot:
        """Compute the rows of `after`; with `before` None nothing of earlier work is trusted."""
        if before is None:
            self._work.clear()
        self._number += 1
        idents = {row.ident for row in after.losses}
        self._work = {ident: work for ident, work in self._work.items() if ident in idents}
        rows = [self._row(row, after) for row in after.losses]
        return Snapshot(after, tuple(self._compared(row, after) for row in rows), self._number)

    def _row(self, row: LossRow, state: State) -> RowSnapshot:
        tensors = {name: state.tensors[name] for name in row.sources.values()}
        try:
            work = self._work.get(row.ident)
            if work is None or work.key != work_key(row, tensors):
                # A failed build must not leave the old graph behind under this ident.
                self._work.pop(row.ident, None)
                work = self._work[row.ident] = RowWork(row, tensors)
            return RowSnapshot(row, work.result(tensors), None, None, work, tensors)
        except ValueError as problem:
            return RowSnapshot(row, None, str(problem), None)
        except MemoryError:
            return RowSnapshot(row, None, "there is not enough memory to compute this row", None)

    def _compared(self, found: RowSnapshot, state: State) -> RowSnapshot:
        work = self._work.get(found.row.ident)
        reference = self._work.get(state.reference) if state.reference is not None else None
        if work is None or reference is None or found.row.ident == state.reference:
            return found
        key = (work.key, reference.key)
        known = self._comparisons.get(found.row.ident)
        if known is None or known[0] != key:
            known = key, compare_pipelines(reference.pipeline, work.pipeline)
            self._comparisons[found.row.ident] = known
        return RowSnapshot(
            found.row, found.result, found.error, known[1], work, _tensors_of(found.row, state)
        )


def work_key(row: LossRow, tensors: Mapping[str, TensorRecord]) -> object:
    """Give what a row's graph depends on: its choices, its tensors' names and shapes."""
    shapes = tuple((a, name, tensors[name].values.shape) for a, name in row.sources.items())
    return row.spec, shapes


def _tensors_of(row: LossRow, state: State) -> dict[str, TensorRecord]:
    return {name: state.tensors[name] for name in row.sources.values()}
