"""Activations: softmax, sigmoid, relu and their kin."""

from __future__ import annotations

import math
from typing import Any

from lossgui.core import ops
from lossgui.core.expr import Node
from lossgui.core.parse.functions.reductions import sum_
from lossgui.core.parse.functions.table import known
from lossgui.core.parse.values import number, operand, tensor, whole


@known("tf.sigmoid tf.math.sigmoid tfnn.sigmoid K.sigmoid torch.sigmoid F.sigmoid .sigmoid")
@known("jax.nn.sigmoid ops.sigmoid keras.activations.sigmoid scipy.expit torch.expit")
def sigmoid(x: Any) -> Node:
    """Take 1 / (1 + exp(-x))."""
    return ops.sigmoid(tensor(x))


@known("tf.math.log_sigmoid F.logsigmoid jax.nn.log_sigmoid ops.log_sigmoid .logsigmoid")
def log_sigmoid(x: Any) -> Node:
    """Take the logarithm of the sigmoid."""
    return -ops.softplus(-tensor(x))


@known("tfnn.softmax tf.math.softmax K.softmax torch.softmax F.softmax .softmax jax.nn.softmax")
@known("ops.softmax keras.activations.softmax tf.softmax")
def softmax(x: Any, axis: Any = -1) -> Node:
    """Take exponentials in proportion to their sum along an axis."""
    return ops.exp(log_softmax(x, axis))


@known("tfnn.log_softmax tf.math.log_softmax torch.log_softmax F.log_softmax .log_softmax")
@known("jax.nn.log_softmax ops.log_softmax")
def log_softmax(x: Any, axis: Any = -1) -> Node:
    """Take the logarithm of the softmax."""
    node = tensor(x)
    place = whole(-1 if axis is None else axis) % len(node.shape)
    return ops.log_softmax(node, place)


@known("tfnn.relu torch.relu F.relu .relu jax.nn.relu ops.relu")
def relu(x: Any) -> Any:
    """Keep what is above 0."""
    return ops.maximum(tensor(x), 0.0)


@known("K.relu")
def keras_backend_relu(x: Any, alpha: Any = 0.0, max_value: Any = None) -> Any:
    """Keep what is above 0, a part alpha of the rest, and nothing above a limit."""
    found = leaky_relu(x, alpha) if number(alpha) != 0.0 else relu(x)
    return found if max_value is None else ops.minimum(found, operand(max_value))


@known("keras.activations.relu")
def keras_relu(x: Any, negative_slope: Any = 0.0, max_value: Any = None) -> Any:
    """Do what the old backend's relu does, under the newer name of its slope."""
    return keras_backend_relu(x, negative_slope, max_value)


@known("tfnn.leaky_relu")
def leaky_relu(x: Any, alpha: Any = 0.2) -> Node:
    """Keep what is above 0, and a small part of the rest."""
    node = tensor(x)
    return ops.where(ops.greater(node, 0.0), node, operand(alpha) * node)


@known("ops.leaky_relu")
def keras_leaky_relu(x: Any, negative_slope: Any = 0.2) -> Any:
    """Keep what is above 0, and a small part of the rest (Keras)."""
    return leaky_relu(x, negative_slope)


@known("F.leaky_relu jax.nn.leaky_relu")
def torch_leaky_relu(x: Any, negative_slope: Any = 0.01) -> Any:
    """Keep what is above 0, and a small part of the rest (PyTorch, JAX)."""
    return leaky_relu(x, negative_slope)


@known("tfnn.softplus tf.math.softplus K.softplus F.softplus jax.nn.softplus ops.softplus")
@known(".softplus keras.activations.softplus")
def softplus(x: Any, beta: Any = 1.0) -> Node:
    """Take log(1 + exp(x))."""
    if number(beta) == 1.0:
        return ops.softplus(tensor(x))
    return ops.softplus(operand(beta) * tensor(x)) / operand(beta)


@known("tf.tanh tf.math.tanh tfnn.tanh K.tanh np.tanh torch.tanh .tanh ops.tanh jax.nn.tanh")
@known("F.tanh keras.activations.tanh")
def tanh(x: Any) -> Node:
    """Take the hyperbolic tangent."""
    return ops.tanh(tensor(x))


