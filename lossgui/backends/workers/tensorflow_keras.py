"""Cross-check worker: TensorFlow and its Keras 3, asked over stdin and stdout.

A program of its own: the standard library, NumPy and the framework, nothing of lossgui, so that its
numbers are independent evidence. It runs with any Python >= 3.9 that has TensorFlow >= 2.16.
What is asked and answered stands in ``_messages.py``.
"""

from __future__ import annotations

import math
import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

# Read by the host without running this file.
WORKER = {
    "key": "tensorflow",
    "title": "TensorFlow",
    "modules": ["tensorflow", "keras"],
    "install": "tensorflow",
    "dialects": ["keras-3", "textbook"],
}

Named = dict[str, Any]

tf: Any = None
keras: Any = None

CLASSES = runpy.run_path(str(Path(__file__).with_name("_keras_classes.py")))


# ---- losses: a new one is one entry of LOSSES. xp is keras.ops or tensorflow_names()


class Loss(NamedTuple):
    """How a loss is written: ``finish(inner(elements))``."""

    elements: Callable[[Any, Any, Any, Named], Any]
    finish: Callable[[Any, Any], Any] = lambda xp, reduced: reduced


def huber(xp: Any, first: Any, second: Any, p: Named) -> Any:
    """Square errors up to delta, continue linearly."""
    size, delta = xp.abs(second - first), p["delta"]
    return xp.where(size <= delta, 0.5 * xp.square(size), delta * size - 0.5 * delta * delta)


def log_cosh(xp: Any, first: Any, second: Any, _: Named) -> Any:
    """Logarithm of cosh in the form that does not overflow."""
    error = second - first
    # Keras takes its constant in float32, whatever the dtype.
    log_two = keras.ops.log(2.0) if xp is keras.ops else np.log(2.0)
    return error + xp.softplus(-2.0 * error) - xp.cast(log_two, error.dtype)


def crossentropies(xp: Any, first: Any, second: Any, p: Named) -> Any:
    """Negative log-likelihood of each yes/no label."""
    smoothing = p["label_smoothing"]
    target = first * (1.0 - smoothing) + 0.5 * smoothing if smoothing else first
    if xp is keras.ops:  # loss_request has set its epsilon
        return xp.binary_crossentropy(target, second, from_logits=p["from_logits"])
    if p["from_logits"]:
        zeros = tf.zeros_like(target - second)  # TensorFlow wants equal shapes here
        return tf.nn.sigmoid_cross_entropy_with_logits(labels=target + zeros, logits=second + zeros)
    limit = p["epsilon"]
    probability = xp.clip(second, limit, 1.0 - limit) if limit else second
    return -(target * xp.log(probability) + (1.0 - target) * xp.log(1.0 - probability))


def squared(xp: Any, first: Any, second: Any, _: Named) -> Any:
    """Square of each error."""
    return xp.square(second - first)


LOSSES = {
    "mean_squared_error": Loss(squared),
    "mean_absolute_error": Loss(lambda xp, first, second, p: xp.abs(second - first)),
    "half_sum_of_squares": Loss(squared, lambda xp, reduced: 0.5 * reduced),
    "root_mean_squared_error": Loss(squared, lambda xp, reduced: xp.sqrt(reduced)),
    "sample_root_mean_squared_error": Loss(squared, lambda xp, reduced: xp.sqrt(reduced)),
    "binary_crossentropy": Loss(crossentropies),
    "kl_standard_normal": Loss(
        lambda xp, mean, log_var, p: 1.0 + log_var - xp.square(mean) - xp.exp(log_var),
        lambda xp, reduced: -0.5 * reduced,
    ),
    "huber": Loss(huber),
    "log_cosh": Loss(log_cosh),
}


def values_per_sample(xp: Any, first: Any, second: Any, spec: Named) -> Any:
    """Calculate the unreduced loss: the formula, its inner reduction and the factor."""
    loss = LOSSES.get(spec["loss"])
    if loss is None:
        raise NotImplementedError(f"{spec['loss']}: not written in TensorFlow's operations")
    inner = xp.sum if spec["inner"] == "sum" else xp.mean
    elements = loss.elements(xp, first, second, spec["parameters"])
    values = loss.finish(xp, inner(elements, axis=spec["axis"]))
    return values if spec["factor"] == 1.0 else values * spec["factor"]


# ---- dialects: each gives value(first, second, weight, mask), unreduced(first, second), its source


def keras_dialect(spec: Named) -> tuple[Any, Any, str]:
    """Keras 3: its own squeezing, weights, mask and reduction."""
    from keras.src.backend.common.masking import set_keras_mask

    spec["dtype"] = spec["dtype"] or keras.config.floatx()
    wrapped = spec["loss"] in LOSSES and not CLASSES["is_usual"](spec)
    reduced, unreduced, source = (
        wrapped_losses(spec) if wrapped else CLASSES["own_losses"](keras, spec)
    )

    def value(first: Any, second: Any, weight: Any, mask: Any) -> Any:
        if mask is not None:
            second = tf.identity(second)  # the mask must not stay on the watched tensor
            set_keras_mask(second, tf.constant(np.asarray(mask, bool)))
        return reduced(first, second, sample_weight=weight)

    return value, unreduced, source


