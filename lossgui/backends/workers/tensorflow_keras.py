"""Cross-check worker: TensorFlow and its Keras 3, asked over stdin and stdout.

A program of its own: the standard library, NumPy and the framework, nothing of lossgui, so that its
numbers are independent evidence. It runs with any Python >= 3.9 that has TensorFlow >= 2.16.

A message is one line of JSON, then the bytes of the arrays which its ``arrays`` entry lists as
``[name, size]``, each in the .npy format. ``hello`` imports the framework and gives its versions,
``loss`` gives value, unreduced values, gradients and the name of what was called, ``code`` the same
of pasted code. What the framework raises is an ordinary answer. The end of stdin ends the program.
"""

from __future__ import annotations

import io
import json
import math
import os
import platform
import queue
import runpy
import sys
import threading
import traceback
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

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

KERAS_EPSILON = 1e-7
FAREWELL_SECONDS = 2.0  # how long a calculation may go on after the host has closed stdin
LONGEST_MESSAGE = 4000


# ---- losses: a new one is one entry of LOSSES. xp is keras.ops or tensorflow_names()


class Loss(NamedTuple):
    """How a loss is written: ``finish(inner(elements))``, and the class with which Keras has it."""

    elements: Callable[[Any, Any, Any, Named], Any]
    finish: Callable[[Any, Any], Any] = lambda xp, reduced: reduced
    keras_class: str = ""
    class_options: tuple[str, ...] = ()
    class_takes_axis: bool = False


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
    "mean_squared_error": Loss(squared, keras_class="MeanSquaredError"),
    "mean_absolute_error": Loss(
        lambda xp, first, second, p: xp.abs(second - first), keras_class="MeanAbsoluteError"
    ),
    "half_sum_of_squares": Loss(squared, lambda xp, reduced: 0.5 * reduced),
    "root_mean_squared_error": Loss(squared, lambda xp, reduced: xp.sqrt(reduced)),
    "sample_root_mean_squared_error": Loss(squared, lambda xp, reduced: xp.sqrt(reduced)),
    "binary_crossentropy": Loss(
        crossentropies,
        keras_class="BinaryCrossentropy",
        class_options=("from_logits", "label_smoothing"),
        class_takes_axis=True,
    ),
    "kl_standard_normal": Loss(
        lambda xp, mean, log_var, p: 1.0 + log_var - xp.square(mean) - xp.exp(log_var),
        lambda xp, reduced: -0.5 * reduced,
    ),
    "huber": Loss(huber, keras_class="Huber", class_options=("delta",)),
    "log_cosh": Loss(log_cosh, keras_class="LogCosh"),
}


def values_per_sample(xp: Any, first: Any, second: Any, spec: Named) -> Any:
    """Calculate the unreduced loss: the formula, its inner reduction and the factor."""
    loss = LOSSES[spec["loss"]]
    inner = xp.sum if spec["inner"] == "sum" else xp.mean
    elements = loss.elements(xp, first, second, spec["parameters"])
    values = loss.finish(xp, inner(elements, axis=spec["axis"]))
    return values if spec["factor"] == 1.0 else values * spec["factor"]


class OwnClass(NamedTuple):
    """A loss that is known by Keras' own class alone: asked as the class computes it.

    `options` are the parameters that the class takes, `fixed` those that it has built in with the
    values that mean the same there; `axis` is what lossgui calls its axis. `float32_only` says that
    it computes in float32 whatever its dtype.
    """

    name: str
    options: tuple[str, ...] = ()
    takes_axis: bool = False
    inner: str = "mean"
    fixed: dict[str, tuple[Any, ...]] = {}  # noqa: RUF012 - read only
    axis: Any = -1
    float32_only: bool = False


SHARES = {"normalize": (None, True)}
SIGNS = {"convert_labels": (None, True)}

