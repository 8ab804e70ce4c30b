"""The smallest, roundest numbers on which two losses are no multiple of each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from itertools import product as combinations
from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.counterexample import (
    AT_THE_ENDS,
    BEYOND,
    EXAMPLES,
    INSIDE,
    RATIO_TOLERANCE,
    Array,
    Pair,
    are_multiples,
    small_pair,
    tensor_shapes,
    weights_of,
)
from lossgui.core.domains import MOVING
from lossgui.core.expr import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lossgui.core.expr import Shape
    from lossgui.core.pipeline import Pipeline

# The numbers that are tried, the roundest first, by what a tensor is made for.
ROUND = (0.0, 1.0, 2.0, 0.5, -1.0, 3.0)
ROUND_BY_DOMAIN: Mapping[str, tuple[float, ...]] = {
    "probabilities": (0.5, 0.25, 1.0, 0.0),
    "yes_no": (1.0, 0.0),
    "signs": (1.0, -1.0),
    "pair_signs": (1.0, -1.0),
    "labels": (0.0, 1.0),
    "label_lists": (0.0, 1.0),
    "positive": (1.0, 2.0, 0.5),
    "non_negative": (1.0, 0.0, 2.0),
    "above_minus_one": (0.0, 1.0, 2.0),
    "log_probabilities": (-1.0, 0.0, -2.0),
}
ROUND_WEIGHTS = {"sample_weight": (1.0, 0.0, 2.0), "mask": (1.0, 0.0)}

# How many inputs are tried, for one set of shapes and in all; and how many numbers are made round.
MOST_INPUTS_A_SHAPE = 80
MOST_INPUTS = 300
MOST_ROUNDED = 120
# Larger tensors show nothing at a glance.
MOST_CELLS = 40

# Ratios that part by less look the same with the digits shown.
VISIBLE = 1e-4
SHOWN_DIGITS, ALL_DIGITS = 6, 15

Tensors = dict[str, Array]
Values = tuple[Array, Array]


@dataclass(frozen=True)
class Example:
    """One input, or two, on which no factor makes one loss of the other.

    Parameters
    ----------
    inputs
        For each input the tensors by name: one if it shows the difference by itself, else two.
    values
        For each input what A and B give.
    """

    inputs: tuple[Mapping[str, Array], ...]
    values: tuple[tuple[Array, Array], ...]

    def lines(self, a: str, b: str) -> list[str]:
        """Write it line by line, with the names of the two losses."""
        said: list[str] = []
        digits = SHOWN_DIGITS if _differs(*self.values, tolerance=VISIBLE) else ALL_DIGITS
        for tensors, values in zip(self.inputs, self.values, strict=True):
            given = ", ".join(f"{name} = {array_text(array)}" for name, array in tensors.items())
            first, second = (array_text(value, digits) for value in values)
            opening = "but" if said else "For example"
            said.append(f"{opening} {given}: {a} = {first}, {b} = {second}")
        return said


def array_text(array: Array, digits: int = SHOWN_DIGITS) -> str:
    """Write a small array as nested lists."""
    if array.ndim == 0:
        return f"{float(array):.{digits}g}"
    return "[" + ", ".join(array_text(part, digits) for part in array) + "]"


def smallest_example(a: Pipeline, b: Pipeline) -> Example | None:
    """Look for an example with few cells and round numbers; the same one at every call.

    None if the losses have results of different shapes, which no numbers need to show, or if
    nothing is found.
    """
    if a.output.shape != b.output.shape:
        return None
    search = _Search()
    for shapes in _shapes_by_size(a, b):
        pair = _same_steps(a, b, shapes)
        if pair is not None and search.look(pair):
            break
    return search.found or _rounded(a, b)


class _Search:
    """Goes through round inputs until some show a difference that can be seen in their digits.

    Meanwhile all of them have one ratio, so each one needs to be held against one other only. A
    difference in late digits, or an infinite value of only one loss, is kept for the end.
    """

    def __init__(self) -> None:
        self.found: Example | None = None
        self._left = MOST_INPUTS

    def look(self, pair: Pair) -> bool:
        """Try one set of shapes; True if a visible difference is found."""
        first: tuple[Tensors, Values] | None = None
        for tensors in islice(_round_inputs(pair), min(self._left, MOST_INPUTS_A_SHAPE)):
            self._left -= 1
            values = pair.values(tensors)
            if any(np.any(np.isnan(value)) for value in values):
                continue
            inputs = [(tensors, values)] if first is None else [first, (tensors, values)]
            for chosen in ([inputs[-1]], inputs):
                if self._shows(chosen):
                    return True
            finite = all(np.all(np.isfinite(value)) for value in values)
            if first is None and finite and all(np.any(value) for value in values):
                first = tensors, values
        return False

    def _shows(self, chosen: list[tuple[Tensors, Values]]) -> bool:
        tensors, values = zip(*chosen, strict=True)
        if not _differs(*values):
            return False
        finite = all(np.all(np.isfinite(value)) for pair in values for value in pair)
        visible = finite and _differs(*values, tolerance=VISIBLE)
        if visible or self.found is None:
            self.found = Example(tensors, values)
        return visible


def _shapes_by_size(a: Pipeline, b: Pipeline) -> list[dict[str, Shape]]:
    """List shapes of the same pattern with lengths of 1, 2 and 3, the fewest cells first."""
    own = tensor_shapes(a, b)
    lengths = sorted({n for shape in own.values() for n in shape if n > 1})
    found = []
    for chosen in combinations((1, 2, 3), repeat=min(len(lengths), 3)):
        small = dict(zip(lengths, chosen, strict=False))
        found.append({name: tuple(small.get(n, n) for n in s) for name, s in own.items()})
    return sorted(
        (shapes for shapes in found if _cells(shapes) <= MOST_CELLS),
        key=lambda shapes: (_cells(shapes), *shapes.values()),
    )[: 3 * 3]


def _cells(shapes: Mapping[str, Shape]) -> int:
    return sum(int(np.prod(shape)) for shape in shapes.values())


def _same_steps(a: Pipeline, b: Pipeline, shapes: dict[str, Shape]) -> Pair | None:
    """Build the losses for these shapes if they take the same steps there as at the own ones."""
    try:
        pair = Pair(a, b, shapes)
    except ValueError:
        return None
    same = [_steps(p) for p in (pair.first, pair.second)] == [_steps(p) for p in (a, b)]
    return pair if same else None


def _steps(pipeline: Pipeline) -> list[str]:
    return [node.operation for node in walk(pipeline.output)]


def _differs(*values: tuple[Array, Array], tolerance: float = RATIO_TOLERANCE) -> bool:
    first, second = (np.concatenate([np.ravel(value[i]) for value in values]) for i in (0, 1))
    return not are_multiples(first, second, tolerance)


def _round_inputs(pair: Pair) -> Iterator[Tensors]:
    """Yield inputs, those with many of the roundest numbers first."""
    offered = _offered(pair)
    cells = [(name, offered[name]) for name, shape in pair.shapes.items() for _ in range(_n(shape))]
    for places in _by_sum([len(numbers) for _, numbers in cells]):
        numbers = [choice[place] for (_, choice), place in zip(cells, places, strict=True)]
        yield _filled(pair.shapes, numbers)


def _n(shape: Shape) -> int:
    return int(np.prod(shape))


def _filled(shapes: Mapping[str, Shape], numbers: list[float]) -> Tensors:
    rest = iter(numbers)
    return {
        name: np.array(list(islice(rest, _n(shape))), dtype=float).reshape(shape)
        for name, shape in shapes.items()
    }


def _by_sum(lengths: list[int]) -> Iterator[tuple[int, ...]]:
    """Yield places in lists of these lengths, ordered by their sum."""
    for total in range(sum(length - 1 for length in lengths) + 1):
        yield from _with_sum(lengths, total)


def _with_sum(lengths: list[int], total: int) -> Iterator[tuple[int, ...]]:
    if not lengths:
        if total == 0:
            yield ()
        return
    for first in range(min(lengths[0] - 1, total) + 1):
        yield from ((first, *rest) for rest in _with_sum(lengths[1:], total - first))


def _offered(pair: Pair) -> dict[str, tuple[float, ...]]:
    """Say which numbers each tensor is tried with."""
    offered: dict[str, tuple[float, ...]] = dict.fromkeys(pair.shapes, ROUND)
    for pipeline in (pair.second, pair.first):
        offered |= dict.fromkeys(_clipped_or_logged(pipeline), ROUND_BY_DOMAIN["probabilities"])
        domains = pipeline.spec.entry.domains
        for argument, node in pipeline.variables.items():
            if domains.get(argument) in ROUND_BY_DOMAIN:
                offered[str(node.attributes["name"])] = ROUND_BY_DOMAIN[domains[argument]]
    for argument, name in weights_of(pair.first, pair.second):
        offered[name] = ROUND_WEIGHTS[argument]
    return offered


def _clipped_or_logged(pipeline: Pipeline) -> Iterator[str]:
    """Name the tensors that are treated as probabilities, whatever is said of them."""
    for node in walk(pipeline.output):
        source = node.inputs[0] if node.operation in ("clip", "log") else None
        while source is not None and source.operation in MOVING:
            source = source.inputs[0]
        if source is not None and source.operation == "variable":
            yield str(source.attributes["name"])


def _rounded(a: Pipeline, b: Pipeline) -> Example | None:
    """Take random inputs that differ and put round numbers in while they still do."""
    pair = small_pair(a, b)
    rng = np.random.default_rng(20090103)
    drawn = [
        pair.draw(rng, limits) for limits in (INSIDE, BEYOND, AT_THE_ENDS) for _ in range(EXAMPLES)
    ]
    for number, tensors in enumerate(drawn):
        for others in ([], *([earlier] for earlier in drawn[:number])):
            inputs = [*others, tensors]
            if _differs(*(pair.values(item) for item in inputs)):
                _make_round(pair, inputs)
                found = tuple(pair.values(item) for item in inputs)
                return Example(tuple(inputs), found)
    return None


def _make_round(pair: Pair, inputs: list[Tensors]) -> None:
    """Replace cells by round numbers, in place, as long as the inputs still show a difference."""
    offered = _offered(pair)
    left = MOST_ROUNDED
    for tensors in inputs:
        for name, array in tensors.items():
            for cell in np.ndindex(array.shape):
                before = array[cell]
                for number in (*offered[name], round(float(before), 1)):
                    left -= 1
                    if left < 0:
                        return
                    array[cell] = number
                    if _differs(*(pair.values(item) for item in inputs)):
                        break
                    array[cell] = before
