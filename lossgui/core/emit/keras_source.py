"""Keras 3 source: functions of ``keras.ops``, the same on each of its backends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.emit.keras_calls import CALLS
from lossgui.core.emit.target import ARITHMETIC, COMPARISONS, LACKING, Target, Text
from lossgui.core.emit.tensorflow_source import paddings

if TYPE_CHECKING:
    from lossgui.core.expr import Node


def _positions(given: list[Text], node: Node) -> str:
    like, axis = given[0].code, node.attributes["axis"]
    numbers = f"keras.ops.arange(keras.ops.shape({like})[{axis}], dtype={{dtype}})"
    ones = ", ".join("1" for _ in node.shape[1:])
    return f"keras.ops.reshape({numbers}, (-1, {ones}))" if ones else numbers


TARGET = Target(
    key="keras",
    title="Keras 3",
    imports={"keras": "import keras"},
    module="keras.ops",
    spelling=("keras",),
    dtype='"{0}"',
    taken="keras.ops.convert_to_tensor({0}, dtype={dtype})",
    made="keras.ops.convert_to_tensor({0}, dtype={dtype})",
    cast="keras.ops.cast({0}, {dtype})",
    filled="keras.ops.full_like({1}, {0})",
    length="keras.ops.shape({0})[{1}]",
    count="keras.ops.size({0})",
    counts_in_tensors=True,
    float32_numbers=True,
    infix=ARITHMETIC | COMPARISONS - {"equal", "not_equal"},
    spelled={
        "broadcast_like": "keras.ops.broadcast_to({0}, keras.ops.shape({1}))",
        "index": _positions,
        "argmax": "keras.ops.cast(keras.ops.argmax({0}, axis={axis}{kept}), {dtype})",
        "argmin": "keras.ops.cast(keras.ops.argmin({0}, axis={axis}{kept}), {dtype})",
        "truncate": "(keras.ops.sign({0}) * keras.ops.floor(keras.ops.abs({0})))",
        "reshape": "keras.ops.reshape({0}, {shape})",
        "slice": "{0}[{parts}]",
        "unslice": lambda given, node: f"keras.ops.pad({given[0].code}, {paddings(node)})",
        "concatenate": "keras.ops.concatenate([{inputs}], axis={axis})",
    },
    lacking=LACKING,
    dialects=("keras-3", "keras-3-jax", "keras-3-torch"),
    calls=CALLS,
)
