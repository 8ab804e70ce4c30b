"""A loss written out as source code: one file of this folder for each framework.

A file has a `Target`, the framework's words, and stands in `TARGETS`; `writer.py` is for all.
"""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.api import as_spec, chosen
from lossgui.core.emit import (
    jax_source,
    keras_source,
    numpy_source,
    tensorflow_source,
    torch_source,
)
from lossgui.core.emit.naming import wanted_name
from lossgui.core.emit.numbers import with_numbers
from lossgui.core.emit.own_call import broken
from lossgui.core.emit.simplify import SAME_VALUE, simplified
from lossgui.core.emit.writer import Writer
from lossgui.core.examples import example
from lossgui.core.expr import constant, walk
from lossgui.core.gradient import slopes
from lossgui.core.ops import broadcast_like
from lossgui.core.pipeline import build

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lossgui.core.emit.target import Target
    from lossgui.core.expr import Node
    from lossgui.core.losses import Loss
    from lossgui.core.pipeline import Pipeline
    from lossgui.core.spec import LossSpec

_SOURCES = (numpy_source, keras_source, tensorflow_source, torch_source, jax_source)
TARGETS: dict[str, Target] = {source.TARGET.key: source.TARGET for source in _SOURCES}


def emit(
    loss: str | Loss | LossSpec,
    framework: str = "numpy",
    *tensors: Any,
    wrt: str | None = None,
    steps: bool = False,
    **choices: Any,
) -> str:
    """Write a loss as a function that runs without lossgui.

    Where the framework has the loss itself, and its call can say what is chosen, the function is
    that call; else it is the loss' own steps, short ones in one line.

    Parameters
    ----------
    loss
        Key, alias or title of a catalogue loss, what `lossgui.parse` gives, or a `LossSpec`.
    framework
        ``numpy``, ``keras`` (Keras 3), ``tf.keras-2``, ``torch`` or ``jax``.
    *tensors
        Tensors, or anything with a shape: the code is made for their numbers of axes and for the
        places where they are broadcast; their lengths may be others. Default: an example.
    wrt
        The tensor to differentiate by, for the function of the gradient; an unreduced loss is
        summed. Default: the value.
    steps
        Whether the steps are written even where the framework has the loss itself.
    **choices
        What `lossgui.evaluate` takes, ``sample_weight`` and ``mask`` as well.

    Raises
    ------
    ValueError
        If the framework is not known here, or an operation of the loss has no source in it.

    Examples
    --------
    >>> print(emit("half_sum_of_squares", dialect="textbook"))
    import numpy as np
    <BLANKLINE>
    <BLANKLINE>
    def half_sum_of_squares(y_true, y_pred):
        y_true = np.asarray(y_true, dtype=np.float64)
        y_pred = np.asarray(y_pred, dtype=np.float64)
        scaled = 0.5 * np.sum(np.square(y_pred - y_true), axis=-1)  # (4, 3) -> (4,)
        return np.mean(scaled)
    <BLANKLINE>
    """
    if framework not in TARGETS:
        raise ValueError(f"framework must be one of {', '.join(TARGETS)}, not {framework!r}")
    spec, pipeline = _pipeline(loss, tensors, choices)
    target = TARGETS[framework]
    name = _identifier(spec.entry.name, target)
    if wrt is None and not steps:
        found = own_source(target, name, spec, pipeline)
        if found:
            return found
    output, numbers = with_numbers(pipeline, spec)
    labels: dict[int, str] = {}
    if wrt is not None:
        name = f"{name}_by_{wrt}"
        output, labels = _slope(output, pipeline.tensor(wrt))
    return write(
        target,
        name,
        output,
        tuple(pipeline.variables),
        pipeline.spec.computed_dtype,
        is_value=wrt is None,
        numbers=numbers,
        labels=labels,
    )


def _pipeline(
    loss: str | Loss | LossSpec, tensors: tuple[Any, ...], choices: dict[str, Any]
) -> tuple[LossSpec, Pipeline]:
    """Build the graph for the shapes of the tensors, an example's where none are given.

    The spec is the one that was asked for; that of the pipeline has its axis fitted to the shapes.
    """
    weights = {name: choices.pop(name) for name in ("sample_weight", "mask") if name in choices}
    given = tensors or tuple(example(as_spec(loss).entry).values())
    spec, named = chosen(loss, given, choices)
    named |= {name: tensor for name, tensor in weights.items() if tensor is not None}
    return spec, build(spec, {name: np.shape(tensor) for name, tensor in named.items()})


