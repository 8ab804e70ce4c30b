"""One operation over the texts of its inputs, in the words of a target."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lossgui.core.emit.dimensions import FLAT_SAMPLES, Lengths, preferred
from lossgui.core.emit.target import (
    ARITHMETIC,
    CALL,
    COMPARISON,
    COMPARISONS,
    POWER,
    PRODUCT,
    SIGN,
    SUM,
    Text,
)
from lossgui.core.expr import OPERATIONS, Node, normalize_axis
from lossgui.core.formula import cut_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lossgui.core.emit.target import Target
    from lossgui.core.expr import Shape

_BINDS = {"add": SUM, "subtract": SUM, "multiply": PRODUCT, "divide": PRODUCT, "power": POWER}
_BINDS |= {"negate": SIGN} | dict.fromkeys(COMPARISONS, COMPARISON)
# Give yes and no, and what takes them.
LOGICAL = frozenset({"logical_and", "logical_or", "logical_not", "logical_xor"})
PLAIN = ("number", "flag")
CONDITIONS = COMPARISONS | LOGICAL | {"is_nan", "is_inf", "is_finite"}


class Words:
    """Writes expressions of one target in one dtype; `used` gathers the operations."""

    def __init__(self, target: Target, dtype: str, numbers: Collection[str] = ()) -> None:
        self._numbers = numbers
        self.target = target
        self.used: set[str] = set()
        self._dtype = target.dtype.format(dtype)
        self._is_float32 = dtype == "float32"
        self._lengths = Lengths()

    def tensor(self, text: Text) -> Text:
        """Make a tensor of the dtype out of a number or a condition."""
        if text.kind == "tensor":
            return text
        form = self.target.cast if text.kind == "condition" else self.target.made
        return self._formed(form, text)

    def _formed(self, form: str, text: Text) -> Text:
        code = text.within(CALL) if "{0}." in form else text.code
        return Text(form.format(code, dtype=self._dtype), steps=text.steps, before=text.before)

    # ------------------------------------------------------------------------------- leaves

    def leaf(self, node: Node) -> Text:
        """Write a tensor's name, a number, or a number of elements."""
        if node.operation == "variable":
            name = str(node.attributes["name"])
            return Text(name, kind="number" if name in self._numbers else "tensor")
        if node.operation == "constant":
            return self._constant(float(node.attributes["value"]))
        counts = self._lengths.counted(node)
        if counts is None or not counts:
            return Text(str(node.attributes["value"]), kind="number")
        return self._count(counts)

    def _constant(self, value: float) -> Text:
        if not math.isfinite(value):
            return Text(f'float("{value}")', kind="number")
        return Text(repr(value), SIGN if math.copysign(1.0, value) < 0 else CALL, "number")

    def _count(self, counts: Sequence[tuple[Node, int]]) -> Text:
        """Ask the tensors for their lengths; where all axes of one are meant, for its size."""
        node = counts[0][0]
        if list(counts) == [(node, axis) for axis in range(len(node.shape))] and counts[1:]:
            code, binds = self.target.count.format(node.attributes["name"]), CALL
        else:
            parts = [self._length(item, axis) for item, axis in counts]
            code, binds = " * ".join(parts), PRODUCT if len(parts) > 1 else CALL
        if not self.target.counts_in_tensors:
            return Text(code, binds, "number")
        return Text(self.target.cast.format(code, dtype=self._dtype), steps=1)

    def _length(self, item: Node, axis: int) -> str:
        return self.target.length.format(item.attributes["name"], _shown(axis, item.shape))

    # -------------------------------------------------------------------------------- steps

    def step(self, node: Node, given: list[Text]) -> Text:
        """Write one operation over the texts of its inputs."""
        operation = OPERATIONS[node.operation]
        numbers = all(text.kind in PLAIN for text in given[: operation.reads])
        given = self._fitting(node, given, numbers=numbers)
        text = self._written(node, given)
        if numbers and _is_python(node):
            kind = "flag" if node.operation in COMPARISONS else "number"
        else:
            kind = "condition" if node.operation in CONDITIONS else text.kind
        return replace(
            text,
            kind=kind,
            steps=1 + sum(item.steps for item in given),
            before=self._before(node, given),
        )

    def _before(self, node: Node, given: list[Text]) -> Shape | None:
        if OPERATIONS[node.operation].kind == "reduction":
            return node.inputs[0].shape
        return next((item.before for item in given if item.before is not None), None)

    def _fitting(self, node: Node, given: list[Text], *, numbers: bool) -> list[Text]:
        """Make tensors of what the operation can not take as it is."""
        if numbers and _is_python(node):
            return given
        if node.operation == "where":
            return [self._condition(given[0]), *(self._no_condition(item) for item in given[1:])]
        if node.operation in LOGICAL:
            return [self._condition(item) for item in given]
        if numbers and node.operation != "broadcast_like":
            return [self.tensor(given[0]), *given[1:]]
        return [self._no_condition(item) for item in given]

    def _no_condition(self, text: Text) -> Text:
        return self.tensor(text) if text.kind in ("condition", "flag") else text

    def _condition(self, text: Text) -> Text:
        if text.kind in ("condition", "flag"):
            return text
        return Text(f"{text.within(SUM)} != 0", COMPARISON, "condition", text.steps + 1)

    def _written(self, node: Node, given: list[Text]) -> Text:
        """Give the code of an operation and how tightly it binds."""
        name = node.operation
        plain = all(text.kind in PLAIN for text in given)
        if name in self.target.infix or (plain and _is_python(node)):
            return Text(_operator(node, given), _BINDS[name])
        if name == "where":
            return self._chosen(node, given)
        if name == "broadcast_like" and given[0].kind == "number":
            return Text(self.target.filled.format(*_codes(given), dtype=self._dtype))
        if name == "sum_like":
            return Text(self._summed(node, given[0]))
        if name == "expand_dims" and given[0].kept and _puts_back(node):
            return Text(given[0].kept)
        kept = self._called(node, given, kept=True) if _keepable(node) else ""
        return Text(self._called(node, given), kept=kept)

    def _chosen(self, node: Node, given: list[Text]) -> Text:
        """Write a choice; between 1 and 0 it is the condition itself as numbers."""
        condition, first, second = given
        if (first.code, second.code) == ("1.0", "0.0") and condition.kind == "condition":
            return self._formed(self.target.cast, condition)
        if first.kind != "number" or second.kind != "number":
            return Text(self._called(node, given))
        if self.target.float32_numbers:
            chosen = first if self._is_float32 else self.tensor(first)
            return Text(self._called(node, [condition, chosen, second]))
        return self._formed(self.target.cast, Text(self._called(node, given)))

    def _called(self, node: Node, given: list[Text], *, kept: bool = False) -> str:
        """Write a call: the target's own spelling, or its function of the same inputs."""
        own = self.target.spelled.get(node.operation)
        self.used.add(node.operation)
        if callable(own):
            return own(given, node).replace("{dtype}", self._dtype)
        attributes = self._attributes(node)
        if own is None:
            if self._is_over_all(node) and not kept:
                attributes.pop("axis", None)
            attributes |= {"keepdims": True} if kept else {}
            choices = [f"{self.target.word(name)}={value}" for name, value in attributes.items()]
            return f"{self.function(node.operation)}({', '.join([*_codes(given), *choices])})"
        codes = [
            text.within(CALL) if f"{{{place}}}." in own or f"{{{place}}}[" in own else text.code
            for place, text in enumerate(given)
        ]
        keeping = f", {self.target.word('keepdims')}=True" if kept else ""
        listed = ", ".join(_codes(given))
        more = {"dtype": self._dtype, "kept": keeping, "inputs": listed}
        return own.format(*codes, **more, **attributes)

    def function(self, operation: str) -> str:
        """Give the name of the function that does an operation."""
        names = OPERATIONS[operation].spelling
        known = [names[key] for key in self.target.spelling if key in names]
        return f"{self.target.module}.{known[0]}"

    def _attributes(self, node: Node) -> dict[str, Any]:
        """Give the attributes as code says them."""
        found = {name: value for name, value in node.attributes.items() if value is not None}
        if OPERATIONS[node.operation].kind == "reduction":
            shape = node.inputs[0].shape
            found["axis"] = _axes(normalize_axis(node.attributes["axis"], len(shape)), shape)
        if "parts" in found:
            found["parts"] = cut_text(found["parts"])
        if node.operation == "reshape":
            found["shape"] = self._reshaped(node)
        return found

    def _reshaped(self, node: Node) -> str:
        """Write a shape so that the code takes a batch of any size, where that is certain."""
        if len(node.shape) == 1:
            return "(-1,)"
        counts = self._lengths.of(node, 0) if len(node.shape) == FLAT_SAMPLES else frozenset()
        return f"({self._length(*preferred(counts))}, -1)" if counts else str(node.shape)

    def _is_over_all(self, node: Node) -> bool:
        """Tell whether a reduction takes every axis, so that none has to be named."""
        if OPERATIONS[node.operation].kind != "reduction":
            return False
        axis = node.attributes["axis"]
        return axis is None or (not node.shape and len(node.inputs[0].shape) > 1)

    def _summed(self, node: Node, given: Text) -> str:
        """Sum over the axes along which an input was repeated."""
        shape, like = node.inputs[0].shape, node.inputs[1].shape
        extra = tuple(range(len(shape) - len(like)))
        left = shape[len(extra) :]
        ones = tuple(axis for axis, n in enumerate(like) if n == 1 and left[axis] != 1)
        name, axis = self.function("sum"), self.target.word("axis")
        code = given.code
        if extra:
            whole = len(extra) == len(shape)
            code = f"{name}({code})" if whole else f"{name}({code}, {axis}={_axes(extra, shape)})"
        if ones:
            kept = f"{axis}={_axes(ones, left)}, {self.target.word('keepdims')}=True"
            code = f"{name}({code}, {kept})"
        return code


