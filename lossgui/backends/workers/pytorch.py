"""Cross-check worker: PyTorch's own functions, asked over stdin and stdout.

A program of its own: the standard library, NumPy and the framework, nothing of lossgui, so that its
numbers are independent evidence. It runs with any Python >= 3.9 that has PyTorch >= 2.2.
What is asked and answered stands in ``_messages.py``.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import numpy as np

# Read by the host without running this file.
WORKER = {
    "key": "torch",
    "title": "PyTorch",
    "modules": ["torch"],
    "install": "torch",
    "dialects": ["torch-2"],
}

Named = dict[str, Any]

torch: Any = None
losses: Named = {}

OPTIONAL = ("class_weight", "pos_weight", "transcript_length", "frame_length")


def hello() -> Named:
    """Import the framework; some seconds, and the only slow request."""
    global torch, losses  # imported late: the program must be able to say what is missing
    import torch as torch_package

    part = runpy.run_path(str(Path(__file__).with_name("_torch_functions.py")))
    torch, losses = torch_package, part["LOSSES"]
    return {"torch": torch.__version__}


def loss_request(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Calculate one loss: value, unreduced values, gradients of the summed value."""
    spec, loss = request["spec"], losses.get(request["spec"]["loss"])
    if loss is None:
        raise NotImplementedError(f"{spec['loss']}: torch.nn.functional has no such function")
    scores = arrays[request["arguments"][1]]
    if (
        not is_own_axis(spec["axis"], loss.axis, scores.ndim)
        or spec["inner"] != loss.inner
        or spec["factor"] != 1.0
    ):
        raise NotImplementedError(f"{loss.name} has its own axis, sum or mean")
    weight = arrays.get("sample_weight")
    if arrays.get("mask") is not None or (weight is not None and not loss.weighted):
        raise NotImplementedError(f"{loss.name} takes no mask or no weights")
    dtype = getattr(torch, spec["dtype"] or "float32")
    given = {name: tensor(arrays[name], dtype) for name in request["arguments"]}
    needed = [given[name] for name in request["arguments"] if name not in OPTIONAL]
    for name in request["wrt"]:
        given[name].requires_grad_(True)
    parameters = dict.fromkeys(OPTIONAL) | spec["parameters"]
    parameters |= {name: given[name] for name in OPTIONAL if name in given}
    weight = None if weight is None else tensor(weight, dtype)
    result = loss.call(needed, parameters, spec["reduction"], weight)
    per_sample = loss.call(needed, parameters, "none", None)
    wanted = [given[name] for name in request["wrt"]]
    slopes = torch.autograd.grad(result.sum(), wanted, allow_unused=True) if wanted else ()
    answer = {"value": numbers(result), "per_sample": numbers(per_sample)}
    for name, item, slope in zip(request["wrt"], wanted, slopes):
        answer[f"gradient:{name}"] = numbers(torch.zeros_like(item) if slope is None else slope)
    source = f"torch.nn.functional.{loss.name}, reduction={spec['reduction']!r}"
    return {"source": source, "dtype": str(result.dtype).removeprefix("torch.")}, answer


def is_own_axis(chosen: Any, own: Any, rank: int) -> bool:
    """Tell whether the chosen axis is that of the function, counted from either end."""
    if chosen == own or not isinstance(own, int):
        return bool(chosen == own)
    here = own % rank if own < 0 else min(own, rank - 1)
    return chosen in (here, here - rank)


def tensor(array: np.ndarray[Any, Any], dtype: Any) -> Any:
    """Turn an array into a tensor of its own memory."""
    return torch.tensor(array, dtype=dtype)


def numbers(item: Any) -> np.ndarray[Any, Any]:
    """Turn a tensor into an array."""
    return np.asarray(item.detach().numpy())


if __name__ == "__main__":
    run = runpy.run_path(str(Path(__file__).with_name("_messages.py")))["run"]
    run(WORKER["key"], hello, loss_request, code=True, CUDA_VISIBLE_DEVICES="-1")
