"""A loss as a function of one cell: one curve at the cost of one row.

The values that the cell runs through are stacked as a new leading axis. Until samples are added up,
only the cell's own row is computed, once for each value; at the sum over the samples the other rows
enter as one partial sum. A loss that mixes the samples earlier (or a very long row) falls back to
stacking the whole tensor, or to one partial update per value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.evaluate import Evaluator
from lossgui.core.expr import OPERATIONS, Node, normalize_axis, value_inputs, walk
from lossgui.core.inputs import as_arrays
from lossgui.core.ops.moving import WHOLE
from lossgui.core.pipeline import Pipeline, build

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.spec import LossSpec

# Most cells that may be stacked at once: 4 million float64 are 32 MB per step.
STACKED_CELLS = 4_000_000

# Reductions of which the part of the other samples is known without them.
_SUMS = ("sum", "mean")

Array = np.ndarray[Any, np.dtype[Any]]
Cell = tuple[int, ...]


class Mixed(Exception):
    """A step that can't be stacked: it mixes the samples early, or broadcasts to another shape."""


def sweep_cell(
    spec: LossSpec,
    tensors: Mapping[str, Any],
    argument: str,
    cell: Cell,
    values: Any,
    *,
    sample_weight: Any = None,
    mask: Any = None,
) -> Array:
    """Compute the loss for each of the values of one cell, in float64.

    Parameters
    ----------
    tensors
        The loss' tensors by argument name.
    argument, cell
        Which tensor's which cell runs (full index).
    values
        1-d array of what the cell is set to.

    Returns
    -------
    array
        Shape ``(len(values), *shape of the loss)``.

    Raises
    ------
    ValueError, TypeError
        As `lossgui.evaluate` does, and if there is no such cell.

    Examples
    --------
    >>> from lossgui import make_spec
    >>> tensors = {"y_true": [[0.0], [0.0]], "y_pred": [[1.0], [1.0]]}
    >>> sweep_cell(make_spec("mse"), tensors, "y_pred", (0, 0), [0.0, 3.0])
    array([0.5, 5. ])
    """
    arrays = as_arrays(spec, tensors, sample_weight=sample_weight, mask=mask)
    pipeline = build(spec, {name: array.shape for name, array in arrays.items()})
    shape = pipeline.tensor(argument).shape
    if len(cell) != len(shape) or any(not 0 <= at < n for at, n in zip(cell, shape, strict=True)):
        raise ValueError(f"{argument} has no cell {cell}; its shape is {shape}")
    evaluator = Evaluator([pipeline.output], "float64")
    evaluator.run(arrays)
    return sweep(pipeline, evaluator, argument, cell, np.asarray(values, dtype=np.float64))


def sweep(
    pipeline: Pipeline, evaluator: Evaluator, argument: str, cell: Cell, values: Array
) -> Array:
    """Compute the curve from the float64 arrays that `evaluator` holds already."""
    swept = pipeline.variables[argument]
    if swept not in evaluator:  # a weight that a number without axes does not take
        same = evaluator[pipeline.output]
        return np.broadcast_to(same, (len(values), *same.shape)).copy()
    names = [node.attributes["name"] for node in pipeline.variables.values()]
    if names.count(swept.attributes["name"]) > 1:  # read twice: both places vary
        return _one_by_one(pipeline, evaluator, swept, cell, values)
    row_cells = int(np.prod(swept.shape[1:]))
    with np.errstate(all="ignore"):
        largest = max(int(np.prod(node.shape)) for node in walk(pipeline.output))
        for by_row, cells in ((True, row_cells), (False, largest)):
            if cells * len(values) > STACKED_CELLS or (by_row and not swept.shape):
                continue
            try:
                return _Stack(evaluator, swept, cell, values, by_row=by_row).value(pipeline.output)
            except Mixed:
                pass
    return _one_by_one(pipeline, evaluator, swept, cell, values)


