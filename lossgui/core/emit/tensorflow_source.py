"""TensorFlow source: functions of ``tf``, which run in tf.keras 2 as well as in Keras 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.emit.keras_calls import FLAT_CALLS
from lossgui.core.emit.target import ARITHMETIC, COMPARISONS, LACKING, Target, Text
from lossgui.core.formula import cut_text

if TYPE_CHECKING:
    from lossgui.core.expr import Node

HELPERS = {
    "median": '''
def median(x, axis):
    """Take the middle element, the mean of both middle ones of an even number."""
    ordered = tf.sort(x, axis=axis)
    count = tf.shape(x)[axis]
    low = tf.gather(ordered, (count - 1) // 2, axis=axis)
    return 0.5 * low + 0.5 * tf.gather(ordered, count // 2, axis=axis)
''',
    "argmax": '''
def argmax(x, axis, keepdims=False):
    """Give the place of the largest element as a number of the tensor's own dtype."""
    found = tf.cast(tf.argmax(x, axis=axis), x.dtype)
    return tf.expand_dims(found, axis) if keepdims else found
''',
    "argmin": '''
def argmin(x, axis, keepdims=False):
    """Give the place of the smallest element as a number of the tensor's own dtype."""
    found = tf.cast(tf.argmin(x, axis=axis), x.dtype)
    return tf.expand_dims(found, axis) if keepdims else found
''',
}


def _positions(given: list[Text], node: Node) -> str:
    like, axis = given[0].code, node.attributes["axis"]
    numbers = f"tf.range(tf.shape({like})[{axis}], dtype={{dtype}})"
    ones = ", ".join("1" for _ in node.shape[1:])
    return f"tf.reshape({numbers}, (-1, {ones}))" if ones else numbers


def _product(given: list[Text], node: Node) -> str:
    """Write a product of matrices; tf.matmul takes no vectors."""
    first, second = (text.code for text in given)
    left, right = (len(child.shape) for child in node.inputs)
    if left > 1 and right > 1:
        return f"tf.matmul({first}, {second})"
    if right < 3:
        return f"tf.tensordot({first}, {second}, axes=1)"
    return f"tf.squeeze(tf.matmul(tf.expand_dims({first}, axis=0), {second}), axis=-2)"


def paddings(node: Node) -> list[tuple[int, int]]:
    """Say how many zeros stand before and behind a cut that is put back, for each axis.

    Raises
    ------
    ValueError
        If the cut leaves out elements between others, or goes backwards.
    """
    found = []
    parts = node.attributes["parts"]
    for (start, stop, step), length in zip(parts, node.shape, strict=True):
        if step not in (None, 1):
            raise ValueError(f"the slope of the cut [{cut_text(parts)}] has no source here yet")
        first, last, _ = slice(start, stop).indices(length)
        # An end that is counted from behind stays there when the axis gets longer.
        found.append((first, max(length - max(last, first), 0)))
    return found


TARGET = Target(
    key="tf.keras-2",
    title="TensorFlow",
    imports={"tf": "import tensorflow as tf"},
    module="tf",
    spelling=("tensorflow",),
    dtype="tf.{0}",
    taken="tf.cast({0}, {dtype})",
    made="tf.constant({0}, {dtype})",
    cast="tf.cast({0}, {dtype})",
    filled="tf.fill(tf.shape({1}), tf.cast({0}, {dtype}))",
    length="tf.shape({0})[{1}]",
    count="tf.size({0})",
    counts_in_tensors=True,
    float32_numbers=True,
    infix=ARITHMETIC | COMPARISONS - {"equal", "not_equal"},
    spelled={
        "median": "median({0}, axis={axis})",
        "broadcast_like": "tf.broadcast_to({0}, tf.shape({1}))",
        "index": _positions,
        "argmax": "argmax({0}, {axis}{kept})",
        "argmin": "argmin({0}, {axis}{kept})",
        "truncate": "(tf.sign({0}) * tf.floor(tf.abs({0})))",
        "reshape": "tf.reshape({0}, {shape})",
        "slice": "{0}[{parts}]",
        "unslice": lambda given, node: f"tf.pad({given[0].code}, {paddings(node)})",
        "concatenate": "tf.concat([{inputs}], axis={axis})",
        "transpose": "tf.transpose({0}, perm={axes})",
        "matmul": _product,
    },
    helpers=HELPERS,
    lacking=LACKING,
    dialects=("tf.keras-2.15", "tf.keras-2.3", "tf.keras-2.1"),
    calls=FLAT_CALLS,
)