OWN_CLASSES = {
    "mean_absolute_percentage_error": OwnClass(
        "MeanAbsolutePercentageError", fixed={"scale": (None, 100.0)}
    ),
    "mean_squared_logarithmic_error": OwnClass("MeanSquaredLogarithmicError"),
    "poisson": OwnClass("Poisson", fixed={"log_input": (None, False), "full": (False,)}),
    "kl_divergence": OwnClass(
        "KLDivergence", inner="sum", fixed={"log_input": (None, False), "log_target": (False,)}
    ),
    "hinge": OwnClass("Hinge", fixed=SIGNS),
    "squared_hinge": OwnClass("SquaredHinge", fixed=SIGNS),
    "categorical_hinge": OwnClass("CategoricalHinge", inner=""),
    "binary_focal_crossentropy": OwnClass(
        "BinaryFocalCrossentropy",
        ("apply_class_balancing", "alpha", "gamma", "from_logits", "label_smoothing"),
        takes_axis=True,
    ),
    "categorical_crossentropy": OwnClass(
        "CategoricalCrossentropy",
        ("from_logits", "label_smoothing"),
        takes_axis=True,
        inner="sum",
        fixed=SHARES,
    ),
    "categorical_focal_crossentropy": OwnClass(
        "CategoricalFocalCrossentropy",
        ("alpha", "gamma", "from_logits", "label_smoothing"),
        takes_axis=True,
        inner="sum",
        fixed=SHARES,
    ),
    "sparse_categorical_crossentropy": OwnClass(
        "SparseCategoricalCrossentropy",
        ("from_logits", "ignore_class"),
        takes_axis=True,
        inner="",
        fixed={**SHARES, "label_smoothing": (0.0,)},
    ),
    "categorical_generalized_cross_entropy": OwnClass(
        "CategoricalGeneralizedCrossEntropy", ("q",), inner=""
    ),
    "cosine_similarity": OwnClass(
        "CosineSimilarity", takes_axis=True, inner="sum", fixed={"negated": (None, True)}
    ),
    "dice": OwnClass("Dice", takes_axis=True, inner=""),
    "tversky": OwnClass("Tversky", ("alpha", "beta"), takes_axis=True, inner=""),
    "circle": OwnClass("Circle", ("gamma", "margin", "remove_diagonal"), inner="", axis=None),
    "ctc": OwnClass(
        "CTC",
        inner="",
        fixed={
            "time_major": (None, False),
            "log_probabilities": (None, False),
            "zero_infinity": (False,),
            "log_zero": (None,),
        },
        axis=None,
        float32_only=True,
    ),
}


def own_class_loss(spec: Named, reduction: str) -> tuple[Any, str]:
    """Give Keras' own loss object, or say that its class has no such choice."""
    known = OWN_CLASSES[spec["loss"]]
    usual = spec["inner"] == known.inner and spec["factor"] == 1.0
    if not usual or not (known.takes_axis or spec["axis"] == known.axis):
        raise NotImplementedError(f"keras.losses.{known.name} has its own axis, sum or mean")
    if known.float32_only and spec["dtype"] == "float64":
        raise NotImplementedError(f"keras.losses.{known.name} computes in float32 on TensorFlow")
    for name, value in spec["parameters"].items():
        if name in known.options or name == "epsilon":
            continue
        if value not in known.fixed.get(name, (None, 0.0)):
            raise NotImplementedError(f"keras.losses.{known.name} has no {name}")
    options = {"reduction": reduction, "dtype": spec["dtype"]}
    options |= {name: spec["parameters"][name] for name in known.options}
    if options.get("ignore_class") is not None:
        options["ignore_class"] = int(options["ignore_class"])
    options |= {"axis": spec["axis"]} if known.takes_axis else {}
    shown = ", ".join(f"{name}={value!r}" for name, value in options.items())
    return getattr(keras.losses, known.name)(**options), f"keras.losses.{known.name}({shown})"


# ---- dialects: each gives value(first, second, weight, mask), unreduced(first, second), its source


def keras_dialect(spec: Named) -> tuple[Any, Any, str]:
    """Keras 3: its own squeezing, weights, mask and reduction."""
    from keras.src.backend.common.masking import set_keras_mask

    spec["dtype"] = spec["dtype"] or keras.config.floatx()
    reduced, source = keras_loss(spec, spec["reduction"])
    unreduced, _ = keras_loss(spec, "none")

    def value(first: Any, second: Any, weight: Any, mask: Any) -> Any:
        if mask is not None:
            second = tf.identity(second)  # the mask must not stay on the watched tensor
            set_keras_mask(second, tf.constant(np.asarray(mask, bool)))
        return reduced(first, second, sample_weight=weight)

    return value, unreduced, source


def keras_loss(spec: Named, reduction: str) -> tuple[Any, str]:
    """Give Keras' own loss object: its class where it has one, else its wrapper of the formula."""
    from keras.src.losses.losses import LossFunctionWrapper  # what compile(loss=function) uses

    if spec["loss"] in OWN_CLASSES:
        return own_class_loss(spec, reduction)
    loss = LOSSES[spec["loss"]]
    options = {"reduction": reduction, "dtype": spec["dtype"]}
    usual = spec["inner"] == "mean" and spec["factor"] == 1.0
    if loss.keras_class and usual and (loss.class_takes_axis or spec["axis"] == -1):
        options |= {name: spec["parameters"][name] for name in loss.class_options}
        options |= {"axis": spec["axis"]} if loss.class_takes_axis else {}
        shown = ", ".join(f"{name}={value!r}" for name, value in options.items())
        own_class = getattr(keras.losses, loss.keras_class)
        return own_class(**options), f"keras.losses.{loss.keras_class}({shown})"

    def formula(y_true: Any, y_pred: Any) -> Any:
        return values_per_sample(keras.ops, y_true, y_pred, spec)

    shown = f"{spec['loss']}, reduction={reduction!r}, dtype={spec['dtype']!r}"
    return LossFunctionWrapper(formula, **options), f"LossFunctionWrapper({shown})"


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