class _Stack:
    """The arrays that depend on the cell, one layer per value along a new leading axis.

    A node is a *row* while its own leading axis still holds the samples: then it is computed for
    the cell's sample only, and the layers take that axis' place. Otherwise it is whole, and the
    layers are one axis more.
    """

    def __init__(
        self, evaluator: Evaluator, swept: Node, cell: Cell, values: Array, *, by_row: bool
    ) -> None:
        self._evaluator = evaluator
        self._swept = swept
        self._cell = cell
        self._values = values
        self._arrays: dict[int, Array] = {}
        self._is_row: dict[int, bool] = {}
        self._stack_variable(by_row)

    def value(self, output: Node) -> Array:
        """Compute the output for every value."""
        for node in walk(output):
            if not node.is_leaf and any(id(x) in self._arrays for x in value_inputs(node)):
                self._compute(node)
        if id(output) not in self._arrays:
            same = self._evaluator[output]
            return np.broadcast_to(same, (len(self._values), *same.shape)).copy()
        if self._is_row[id(output)]:
            raise Mixed  # an unreduced loss: the other samples' values are wanted as well
        return self._arrays[id(output)]

    def _stack_variable(self, by_row: bool) -> None:
        whole = self._evaluator[self._swept]
        source = whole[self._cell[0]] if by_row else whole
        stacked = np.repeat(source[np.newaxis], len(self._values), axis=0)
        index: tuple[slice | int, ...] = (slice(None), *self._cell[int(by_row) :])
        stacked[index] = self._values
        self._arrays[id(self._swept)] = stacked
        self._is_row[id(self._swept)] = by_row

    def _compute(self, node: Node) -> None:
        inputs = value_inputs(node)
        rows = {self._is_row[id(child)] for child in inputs if id(child) in self._arrays}
        if len(rows) > 1:
            raise Mixed
        is_row = rows.pop()
        kind = OPERATIONS[node.operation].kind
        if kind == "reduction" and is_row and self._reduces_samples(node):
            if node.operation not in _SUMS:
                raise Mixed  # the other samples' part of a largest element is no partial sum
            self._close(node)
            return
        if is_row and (not node.shape or node.shape[0] != self._swept.shape[0]):
            raise Mixed
        self._is_row[id(node)] = is_row
        self._arrays[id(node)] = (
            self._elementwise(node, is_row) if kind == "elementwise" else self._moved(node, is_row)
        )

    def _elementwise(self, node: Node, is_row: bool) -> Array:
        parts = [self._layered(child, node, is_row) for child in node.inputs]
        return np.asarray(OPERATIONS[node.operation].evaluate(np, *parts))

    def _layered(self, child: Node, node: Node, is_row: bool) -> Array:
        """Give an input so that it broadcasts against the layers of `node`."""
        if id(child) not in self._arrays:
            array = self._evaluator[child]
            if is_row and len(child.shape) == len(node.shape) and child.shape[0] > 1:
                return np.asarray(array[self._cell[0]])[np.newaxis]
            return np.asarray(array)
        array = self._arrays[id(child)]
        missing = len(node.shape) - len(child.shape)
        if is_row and (missing or child.shape[0] != node.shape[0]):
            raise Mixed
        return array.reshape(array.shape[0], *(1,) * missing, *array.shape[1:])

    def _moved(self, node: Node, is_row: bool) -> Array:
        """Reduce or reshape within each layer."""
        source = node.inputs[0]
        shift = 0 if is_row else 1
        if OPERATIONS[node.operation].kind == "reduction":
            axes = normalize_axis(node.attributes["axis"], len(source.shape))
            choices = {"axis": tuple(axis + shift for axis in axes)}
        else:
            choices = _within_layers(node, len(self._values), is_row=is_row)
        return np.asarray(
            OPERATIONS[node.operation].evaluate(np, self._arrays[id(source)], **choices)
        )

    def _reduces_samples(self, node: Node) -> bool:
        return 0 in normalize_axis(node.attributes["axis"], len(node.inputs[0].shape))

    def _close(self, node: Node) -> None:
        """Add the layers of the cell's sample to the partial sum of all other samples."""
        source = node.inputs[0]
        axes = normalize_axis(node.attributes["axis"], len(source.shape))
        inner = tuple(axis for axis in axes if axis > 0)
        count = np.prod([source.shape[axis] for axis in axes]) if node.operation == "mean" else 1
        layers = np.sum(self._arrays[id(source)], axis=inner)
        total = (layers + self._rest(source, inner, self._evaluator[node] * count)) / count
        self._is_row[id(node)] = False
        self._arrays[id(node)] = total

    def _rest(self, source: Node, inner: tuple[int, ...], total: Array) -> Array:
        """Give the sum over all samples but the cell's own."""
        samples, at = self._evaluator[source], self._cell[0]
        own = np.sum(samples[at], axis=tuple(axis - 1 for axis in inner))
        rest = np.asarray(total - own)
        # Where the own sample outweighs the others (or is not finite), the difference has lost the
        # digits of the rest, so the others are added up; else the sum is known already.
        if np.all(np.isfinite(rest) & (np.abs(rest) >= 1e-3 * np.abs(own))):
            return rest
        return np.asarray(np.sum(np.delete(samples, at, axis=0), axis=(0, *inner)))


def _within_layers(node: Node, count: int, *, is_row: bool) -> dict[str, Any]:
    """Give the attributes with which a step does the same in each layer.

    In a row the layers stand where the samples were, so the samples' axis must stay as it is.
    """
    attributes, shift = node.attributes, 0 if is_row else 1
    if node.operation in ("expand_dims", "squeeze") and (not is_row or attributes["axis"]):
        return {"axis": attributes["axis"] + shift}
    if node.operation == "slice" and (not is_row or attributes["parts"][0] == WHOLE):
        return {"parts": (WHOLE,) * shift + attributes["parts"]}
    if node.operation == "transpose" and (not is_row or attributes["axes"][0] == 0):
        return {"axes": (*range(shift), *(axis + shift for axis in attributes["axes"]))}
    if node.operation == "reshape" and (not is_row or node.shape[0] == node.inputs[0].shape[0]):
        return {"shape": (count, *node.shape[1 - shift :])}
    raise Mixed


def _one_by_one(
    pipeline: Pipeline, evaluator: Evaluator, swept: Node, cell: Cell, values: Array
) -> Array:
    """Update a copy of the arrays for each value: what every loss allows, at more cost."""
    names = {node.attributes["name"]: node for node in pipeline.variables.values()}
    tensors = {name: evaluator[node] for name, node in names.items() if node in evaluator}
    name = swept.attributes["name"]
    tensors[name] = tensors[name].copy()
    private = Evaluator([pipeline.output], "float64")
    private.run(tensors)
    touched = {name: tuple(slice(at, at + 1) for at in cell)}
    found = []
    for value in values:
        tensors[name][cell] = value
        private.update(tensors, touched)
        found.append(np.array(private[pipeline.output]))
    return np.stack(found)