def _identifier(name: str, target: Target) -> str:
    """Make a function's name of a loss' name, other than those of the helpers."""
    found = re.sub(r"\W", "_", name)
    free = found.isidentifier() and not keyword.iskeyword(found) and found not in target.helpers
    return found if free else f"{found}_loss".lstrip("0123456789")


def _slope(output: Node, tensor: Node) -> tuple[Node, dict[int, str]]:
    """Differentiate by a tensor, and call each slope on the way by what it is the slope by."""
    found = slopes(output, [tensor])
    labels = {
        id(found[id(node)]): f"by_{wanted_name(node)}"
        for node in walk(output)
        if id(node) in found and not node.is_leaf
    }
    nothing = broadcast_like(constant(0.0), tensor)
    return found.get(id(tensor), nothing), labels


def own_source(target: Target, name: str, spec: LossSpec, pipeline: Pipeline) -> str:
    """Write a loss as a call of the framework's own; empty if it has none that says the choices."""
    calls = target.calls
    own = calls.find(spec, pipeline) if calls and spec.dialect in target.dialects else None
    if calls is None or own is None:
        return ""
    lines = []
    tensors = tuple(pipeline.variables)
    if calls.takes_tensors:
        whole = {spec.entry.arguments[place] for place in own.whole}
        dtypes = {key: calls.integer if key in whole else spec.computed_dtype for key in tensors}
        lines = [_taken(target, key, dtype) for key, dtype in dtypes.items()]
    lines.extend(broken(f"return {calls.code(own, spec, pipeline)}"))
    return _module(target, name, tensors, lines, (), spec.computed_dtype)


def write(
    target: Target,
    name: str,
    output: Node,
    tensors: tuple[str, ...],
    dtype: str,
    *,
    is_value: bool = True,
    numbers: Mapping[str, float] | None = None,
    labels: Mapping[int, str] | None = None,
) -> str:
    """Write the function `name` that computes a node, with what it needs above it.

    Parameters
    ----------
    tensors
        Its arguments in order, the variables of the graph among them.
    dtype
        What the tensors are taken into: ``float32`` and the like.
    is_value
        Whether the framework may be asked to differentiate the function: what is constant for a
        derivative then says so. Not for a function that gives a derivative.
    numbers
        Those of the variables that are numbers, with the values that they have by default.
    labels
        What some steps shall be called, by their id.

    Raises
    ------
    ValueError
        If an operation has no source in the framework.
    """
    passed = SAME_VALUE
    if is_value and target.keeps_gradient:
        passed -= {"stop_gradient"}
    numbers = numbers or {}
    done = simplified(output, passed)
    called = {id(done[old]): label for old, label in (labels or {}).items() if old in done}
    writer = Writer(target, dtype, tensors, (name,), numbers=numbers, labels=called)
    writer.write(done[id(output)])
    lines = [*(_taken(target, key, dtype) for key in tensors), *writer.lines]
    used = sorted(writer.used & set(target.helpers))
    helpers = tuple(target.helpers[key] for key in used)
    needed = {str(node.attributes.get("name")) for node in walk(done[id(output)])}
    defaults = [f"{key}={value!r}" for key, value in numbers.items() if key in needed]
    return _module(target, name, (*tensors, *defaults), lines, helpers, dtype)


def _taken(target: Target, tensor: str, dtype: str) -> str:
    """Write the line that takes a tensor into a dtype."""
    return f"{tensor} = {target.taken.format(tensor, dtype=target.dtype.format(dtype))}"


def _module(
    target: Target,
    name: str,
    tensors: tuple[str, ...],
    lines: list[str],
    helpers: tuple[str, ...],
    dtype: str,
) -> str:
    """Put a function together with its imports and helpers."""
    body = "\n".join(f"    {line}" for line in lines)
    wide = f"\n{target.wide}\n" if dtype == "float64" and target.wide else ""
    code = f"{''.join(helpers)}{wide}{body}".replace("jax.numpy", "")
    needed = [line for key, line in target.imports.items() if re.search(rf"\b{key}\.", code)]
    above = "".join(f"\n{helper}" for helper in helpers)
    top = "\n".join(needed)
    return f"{top}\n{wide}{above}\n\ndef {name}({', '.join(tensors)}):\n{body}\n"