def wrapped_losses(spec: Named) -> tuple[Any, Any, str]:
    """Give what Keras makes of a formula that it has no class for, reduced and not."""
    from keras.src.losses.losses import LossFunctionWrapper  # what compile(loss=function) uses

    def formula(y_true: Any, y_pred: Any) -> Any:
        return values_per_sample(keras.ops, y_true, y_pred, spec)

    reduced, unreduced = (
        LossFunctionWrapper(formula, reduction=reduction, dtype=spec["dtype"])
        for reduction in (spec["reduction"], "none")
    )
    shown = f"{spec['loss']}, reduction={spec['reduction']!r}, dtype={spec['dtype']!r}"
    return reduced, unreduced, f"LossFunctionWrapper({shown})"


def textbook_dialect(spec: Named) -> tuple[Any, Any, str]:
    """Evaluate the plain formula in TensorFlow's operations."""
    spec["dtype"] = spec["dtype"] or "float64"

    def unreduced(first: Any, second: Any) -> Any:
        return values_per_sample(tensorflow_names(), first, second, spec)

    def value(first: Any, second: Any, weight: Any, mask: Any) -> Any:
        return textbook_reduction(unreduced(first, second), weight, mask, spec["reduction"])

    return value, unreduced, f"TensorFlow operations for {spec['loss']} in {spec['dtype']}"


def textbook_reduction(values: Any, weight: Any, mask: Any, reduction: str) -> Any:
    """Multiply by the weights, then sum and divide by what the reduction counts."""
    kept = None if mask is None else np.not_equal(mask, 0)
    weights = [tf.cast(item, values.dtype) for item in (weight, kept) if item is not None]
    values = math.prod(weights, start=values)
    if reduction == "none":
        return values
    total, ones = tf.reduce_sum(values), tf.ones_like(values)
    if reduction == "sum":
        return total
    if reduction == "weighted_mean" and weights:
        return total / tf.reduce_sum(math.prod(weights, start=ones))
    if mask is not None:
        return total / tf.reduce_sum(ones * tf.cast(kept, values.dtype))
    return total / tf.cast(tf.size(values), values.dtype)


DIALECTS = {"keras-3": keras_dialect, "textbook": textbook_dialect}


def tensorflow_names() -> SimpleNamespace:
    """TensorFlow's functions under the names the formulas use."""
    same = {name: getattr(tf, name) for name in ("abs", "cast", "exp", "sqrt", "square", "where")}
    math_ops = {"log": tf.math.log, "softplus": tf.nn.softplus, "clip": tf.clip_by_value}
    return SimpleNamespace(mean=tf.reduce_mean, sum=tf.reduce_sum, **same, **math_ops)


def hello() -> Named:
    """Import the framework; some seconds, and the only slow request."""
    global tf, keras  # imported late: the program must be able to say what is missing
    import keras as keras_package
    import tensorflow as tensorflow_package

    tf, keras = tensorflow_package, CLASSES["checked"](keras_package)
    return {"tensorflow": tf.__version__, "keras": keras.__version__}


def loss_request(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Calculate one loss: value, unreduced values, gradients of the summed value."""
    spec = request["spec"]
    CLASSES["prepare"](keras, request)
    value, unreduced, source = DIALECTS[spec["dialect"]](spec)
    # Keras converts its arguments first; done here, there is a tensor to differentiate by.
    given = {name: arrays[name] for name in request["arguments"]}
    tensors = {
        name: keras.ops.convert_to_tensor(x, dtype=spec["dtype"]) for name, x in given.items()
    }
    per_sample = unreduced(*tensors.values())
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        result = value(*tensors.values(), arrays.get("sample_weight"), arrays.get("mask"))
    wanted = {name: tensors[name] for name in request["wrt"]}
    # An argument without influence has gradient 0, not None.
    found = tape.gradient(result, wanted, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    answer = {"value": result.numpy(), "per_sample": per_sample.numpy()}
    answer.update({f"gradient:{name}": slope.numpy() for name, slope in found.items()})
    return {"source": source, "dtype": result.dtype.name}, answer


if __name__ == "__main__":
    run = runpy.run_path(str(Path(__file__).with_name("_messages.py")))["run"]
    run(
        WORKER["key"],
        hello,
        loss_request,
        code=True,
        TF_CPP_MIN_LOG_LEVEL="3",
        CUDA_VISIBLE_DEVICES="-1",
        KERAS_BACKEND="tensorflow",
    )
