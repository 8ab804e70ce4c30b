"""A loss written out as source code: one file of this folder for each framework.

A file has the function ``write(name, pipeline, output) -> str`` and stands in `TARGETS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.api import as_spec, chosen
from lossgui.core.emit import numpy_source
from lossgui.core.examples import example
from lossgui.core.pipeline import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.expr import Node
    from lossgui.core.pipeline import Pipeline
    from lossgui.core.spec import LossSpec

TARGETS: dict[str, Callable[[str, Pipeline, Node], str]] = {"numpy": numpy_source.write}


def emit(
    loss: str | LossSpec,
    framework: str = "numpy",
    *tensors: Any,
    wrt: str | None = None,
    **choices: Any,
) -> str:
    """Write a loss as a function that runs without lossgui, one line for each step.

    Parameters
    ----------
    loss
        Key, alias or title of a catalogue loss, or a `LossSpec`.
    framework
        ``numpy``: so far the only one.
    *tensors
        Tensors, or anything with a shape: the code is made for their numbers of axes and for the
        places where they are broadcast; their lengths may be others. Default: an example.
    wrt
        The tensor to differentiate by, for the function of the gradient; an unreduced loss is
        summed. Default: the value.
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
        step_1 = y_pred - y_true
        step_2 = np.square(step_1)
        step_3 = np.sum(step_2, axis=-1)
        step_4 = 0.5 * step_3
        step_5 = np.sum(step_4)
        return step_5 / step_4.size
    <BLANKLINE>
    """
    if framework not in TARGETS:
        raise ValueError(f"framework must be one of {', '.join(TARGETS)}, not {framework!r}")
    weights = {name: choices.pop(name) for name in ("sample_weight", "mask") if name in choices}
    given = tensors or tuple(example(as_spec(loss).entry).values())
    spec, named = chosen(loss, given, choices)
    named |= {name: tensor for name, tensor in weights.items() if tensor is not None}
    pipeline = build(spec, {name: np.shape(tensor) for name, tensor in named.items()})
    output = pipeline.output if wrt is None else pipeline.gradient(wrt)
    name = spec.entry.name if wrt is None else f"{spec.entry.name}_by_{wrt}"
    return TARGETS[framework](name, pipeline, output)
