"""Where our steps of pasted code and those of its framework part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.backends.cells import parting_cell
from lossgui.backends.tolerance import UNITS
from lossgui.core.evaluate import Evaluator
from lossgui.core.excerpt import lines_of
from lossgui.core.expr import walk
from lossgui.core.pipeline import build
from lossgui.core.rounding import SMALLEST, error_bounds, precision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from lossgui.core.expr import Node
    from lossgui.core.spans import Span
    from lossgui.core.spec import LossSpec

LONGEST_PIECE = 60


def first_parting_step(
    spec: LossSpec, arrays: Mapping[str, NDArray[Any]], steps: Mapping[Span, NDArray[Any]]
) -> str | None:
    """Name the first piece of the code that gives something else there, and the cell.

    `steps` is what the pieces gave in the framework. A piece that is several steps here is compared
    by the last of them. None if no piece that both have differs by more than rounding explains.
    """
    excerpt = spec.entry.excerpt
    if excerpt is not None:
        steps = {excerpt.placed(place): values for place, values in steps.items()}
    pipeline = build(spec, {name: array.shape for name, array in arrays.items()})
    ours: dict[Span, Node] = {}
    for node in walk(pipeline.unreduced):
        place = node.origin
        if place is not None and place in steps and not node.is_leaf:
            ours.pop(place, None)  # so that the order is that of the last steps
            ours[place] = node
    if not ours:
        return None
    nodes = list(ours.values())
    evaluator = Evaluator(nodes, spec.computed_dtype)
    evaluator.run(arrays)
    bounds = error_bounds(nodes, evaluator, precision(spec.computed_dtype, UNITS, shared=True))
    for place, node in ours.items():
        allowed = np.asarray(bounds[node], np.float64) + SMALLEST[spec.computed_dtype]
        theirs = steps[place].astype(evaluator[node].dtype)
        name = f"line {place.line}, {piece_of(spec.entry.source, place)}"
        if found := parting_cell(name, np.asarray(evaluator[node]), theirs, allowed):
            return found
    return None


def piece_of(source: str, place: Span) -> str:
    """Give a piece of the source as one short line."""
    lines = list(lines_of(source)[place.line - 1 : place.end_line])
    lines[-1] = lines[-1][: place.end_column]
    lines[0] = lines[0][place.column :]
    text = " ".join(" ".join(lines).split())
    return text if len(text) <= LONGEST_PIECE else f"{text[: LONGEST_PIECE - 1]}…"
