"""A graph as NumPy source: operators, functions of ``np``, and helpers for what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.expr import OPERATIONS, Node, value_inputs, walk
from lossgui.core.formula import cut_text, spell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lossgui.core.pipeline import Pipeline

# Their formula already is Python.
INFIX = frozenset(
    {"add", "subtract", "multiply", "divide", "power", "negate"}
    | {"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"}
)
# What only acts on the gradient: the value is that of the input.
SAME_VALUE = frozenset({"stop_gradient", "as_log_softmax"})

HELPERS = {
    "divide_no_nan": '''
def divide_no_nan(a, b):
    """Divide; 0 where the divisor is 0."""
    zero = np.equal(b, 0)
    return np.where(zero, 0.0, a / np.where(zero, 1.0, b)).astype(np.result_type(a, b))
''',
    "sigmoid": '''
def sigmoid(x):
    """Take 1 / (1 + exp(-x)) without overflow."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small).astype(small.dtype) / (small + 1)
''',
    "logsumexp": '''
def logsumexp(x, axis):
    """Take log(sum(exp(x))) without overflow."""
    largest = np.max(x, axis=axis, keepdims=True)
    largest = np.where(np.isfinite(largest), largest, 0.0).astype(x.dtype)
    total = np.log(np.sum(np.exp(x - largest), axis=axis, keepdims=True)) + largest
    return np.squeeze(total, axis=axis)
''',
    "sum_like": '''
def sum_like(x, like):
    """Sum over the axes along which `like` was repeated."""
    x = np.sum(x, axis=tuple(range(np.ndim(x) - np.ndim(like))))
    ones = [i for i, n in enumerate(np.shape(like)) if n == 1 and x.shape[i] != 1]
    return np.sum(x, axis=tuple(ones), keepdims=True)
''',
    "unslice": '''
def unslice(x, like, place):
    """Put a cut back at its place in zeros of the shape of `like`."""
    whole = np.zeros(np.shape(like), np.asarray(x).dtype)
    whole[place] = x
    return whole
