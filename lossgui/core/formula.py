"""How a node reads: the label of its step and its formula."""

from __future__ import annotations

import math

from lossgui.core.expr import OPERATIONS, Axis, Node, normalize_axis, walk

# The formula of each node by the node's id.
Texts = dict[int, str]

# Where a formula is spelled out, a part longer than this becomes three dots: steps that use each
# other twice and twice again would make a text of gigabytes.
LONGEST_PART = 50_000
# Longer formulas name the steps they use instead of spelling them out.
FORMULA_LENGTH = 64
_LABEL_LENGTH = 22
_TIGHT = frozenset("+-*/<>=@")


def number_text(value: float) -> str:
    """Write a constant as short as it can be read back; the logarithm of 2 by its name."""
    if value == math.log(2.0):
        return "ln 2"
    text = f"{value:.6g}"
    return text if float(text) == value else repr(value)


def axis_text(axis: Axis, rank: int) -> str:
    """Name the axes of a reduction: '' for all, else as counted from the end (-1) or as a tuple."""
    axes = normalize_axis(axis, rank)
    if len(axes) == rank and axis is None:
        return ""
    if len(axes) == 1:
        return str(axes[0] - rank if axes[0] == rank - 1 else axes[0])
    return str(axes)


def cut_text(parts: tuple[tuple[int | None, int | None, int | None], ...]) -> str:
    """Write a cut as between brackets in Python: a start, stop and step that are None are left out.

    Examples
    --------
    >>> cut_text(((None, None, None), (0, 1, None), (None, None, -1)))
    ':, 0:1, ::-1'
    """
    texts = []
    for start, stop, step in parts:
        ends = f"{'' if start is None else start}:{'' if stop is None else stop}"
        texts.append(ends if step is None else f"{ends}:{step}")
    return ", ".join(texts)


def label(node: Node, numbers: dict[int, int], texts: Texts | None = None) -> str:
    """Say what a step does, in a few words; `numbers` gives the step number of each node.

    `texts` keeps what `spell` found for the nodes of one graph.
    """
    operation = OPERATIONS[node.operation]
    names = [_short(child, numbers, texts) for child in node.inputs]
    if node.operation in {"divide", "divide_no_nan"} and node.inputs[1].operation == "size":
        return f"÷ {names[1]}"
    if node.operation == "multiply" and node.inputs[0].operation == "constant":
        return f"× {names[0]}"
    return operation.label.format(*names, **_attributes(node)).strip().removesuffix(" axis")


def formula(node: Node, numbers: dict[int, int], texts: Texts | None = None) -> str:
    """Write the formula of a step, whole if it is short, else over the steps it uses."""
    whole = spell(node, texts)
    if len(whole) <= FORMULA_LENGTH:
        return whole
    return _compose(node, [_short(child, numbers, texts) for child in node.inputs])


def spell(node: Node, texts: Texts | None = None) -> str:
    """Write a node's whole formula over tensors and numbers.

    `texts` keeps the formulas of the nodes of one graph, so that none is written twice.
    """
    texts = {} if texts is None else texts
    ready = id(node) in texts or all(id(child) in texts for child in node.inputs)
    for part in (node,) if ready else walk(node):
        if id(part) in texts:
            continue
        if part.is_leaf:
            texts[id(part)] = _leaf(part)
            continue
        text = _compose(part, [texts[id(child)] for child in part.inputs], part.inputs)
        texts[id(part)] = text if len(text) <= LONGEST_PART else "…"
    return texts[id(node)]


def _compose(node: Node, texts: list[str], children: tuple[Node, ...] = ()) -> str:
    symbol, listed = OPERATIONS[node.operation].symbol, ", ".join(texts)
    if not symbol.startswith(("{0} ", "-{0}", "{0}[")):
        filled = symbol.format(*texts, inputs=listed, **_attributes(node))
        return filled.replace(", axis=)", ")")
    bracketed = [
        f"({text})" if child is not None and _is_sum_like(child, node, place) else text
        for place, (text, child) in enumerate(
            zip(texts, children or [None] * len(texts), strict=True)
        )
    ]
    return symbol.format(*bracketed, **_attributes(node))


def _is_sum_like(child: Node, parent: Node, place: int) -> bool:
    """Tell whether an input needs brackets inside an infix formula."""
    if child.is_leaf:
        return child.operation == "constant" and child.attributes["value"] < 0
    infix = OPERATIONS[child.operation].symbol.startswith(("{0} ", "-{0}"))
    if parent.operation in {"add", "subtract"} and place == 0:
        return False
    if parent.operation == "add":
        return child.operation == "negate"
    if parent.operation in {"multiply", "subtract"} and child.operation == "multiply":
        return False
    return infix


def _leaf(node: Node) -> str:
    if node.operation == "variable":
        return str(node.attributes["name"])
    if node.operation == "size":
        return "n"
    return number_text(node.attributes["value"])


def _short(node: Node, numbers: dict[int, int], texts: Texts | None = None) -> str:
    if node.is_leaf:
        return _leaf(node)
    whole = spell(node, texts)
    if len(whole) <= _LABEL_LENGTH and not _TIGHT & set(whole):
        return whole
    return f"step {numbers[id(node)]}" if id(node) in numbers else whole


def _attributes(node: Node) -> dict[str, object]:
    attributes = dict(node.attributes)
    if OPERATIONS[node.operation].kind == "reduction":
        attributes["axis"] = axis_text(attributes["axis"], len(node.inputs[0].shape))
    if "parts" in attributes:
        attributes["parts"] = cut_text(node.attributes["parts"])
    return attributes