@known("tf.math.cosh tf.cosh np.cosh torch.cosh ops.cosh .cosh")
def cosh(x: Any) -> Node:
    """Take the hyperbolic cosine."""
    node = tensor(x)
    return 0.5 * (ops.exp(node) + ops.exp(-node))


@known("tf.math.sinh tf.sinh np.sinh torch.sinh ops.sinh .sinh")
def sinh(x: Any) -> Node:
    """Take the hyperbolic sine."""
    node = tensor(x)
    return 0.5 * (ops.exp(node) - ops.exp(-node))


@known("tfm.sin np.sin torch.sin ops.sin .sin K.sin")
def sin(x: Any) -> Any:
    """Take the sine."""
    return ops.sin(tensor(x))


@known("tfm.cos np.cos torch.cos ops.cos .cos K.cos")
def cos(x: Any) -> Any:
    """Take the cosine."""
    return ops.cos(tensor(x))


@known("tf.math.atan tf.atan np.arctan torch.atan torch.arctan ops.arctan .atan .arctan")
def arctan(x: Any) -> Any:
    """Take the angle whose tangent it is."""
    return ops.arctan(tensor(x))


@known("tf.math.expm1 np.expm1 torch.expm1 ops.expm1 .expm1")
def expm1(x: Any) -> Any:
    """Take exp(x) - 1, exact for small x."""
    return ops.expm1(tensor(x))


@known("tfm.erf torch.erf torch.special.erf ops.erf jax.lax.erf jax.nn.erf .erf")
def erf(x: Any) -> Any:
    """Take the error function."""
    return ops.erf(tensor(x))


@known("tf.math.l2_normalize tf.linalg.l2_normalize tfnn.l2_normalize tf.l2_normalize")
def l2_normalize(x: Any, axis: Any = None, epsilon: Any = 1e-12) -> Node:
    """Divide by the root of the larger of sum of squares and epsilon (TensorFlow)."""
    node = tensor(x)
    total = _sum_kept(ops.square(node), axis)
    return node * (1.0 / ops.sqrt(ops.maximum(total, operand(epsilon))))


@known("K.l2_normalize")
def backend_normalize(x: Any, axis: Any = None) -> Any:
    """Divide by the norm, over all axes unless some are named (Keras 1 and 2)."""
    return l2_normalize(x, axis)


@known("ops.normalize keras.utils.normalize")
def keras_normalize(x: Any, axis: Any = -1, order: Any = 2, epsilon: Any = 1e-12) -> Any:
    """Divide by the norm, limited from below by the root of epsilon (Keras)."""
    if number(order) != 2:
        raise TypeError("vectors are normalized by their Euclidean norm here: order=2")
    return l2_normalize(x, axis, epsilon)


@known("F.normalize")
def torch_normalize(x: Any, p: Any = 2.0, axis: Any = 1, eps: Any = 1e-12) -> Node:
    """Divide by the larger of norm and eps (PyTorch)."""
    if number(p) != 2:
        raise TypeError("vectors are normalized by their Euclidean norm here: p=2")
    node = tensor(x)
    length = ops.sqrt(_sum_kept(ops.square(node), axis))
    return node / ops.maximum(length, operand(eps))


def _sum_kept(node: Node, axis: Any) -> Any:
    return sum_(node, axis, keepdims=True)


@known("math.log")
def math_log(x: Any, base: Any = None) -> Any:
    """Take the logarithm of a number."""
    found = _plain("log", x)
    return found if base is None else found / _plain("log", base)


@known("math.exp")
def math_exp(x: Any) -> Any:
    """Take the exponential of a number."""
    return _plain("exp", x)


@known("math.sqrt")
def math_sqrt(x: Any) -> Any:
    """Take the root of a number."""
    return _plain("sqrt", x)


@known("math.fabs")
def math_fabs(x: Any) -> Any:
    """Take the absolute value of a number."""
    return _plain("fabs", x)


def _plain(name: str, x: Any) -> Any:
    """Apply one of the functions of the module math; a length stays one that has a name."""
    found = number(x)
    if found is None:
        raise TypeError(f"math.{name} works on plain numbers, not on tensors")
    if isinstance(x, Node):
        return {"log": ops.log, "exp": ops.exp, "sqrt": ops.sqrt, "fabs": ops.absolute}[name](x)
    try:
        return float(getattr(math, name)(found))
    except (ArithmeticError, ValueError):
        raise TypeError(f"math.{name} of {found:g} is no number") from None
