"""Graph + arrays -> arrays, and again after an edit at the cost of what the edit touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.expr import OPERATIONS, Node, Shape, normalize_axis, value_inputs, walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Region = tuple[slice, ...]

# Stages up to this many elements are copied at an update, so that results handed out earlier
# keep their numbers; larger ones are changed in place: a copy would cost more than the edit.
COPIED_ELEMENTS = 65_536


class Evaluator:
    """The arrays of every node that some outputs need.

    Parameters
    ----------
    outputs
        The nodes whose values are wanted.
    dtype
        Name of the dtype that tensors and constants are rounded to before anything is computed.
    xp
        Array namespace (Python Array API standard); only NumPy arrays can be updated in part.

    Raises
    ------
    ValueError
        If the namespace lacks the dtype, as some lack float16.
    """

    def __init__(self, outputs: Sequence[Node], dtype: str, xp: Any = np) -> None:
        self._order = tuple(walk(*outputs))
        self._xp = xp
        if not hasattr(xp, dtype):
            raise ValueError(f"{xp.__name__} has no {dtype}: choose another dtype")
        self._dtype = getattr(xp, dtype)
        self._values: dict[int, Any] = {}
        # Tensors that needed no conversion: their arrays are the caller's, never to be written.
        self._borrowed: set[int] = set()

    def __getitem__(self, node: Node) -> Any:
        """Give the array of a node; live memory if it has more than `COPIED_ELEMENTS` elements."""
        return self._values[id(node)]

    def __contains__(self, node: Node) -> bool:
        return id(node) in self._values

    @property
    def order(self) -> tuple[Node, ...]:
        """All nodes, each after its inputs."""
        return self._order

    def run(self, tensors: Mapping[str, Any]) -> None:
        """Compute every node anew from the tensors by name."""
        with np.errstate(all="ignore"):
            for node in self._order:
                self._values[id(node)] = self._compute(node, tensors)

    def update(self, tensors: Mapping[str, Any], touched: Mapping[str, Region]) -> None:
        """Compute again what depends on the touched regions (tensor name -> slices)."""
        dirty: dict[int, Region] = {}
        with np.errstate(all="ignore"):
            for node in self._order:
                region = _touched_region(node, touched, dirty)
                if region is not None:
                    dirty[id(node)] = region
                    self._recompute(node, tensors, region)

    def _compute(self, node: Node, tensors: Mapping[str, Any]) -> Any:
        if node.operation == "variable":
            return self._tensor(node, tensors[node.attributes["name"]])
        if node.is_leaf:
            return self._xp.asarray(node.attributes["value"], dtype=self._dtype)
        inputs = [self._values[id(child)] for child in node.inputs]
        evaluate = OPERATIONS[node.operation].evaluate
        return self._xp.asarray(evaluate(self._xp, *inputs, **node.attributes))

    def _tensor(self, node: Node, source: Any) -> Any:
        array = self._xp.asarray(source, dtype=self._dtype)
        if isinstance(array, np.ndarray) and np.may_share_memory(array, source):
            self._borrowed.add(id(node))
        else:
            self._borrowed.discard(id(node))
        return array

    def _recompute(self, node: Node, tensors: Mapping[str, Any], region: Region) -> None:
        kind = "variable" if node.operation == "variable" else OPERATIONS[node.operation].kind
        old = self._values[id(node)]
        if kind in ("shaping", "whole") or old.ndim == 0 or id(node) in self._borrowed:
            self._values[id(node)] = self._compute(node, tensors)
            return
        if kind == "variable":
            part = tensors[node.attributes["name"]][region]
        else:
            inputs = [
                self._values[id(child)][_input_region(node, child, region)] for child in node.inputs
            ]
            part = OPERATIONS[node.operation].evaluate(self._xp, *inputs, **node.attributes)
        # The layout is kept (order K): sums over another one would round otherwise.
        target = old.copy(order="K") if old.size <= COPIED_ELEMENTS else old
        target[region] = part
        self._values[id(node)] = target


def _touched_region(
    node: Node, touched: Mapping[str, Region], dirty: Mapping[int, Region]
) -> Region | None:
    """Give the part of a node that the edit reaches, or None."""
    if node.operation == "variable":
        return touched.get(node.attributes["name"])
    if node.is_leaf:
        return None
    parts = [
        _output_region(node, child.shape, dirty[id(child)])
        for child in value_inputs(node)
        if id(child) in dirty
    ]
    return _bounding(parts) if parts else None


def _output_region(node: Node, shape: Shape, region: Region) -> Region:
    """Follow a region of an input through the operation."""
    kind = OPERATIONS[node.operation].kind
    if kind == "reduction":
        axes = normalize_axis(node.attributes["axis"], len(shape))
        return _widened([part for axis, part in enumerate(region) if axis not in axes], node.shape)
    if kind == "elementwise":
        offset = len(node.shape) - len(shape)
        return tuple(
            slice(0, length)
            if axis < offset or shape[axis - offset] != length
            else region[axis - offset]
            for axis, length in enumerate(node.shape)
        )
    axis: int = node.attributes.get("axis", 0)
    if node.operation == "expand_dims":
        return (*region[:axis], slice(0, 1), *region[axis:])
    if node.operation == "squeeze":
        return region[:axis] + region[axis + 1 :]
    return tuple(slice(0, length) for length in node.shape)


def _widened(region: list[slice], shape: Shape) -> Region:
    """Take a neighbour along where an axis of a reduced region holds a single index.

    NumPy adds up one strided column pairwise but several columns row by row, so the edited column
    alone would round otherwise than in the whole array, and undo would not bring back the bits.
    Which axis makes the column depends on the layout in memory, so all of them are widened.
    """
    wide = []
    for part, length in zip(region, shape, strict=True):
        start = min(part.start, max(length - 2, 0))
        wide.append(slice(start, min(length, max(part.stop, start + 2))))
    return tuple(wide)


def _input_region(node: Node, child: Node, region: Region) -> Region:
    """Give the part of an input that a region of the result needs."""
    if OPERATIONS[node.operation].kind == "reduction":
        axes = normalize_axis(node.attributes["axis"], len(child.shape))
        kept = iter(region)
        return tuple(
            slice(None) if axis in axes else next(kept) for axis in range(len(child.shape))
        )
    offset = len(node.shape) - len(child.shape)
    return tuple(
        region[axis + offset] if length == node.shape[axis + offset] else slice(None)
        for axis, length in enumerate(child.shape)
    )


def _bounding(regions: Sequence[Region]) -> Region:
    """Give the smallest region that holds all of them."""
    return tuple(
        slice(min(part.start for part in parts), max(part.stop for part in parts))
        for parts in zip(*regions, strict=True)
    )
