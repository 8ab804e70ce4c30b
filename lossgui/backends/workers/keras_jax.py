"""Cross-check worker: Keras 3 on JAX, asked over stdin and stdout.

A program of its own: the standard library, NumPy and the framework, nothing of lossgui, so that its
numbers are independent evidence. It runs with any Python >= 3.9 that has Keras >= 3.8 and JAX.
What is asked and answered stands in ``_messages.py``.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import numpy as np

# Read by the host without running this file.
WORKER = {
    "key": "keras-jax",
    "title": "Keras on JAX",
    "modules": ["keras", "jax"],
    "install": "keras jax",
    "dialects": ["keras-3-jax"],
}

Named = dict[str, Any]

keras: Any = None
jax: Any = None

CLASSES = runpy.run_path(str(Path(__file__).with_name("_keras_classes.py")))


def hello() -> Named:
    """Import the framework; some seconds, and the only slow request."""
    global keras, jax  # imported late: the program must be able to say what is missing
    import jax as jax_package
    import keras as keras_package

    keras, jax = CLASSES["checked"](keras_package), jax_package
    return {"keras": keras.__version__, "jax": jax.__version__}


def loss_request(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Calculate one loss: value, unreduced values, gradients of the summed value.

    JAX rounds to 32 bits unless it is told otherwise, which is done for float64 only: elsewhere
    it would change what a function's own constants are.
    """
    CLASSES["prepare"](keras, request)
    reduced, unreduced, source = CLASSES["own_losses"](keras, request["spec"])
    dtype = request["spec"]["dtype"] or keras.config.floatx()
    # On and off for the whole process: the context manager has had several names.
    jax.config.update("jax_enable_x64", dtype == "float64")
    names = request["arguments"]
    given = {name: jax.numpy.asarray(arrays[name], dtype) for name in names}
    weight, mask = arrays.get("sample_weight"), arrays.get("mask")

    def value(changed: Named) -> tuple[Any, Any]:
        first, second = ((given | changed)[name] for name in names)
        result = reduced(first, masked(second, mask), sample_weight=weight)
        return jax.numpy.sum(result), result

    wanted = {name: given[name] for name in request["wrt"]}
    per_sample = unreduced(*given.values())
    slopes, result = jax.grad(value, has_aux=True)(wanted) if wanted else ({}, value({})[1])
    answer = {"value": np.asarray(result), "per_sample": np.asarray(per_sample)}
    answer |= {f"gradient:{name}": np.asarray(slope) for name, slope in slopes.items()}
    return {"source": source, "dtype": str(result.dtype)}, answer


def masked(scores: Any, mask: Any) -> Any:
    """Give the scores with the mask that Keras looks for on them."""
    if mask is None:
        return scores
    from keras.src.backend.common.masking import set_keras_mask

    copy = jax.numpy.array(scores, copy=True)  # the mask must not stay on the array itself
    set_keras_mask(copy, jax.numpy.asarray(np.asarray(mask, bool)))
    return copy


if __name__ == "__main__":
    run = runpy.run_path(str(Path(__file__).with_name("_messages.py")))["run"]
    run(WORKER["key"], hello, loss_request, KERAS_BACKEND="jax", JAX_PLATFORMS="cpu")
