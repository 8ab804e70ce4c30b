"""Cross-check worker: optax's own functions on JAX, asked over stdin and stdout.

A program of its own: the standard library, NumPy and the framework, nothing of lossgui, so that its
numbers are independent evidence. It runs with any Python >= 3.9 that has optax >= 0.2.8.
What is asked and answered stands in ``_messages.py``.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import numpy as np

# Read by the host without running this file.
WORKER = {
    "key": "optax",
    "title": "JAX / optax",
    "modules": ["jax", "optax"],
    "install": "optax",
    "dialects": ["optax"],
}

Named = dict[str, Any]

jax: Any = None
functions: Named = {}


def hello() -> Named:
    """Import the framework; some seconds, and the only slow request."""
    global jax, functions  # imported late: the program must be able to say what is missing
    import jax as jax_package
    import optax

    part = runpy.run_path(str(Path(__file__).with_name("_optax_functions.py")))
    jax, functions = jax_package, part
    return {"jax": jax.__version__, "optax": optax.__version__}


def loss_request(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Calculate one loss: value, unreduced values, gradients of the summed value.

    JAX rounds to 32 bits unless it is told otherwise, which is done for float64 only: elsewhere
    it would change what a function's own constants are.
    """
    spec, loss = request["spec"], functions["LOSSES"].get(request["spec"]["loss"])
    if loss is None:
        raise NotImplementedError(f"{spec['loss']}: optax has no such function")
    if arrays.get("sample_weight") is not None or arrays.get("mask") is not None:
        raise NotImplementedError("optax takes no weights and no mask")
    dtype = spec["dtype"] or "float32"
    # On and off for the whole process: the context manager has had several names.
    jax.config.update("jax_enable_x64", dtype == "float64")
    given = {name: jax.numpy.asarray(arrays[name], dtype) for name in request["arguments"]}
    options = functions["options_of"](spec, loss, given)
    names = [name for name in request["arguments"] if name not in functions["OPTIONAL"]]

    def per_sample(changed: Named, reduction: str = "none") -> Any:
        tensors = [(given | changed)[name] for name in names]
        return spec["factor"] * loss.call(tensors, options | {"reduction": reduction})

    def value(changed: Named) -> Any:
        if loss.reduces:
            return per_sample(changed, spec["reduction"])
        values = per_sample(changed)
        return (
            values if spec["reduction"] == "none" else getattr(jax.numpy, spec["reduction"])(values)
        )

    wanted = {name: given[name] for name in request["wrt"]}
    result, unreduced = value({}), per_sample({})
    if str(result.dtype) != dtype:  # a loss in this dtype is not there
        raise NotImplementedError(f"{loss.name} gives {result.dtype} for {dtype}")
    slopes = jax.grad(lambda changed: jax.numpy.sum(value(changed)))(wanted) if wanted else {}
    answer = {"value": np.asarray(result), "per_sample": np.asarray(unreduced)}
    answer |= {f"gradient:{name}": np.asarray(slope) for name, slope in slopes.items()}
    source = f"optax.losses.{loss.name}, reduction={spec['reduction']!r}"
    return {"source": source, "dtype": str(result.dtype)}, answer


if __name__ == "__main__":
    run = runpy.run_path(str(Path(__file__).with_name("_messages.py")))["run"]
    run(WORKER["key"], hello, loss_request, code=True, JAX_PLATFORMS="cpu")