''',
}

# What is neither infix nor a function of np with the same inputs.
CALLS: Mapping[str, Callable[[list[str], Node], str]] = {
    "divide_no_nan": lambda texts, node: f"divide_no_nan({texts[0]}, {texts[1]})",
    "sigmoid": lambda texts, node: f"sigmoid({texts[0]})",
    "softplus": lambda texts, node: f"np.logaddexp(0.0, {texts[0]})",
    "logsumexp": lambda texts, node: f"logsumexp({texts[0]}, axis={node.attributes['axis']})",
    "broadcast_like": lambda texts, node: f"np.broadcast_to({texts[0]}, {texts[1]}.shape)",
    "sum_like": lambda texts, node: f"sum_like({texts[0]}, {texts[1]})",
    "index": lambda texts, node: _positions(texts[0], node),
    "slice": lambda texts, node: f"{texts[0]}[{cut_text(node.attributes['parts'])}]",
    "unslice": lambda texts, node: (
        f"unslice({texts[0]}, {texts[1]}, np.s_[{cut_text(node.attributes['parts'])}])"
    ),
    "reshape": lambda texts, node: f"np.reshape({texts[0]}, {node.attributes['shape']})",
    "concatenate": lambda texts, node: (
        f"np.concatenate([{', '.join(texts)}], axis={node.attributes['axis']})"
    ),
}
# Too long for a line: the order of numbers, and CTC's table.
LACKING = frozenset({"lower_quantile", "upper_quantile"})
LACKING |= {"ctc_states", "ctc_forward", "ctc_slope", "ctc_ends"}


def write(name: str, pipeline: Pipeline, output: Node) -> str:
    """Write the function `name` that computes `output`, a node of the pipeline or its gradient.

    Raises
    ------
    ValueError
        If an operation has no NumPy source here.
    """
    dtype = f"np.{pipeline.spec.computed_dtype}"
    nodes = list(walk(output))
    tensors = list(pipeline.variables)
    # What only gives its shape, the tensors themselves included, has to be there as well.
    texts = {id(node): key for key, node in pipeline.variables.items()}
    lines: list[str] = []
    used: set[str] = set()
    plain = {id(node) for node in nodes if node.operation in ("constant", "size")}
    for node in nodes:
        if node.operation in LACKING:
            raise ValueError(f"the step {spell(node)} has no NumPy source yet")
        if node.is_leaf or node.operation in SAME_VALUE:
            if id(node) not in texts:
                texts[id(node)] = _leaf(node, texts)
            continue
        used |= {node.operation} & set(HELPERS)
        line = _line(node, texts, dtype)
        read = {id(child) for child in value_inputs(node)}
        if read and read <= plain and not node.shape:
            # A number of NumPy's would make float64 of what it meets; one of Python's does not.
            plain.add(id(node))
            line = line if node.operation in INFIX else f"float({line})"
        elif (read and read <= plain) or _chooses(node, plain):
            line = f"{line}.astype({dtype})"
        texts[id(node)] = f"step_{len(lines) + 1}"
        lines.append(f"{texts[id(node)]} = {line}")
    lines.append(_returned(lines, output, texts))
    taken = [f"{key} = np.asarray({key}, dtype={dtype})" for key in tensors]
    helpers = "".join(f"\n{HELPERS[key]}" for key in sorted(used))
    body = "\n".join(f"    {line}" for line in (*taken, *lines))
    return f"import numpy as np\n{helpers}\n\ndef {name}({', '.join(tensors)}):\n{body}\n"


def _chooses(node: Node, plain: set[int]) -> bool:
    """Tell whether a step chooses between two plain numbers."""
    return node.operation == "where" and {id(child) for child in node.inputs[1:]} <= plain


def _returned(lines: list[str], output: Node, texts: Mapping[int, str]) -> str:
    """Give the return line: the last step itself, if it is the result."""
    if lines and lines[-1].startswith(f"{texts[id(output)]} = "):
        return "return " + lines.pop().partition(" = ")[2]
    return f"return {texts[id(output)]}"


def _leaf(node: Node, texts: Mapping[int, str]) -> str:
    """Write a number, a number of elements, or what hands on its input."""
    if node.operation == "constant":
        return _number(float(node.attributes["value"]))
    if node.operation != "size":
        return texts[id(node.inputs[0])]
    counted, axes = node.inputs[0], node.attributes["axis"]
    if id(counted) not in texts or counted.operation == "constant":
        return str(node.attributes["value"])
    text = texts[id(counted)]
    if len(axes) == len(counted.shape):
        return f"{text}.size"
    return "(" + " * ".join(f"{text}.shape[{axis}]" for axis in axes or ()) + ")" if axes else "1"


def _number(value: float) -> str:
    if not np.isfinite(value):
        return f"({'-' if value < 0 else ''}np.{'nan' if np.isnan(value) else 'inf'})"
    return f"({value!r})" if value < 0 else repr(value)


def _line(node: Node, texts: Mapping[int, str], dtype: str) -> str:
    """Write one step over the texts of its inputs."""
    operation = OPERATIONS[node.operation]
    given = [texts[id(child)] for child in node.inputs]
    if node.operation in INFIX:
        return operation.symbol.format(*given)
    if node.operation in CALLS:
        text = CALLS[node.operation](given, node)
        return text.replace("dtype=?", f"dtype={dtype}")
    choices = [f"{name}={value}" for name, value in node.attributes.items() if value is not None]
    return f"np.{operation.spelling['numpy']}({', '.join([*given, *choices])})"


def _positions(like: str, node: Node) -> str:
    axis = node.attributes["axis"]
    numbers = f"np.arange({like}.shape[{axis}], dtype=?)"
    ones = ", ".join("1" for _ in node.shape[1:])
    return f"{numbers}.reshape(-1, {ones})" if ones else numbers
