"""NumPy source: operators, functions of ``np``, and helpers for what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.emit.target import ARITHMETIC, COMPARISONS, LACKING, Target, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.expr import Node

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
def logsumexp(x, axis, keepdims=False):
    """Take log(sum(exp(x))) without overflow."""
    largest = np.max(x, axis=axis, keepdims=True)
    largest = np.where(np.isfinite(largest), largest, 0.0).astype(x.dtype)
    total = np.log(np.sum(np.exp(x - largest), axis=axis, keepdims=True)) + largest
    return total if keepdims else np.squeeze(total, axis=axis)
''',
    "erf": '''
def erf(x):
    """Take the error function of each element."""
    from math import erf as of_one

    return np.vectorize(of_one, otypes=[np.float64])(x).astype(x.dtype)
''',
    "unslice": '''
def unslice(x, like, place):
    """Put a cut back at its place in zeros of the shape of `like`."""
    whole = np.zeros(np.shape(like), np.asarray(x).dtype)
    whole[place] = x
    return whole
''',
}


def positions_of(module: str) -> Callable[[list[Text], Node], str]:
    """Give what writes 0, 1, ... along an axis with a module's ``arange``, so that it broadcasts.

    `module` is ``np``, ``jnp`` or ``torch``.
    """

    def spelled(given: list[Text], node: Node) -> str:
        like, axis = given[0].code, node.attributes["axis"]
        numbers = f"{module}.arange({like}.shape[{axis}], dtype={{dtype}})"
        ones = ", ".join("1" for _ in node.shape[1:])
        return f"{numbers}.reshape(-1, {ones})" if ones else numbers

    return spelled


TARGET = Target(
    key="numpy",
    title="NumPy",
    imports={"np": "import numpy as np"},
    module="np",
    spelling=("numpy",),
    dtype="np.{0}",
    taken="np.asarray({0}, dtype={dtype})",
    made="np.asarray({0}, dtype={dtype})",
    cast="{0}.astype({dtype})",
    filled="np.full_like({1}, {0})",
    length="{0}.shape[{1}]",
    count="{0}.size",
    infix=ARITHMETIC | COMPARISONS,
    spelled={
        "divide_no_nan": "divide_no_nan({0}, {1})",
        "sigmoid": "sigmoid({0})",
        "softplus": "np.logaddexp(0.0, {0})",
        "logsumexp": "logsumexp({0}, axis={axis}{kept})",
        "broadcast_like": "np.broadcast_to({0}, {1}.shape)",
        "index": positions_of("np"),
        "argmax": "np.argmax({0}, axis={axis}{kept}).astype({dtype})",
        "argmin": "np.argmin({0}, axis={axis}{kept}).astype({dtype})",
        "erf": "erf({0})",
        "reshape": "np.reshape({0}, {shape})",
        "slice": "{0}[{parts}]",
        "unslice": "unslice({0}, {1}, np.s_[{parts}])",
        "concatenate": "np.concatenate([{inputs}], axis={axis})",
    },
    helpers=HELPERS,
    lacking=LACKING,
    keeps_gradient=False,
)
