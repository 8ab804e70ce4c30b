"""Cross-check worker: Keras 3 on PyTorch, asked over stdin and stdout.

A program of its own: the standard library, NumPy and the framework, nothing of lossgui, so that its
numbers are independent evidence. It runs with any Python >= 3.9 that has Keras >= 3.8 and PyTorch.
What is asked and answered stands in ``_messages.py``.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

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

CLASSES = runpy.run_path(str(Path(__file__).with_name("_keras_classes.py")))


def hello() -> Named:
    """Import the framework; some seconds, and the only slow request."""
    global keras, torch  # imported late: the program must be able to say what is missing
    import keras as keras_package
    import torch as torch_package

    keras, torch = CLASSES["checked"](keras_package), torch_package
    return {"keras": keras.__version__, "torch": torch.__version__}


def loss_request(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Calculate one loss: value, unreduced values, gradients of the summed value."""
    CLASSES["prepare"](keras, request)
    reduced, unreduced, source = CLASSES["own_losses"](keras, request["spec"])
    dtype = getattr(torch, request["spec"]["dtype"] or keras.config.floatx())
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


if __name__ == "__main__":
    run = runpy.run_path(str(Path(__file__).with_name("_messages.py")))["run"]
    run(WORKER["key"], hello, loss_request, KERAS_BACKEND="torch", CUDA_VISIBLE_DEVICES="-1")