def hello(_request: Named, _arrays: Named) -> tuple[Named, Named]:
    """Import the framework; some seconds, and the only slow request."""
    global tf, keras  # imported late: the program must be able to say what is missing
    import keras as keras_package
    import tensorflow as tensorflow_package

    if int(keras_package.__version__.split(".")[0]) < 3:
        raise RuntimeError(f"Keras 3 is needed and this Python has {keras_package.__version__}")
    tf, keras = tensorflow_package, keras_package
    known = {"python": platform.python_version(), "tensorflow": tf.__version__}
    return {"versions": {**known, "keras": keras.__version__}}, {}


def loss_request(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Calculate one loss: value, unreduced values, gradients of the summed value."""
    spec = dict(request["spec"])
    spec["axis"] = tuple(spec["axis"]) if isinstance(spec["axis"], list) else spec["axis"]
    # Keras clips probabilities with one global constant; this is how a Keras user changes it.
    epsilon = spec["parameters"].get("epsilon")
    keras.config.set_epsilon(KERAS_EPSILON if epsilon is None else epsilon)
    if any(spec["parameters"].get(name) for name in ("log_epsilon", "log_floor")):
        raise NotImplementedError("TensorFlow adds nothing inside logarithms and has no floor")
    extra = sorted(set(request["arguments"]) & OPTIONAL)
    known = spec["loss"] in LOSSES or (spec["loss"] in OWN_CLASSES and spec["dialect"] == "keras-3")
    if extra or not known:
        raise NotImplementedError(f"{' and '.join(extra) or spec['loss']}: not asked of Keras")
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


OPTIONAL = {
    "class_weight",
    "pos_weight",
    "transcript_length",
    "frame_length",
    "ref_labels",
    "ref_embeddings",
}


def code_request(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Run pasted code; the part of the program for that is shared by the workers."""
    part = runpy.run_path(str(Path(__file__).with_name("_pasted.py")))
    return part["answer"](WORKER["key"], request, arrays)  # type: ignore[no-any-return]


REQUESTS = {"hello": hello, "loss": loss_request, "code": code_request}


def respond(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Give header and arrays of the answer to one request."""
    answer: Named = {}
    try:
        header, answer = REQUESTS[request["kind"]](request, arrays)
    except ImportError as problem:
        header = {"missing": f"{type(problem).__name__}: {problem}"}
    except Exception as problem:  # whatever the framework raises is the answer
        kind, said = type(problem).__name__, str(problem)[:LONGEST_MESSAGE]
        # No refusal but a gap: TensorFlow cannot broadcast to more than five axes, for example.
        gap = kind in {"UnimplementedError", "NotImplementedError"}
        header = {"unsupported": said} if gap else {"raised": {"type": kind, "message": said}}
    return {"id": request["id"], **header}, answer


def read_message(stream: BinaryIO) -> tuple[Named, Named] | None:
    """Read the next (header, arrays); None at the end of the stream."""
    line = stream.readline()
    if not line:
        return None
    header = json.loads(line)
    contents = {name: io.BytesIO(stream.read(size)) for name, size in header["arrays"]}
    return header, {
        name: np.load(content, allow_pickle=False) for name, content in contents.items()
    }


def write_message(stream: BinaryIO, header: Named, arrays: Named) -> None:
    """Send one message."""
    contents = {name: io.BytesIO() for name in arrays}
    for name, content in contents.items():
        np.save(content, arrays[name], allow_pickle=False)
    listed = [[name, content.tell()] for name, content in contents.items()]
    stream.write(json.dumps({**header, "arrays": listed}).encode() + b"\n")
    stream.writelines(content.getvalue() for content in contents.values())
    stream.flush()


def read_requests(requests: queue.SimpleQueue[Any]) -> None:
    """Read in a thread of its own, to notice the end of stdin while the framework calculates."""
    try:
        while (message := read_message(sys.stdin.buffer)) is not None:
            requests.put(message)
    finally:
        requests.put(None)
        threading.Timer(FAREWELL_SECONDS, os._exit, (0,)).start()


def main() -> None:
    """Answer requests until stdin ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the framework prints goes to stderr from now on
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    sys.path.pop(0)  # this folder: a file beside this one must not shadow a module
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=read_requests, args=(requests,), daemon=True).start()
    while (message := requests.get()) is not None:
        write_message(out, *respond(*message))


if __name__ == "__main__":
    try:
        main()
    except BaseException:  # its last words, then the quick exit below
        traceback.print_exc()
        os._exit(1)
    os._exit(0)  # TensorFlow's own threads can delay an ordinary exit