def _is_python(node: Node) -> bool:
    """Tell whether Python computes a step of numbers as the framework does, and raises nothing."""
    if node.operation == "divide":
        return _is_never_zero(node.inputs[1])
    return node.operation in (ARITHMETIC | COMPARISONS) - {"power"}


def _is_never_zero(node: Node) -> bool:
    if node.operation == "constant":
        return bool(node.attributes["value"])
    parts = node.operation in ("multiply", "negate")
    return node.operation == "size" or (parts and all(map(_is_never_zero, node.inputs)))


def _keepable(node: Node) -> bool:
    """Tell whether a step is a reduction over one axis."""
    if OPERATIONS[node.operation].kind != "reduction":
        return False
    return len(normalize_axis(node.attributes["axis"], len(node.inputs[0].shape))) == 1


def _puts_back(node: Node) -> bool:
    """Tell whether a step inserts the axis that the reduction before it has taken."""
    inner = node.inputs[0]
    return normalize_axis(inner.attributes["axis"], len(inner.inputs[0].shape)) == (
        node.attributes["axis"],
    )


def _operator(node: Node, given: list[Text]) -> str:
    """Write an operation with Python's operator, with brackets where they are needed."""
    binds = _BINDS[node.operation]
    # A power takes what is on its right first, all others what is on their left.
    right_first = node.operation == "power"
    codes = [
        text.within(binds, closed=bool(place) != right_first or binds == COMPARISON)
        for place, text in enumerate(given)
    ]
    if codes[1:] and codes[1].startswith("-"):
        codes[1] = f"({codes[1]})"
    return OPERATIONS[node.operation].symbol.format(*codes)


def _codes(given: Sequence[Text]) -> list[str]:
    return [text.code for text in given]


def _shown(axis: int, shape: tuple[int, ...]) -> int:
    """Count the last axis from the end, if there are several."""
    return -1 if axis == len(shape) - 1 and axis else axis


def _axes(axes: tuple[int, ...], shape: tuple[int, ...]) -> int | tuple[int, ...]:
    return _shown(axes[0], shape) if len(axes) == 1 else axes
