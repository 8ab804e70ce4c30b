"""Cross-check worker: Keras 3 on PyTorch, asked over stdin and stdout.

A program of its own: the standard library, NumPy and the framework, nothing of lossgui, so that its
numbers are independent evidence. It runs with any Python >= 3.9 that has Keras >= 3.8 and PyTorch.

A message is one line of JSON, then the bytes of the arrays which its ``arrays`` entry lists as
``[name, size]``, each in the .npy format. ``hello`` imports the framework and gives its versions,
``loss`` gives value, unreduced values, gradients and the name of what was called. What the
framework raises is an ordinary answer. The end of stdin ends the program.
"""

from __future__ import annotations

import io
import json
import os
import platform
import queue
import sys
import threading
import traceback
import warnings
from typing import Any, BinaryIO, NamedTuple

import numpy as np

# Read by the host without running this file.
WORKER = {
    "key": "keras-torch",
    "title": "Keras on PyTorch",
    "modules": ["keras", "torch"],
    "install": "keras torch",
    "dialects": ["keras-3-torch"],
}

Named = dict[str, Any]

keras: Any = None
torch: Any = None

KERAS_EPSILON = 1e-7
FAREWELL_SECONDS = 2.0  # how long a calculation may go on after the host has closed stdin
LONGEST_MESSAGE = 4000


# ---- losses: a new one is one entry of OWN_CLASSES


class OwnClass(NamedTuple):
    """A loss as Keras' own class computes it.

    `options` are the parameters that the class takes, `fixed` those that it has built in with the
    values that mean the same there; `axis` is what lossgui calls its axis.
    """

    name: str
    options: tuple[str, ...] = ()
    takes_axis: bool = False
    inner: str = "mean"
    fixed: dict[str, tuple[Any, ...]] = {}  # noqa: RUF012 - read only
    axis: Any = -1


SHARES = {"normalize": (None, True)}
SIGNS = {"convert_labels": (None, True)}

OWN_CLASSES = {
    "mean_squared_error": OwnClass("MeanSquaredError"),
    "mean_absolute_error": OwnClass("MeanAbsoluteError"),
    "huber": OwnClass("Huber", ("delta",)),
    "log_cosh": OwnClass("LogCosh"),
    "binary_crossentropy": OwnClass(
        "BinaryCrossentropy", ("from_logits", "label_smoothing"), takes_axis=True
    ),
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
    ),
}


def own_class_loss(spec: Named, reduction: str) -> tuple[Any, str]:
    """Give Keras' own loss object, or say that its class has no such choice."""
    known = OWN_CLASSES[spec["loss"]]
    usual = spec["inner"] == known.inner and spec["factor"] == 1.0
    if not usual or not (known.takes_axis or spec["axis"] == known.axis):
        raise NotImplementedError(f"keras.losses.{known.name} has its own axis, sum or mean")
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


def hello(_request: Named, _arrays: Named) -> tuple[Named, Named]:
    """Import the framework; some seconds, and the only slow request."""
    global keras, torch  # imported late: the program must be able to say what is missing
    import keras as keras_package
    import torch as torch_package

    if int(keras_package.__version__.split(".")[0]) < 3:
        raise RuntimeError(f"Keras 3 is needed and this Python has {keras_package.__version__}")
    keras, torch = keras_package, torch_package
    known = {"python": platform.python_version(), "keras": keras.__version__}
    return {"versions": {**known, "torch": torch.__version__}}, {}


def chosen_losses(request: Named) -> tuple[Any, Any, str]:
    """Give Keras' loss objects, reduced and not, for what is asked, and what was called."""
    spec = request["spec"]
    spec["axis"] = tuple(spec["axis"]) if isinstance(spec["axis"], list) else spec["axis"]
    spec["dtype"] = spec["dtype"] or keras.config.floatx()
    if spec["dtype"] == "float64":
        # keras/src/backend/common/dtypes.py 3.15.1 makes a float32 of it everywhere but on
        # TensorFlow, and ops.mean and ops.sum follow that.
        raise NotImplementedError("Keras on PyTorch takes means and sums in float32")
    # Keras clips probabilities with one global constant; this is how a Keras user changes it.
    epsilon = spec["parameters"].get("epsilon")
    keras.config.set_epsilon(KERAS_EPSILON if epsilon is None else epsilon)
    if any(spec["parameters"].get(name) for name in ("log_epsilon", "log_floor")):
        raise NotImplementedError("Keras adds nothing inside logarithms and has no floor")
    if spec["loss"] not in OWN_CLASSES or len(request["arguments"]) != 2:
        raise NotImplementedError(f"{spec['loss']} with these tensors: not asked of Keras")
    reduced, source = own_class_loss(spec, spec["reduction"])
    return reduced, own_class_loss(spec, "none")[0], source


def loss_request(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Calculate one loss: value, unreduced values, gradients of the summed value."""
    reduced, unreduced, source = chosen_losses(request)
    dtype = getattr(torch, request["spec"]["dtype"])
    given = {name: torch.tensor(arrays[name], dtype=dtype) for name in request["arguments"]}
    wanted = [given[name].requires_grad_(True) for name in request["wrt"]]
    first, second = given.values()
    second = masked(second, arrays.get("mask"))
    result = reduced(first, second, sample_weight=arrays.get("sample_weight"))
    per_sample = unreduced(*given.values())
    total = result.sum()
    # Where nothing depends on a tensor there is no graph; its gradient is 0.
    known = wanted and total.requires_grad
    slopes = (
        torch.autograd.grad(total, wanted, allow_unused=True) if known else [None] * len(wanted)
    )
    answer = {"value": numbers(result), "per_sample": numbers(per_sample)}
    for name, item, slope in zip(request["wrt"], wanted, slopes):
        answer[f"gradient:{name}"] = numbers(torch.zeros_like(item) if slope is None else slope)
    return {"source": source, "dtype": str(result.dtype).removeprefix("torch.")}, answer


def masked(scores: Any, mask: Any) -> Any:
    """Give the scores with the mask that Keras looks for on them."""
    if mask is None:
        return scores
    from keras.src.backend.common.masking import set_keras_mask

    copy = scores.clone()  # the mask must not stay on the watched tensor
    set_keras_mask(copy, torch.tensor(np.asarray(mask, bool)))
    return copy


def numbers(item: Any) -> np.ndarray[Any, Any]:
    """Turn a tensor into an array."""
    return np.asarray(item.detach().numpy())


REQUESTS = {"hello": hello, "loss": loss_request}


def respond(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Give header and arrays of the answer to one request."""
    answer: Named = {}
    try:
        header, answer = REQUESTS[request["kind"]](request, arrays)
    except ImportError as problem:
        header = {"missing": f"{type(problem).__name__}: {problem}"}
    except Exception as problem:  # whatever the framework raises is the answer
        kind, said = type(problem).__name__, str(problem)[:LONGEST_MESSAGE]
        # No refusal but a gap, unless PyTorch itself says that it lacks a kernel for the dtype.
        gap = kind == "NotImplementedError" and "not implemented for" not in said
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
    os.environ.update(KERAS_BACKEND="torch", CUDA_VISIBLE_DEVICES="-1")
    warnings.simplefilter("ignore")  # what is silent or not is said by lossgui itself
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
    os._exit(0)  # PyTorch's own threads can delay an ordinary exit
