"""Cross-check worker: PyTorch's own functions, asked over stdin and stdout.

A program of its own: the standard library, NumPy and the framework, nothing of lossgui, so that its
numbers are independent evidence. It runs with any Python >= 3.9 that has PyTorch >= 2.2.

A message is one line of JSON, then the bytes of the arrays which its ``arrays`` entry lists as
``[name, size]``, each in the .npy format. ``hello`` imports the framework and gives its versions,
``loss`` gives value, unreduced values, gradients and the name of what was called, ``code`` the same
of pasted code. What the framework raises is an ordinary answer. The end of stdin ends the program.
"""

from __future__ import annotations

import io
import json
import os
import platform
import queue
import runpy
import sys
import threading
import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

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
functional: Any = None

FAREWELL_SECONDS = 2.0  # how long a calculation may go on after the host has closed stdin
LONGEST_MESSAGE = 4000


# ---- losses: a new one is one entry of LOSSES


class Loss(NamedTuple):
    """How a loss is called: ``call(tensors, parameters, reduction, weight)``.

    `axis` is what lossgui calls the axis of this function, `inner` its inner reduction; `weighted`
    says whether the function takes weights per element. An axis 1 is 0 in a single vector.
    """

    name: str
    call: Callable[[list[Any], Named, str, Any], Any]
    axis: Any = ()
    inner: str = "mean"
    weighted: bool = False


def plain(name: str) -> Callable[[list[Any], Named, str, Any], Any]:
    """Call a function of target and input without parameters; weights if there are any."""

    def call(tensors: list[Any], parameters: Named, reduction: str, weight: Any) -> Any:
        options = {} if weight is None else {"weight": weight}
        return getattr(functional, name)(tensors[1], tensors[0], reduction=reduction, **options)

    return call


def with_options(name: str, *options: str) -> Callable[[list[Any], Named, str, Any], Any]:
    """Call a function of target and input with the parameters of these names."""

    def call(tensors: list[Any], parameters: Named, reduction: str, weight: Any) -> Any:
        given = {option: parameters[option] for option in options}
        given |= {} if weight is None else {"weight": weight}
        return getattr(functional, name)(tensors[1], tensors[0], reduction=reduction, **given)

    return call


def poisson(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
    """Call poisson_nll_loss, whose input is a logarithm unless it is told otherwise."""
    return functional.poisson_nll_loss(
        tensors[1],
        tensors[0],
        log_input=True if p["log_input"] is None else p["log_input"],
        full=p["full"],
        eps=1e-8 if p["epsilon"] is None else p["epsilon"],
        reduction=reduction,
    )


def divergence(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
    """Call kl_div, which takes nothing but logarithms as input."""
    if p["log_input"] is False or p["epsilon"]:
        raise NotImplementedError("kl_div takes logarithms and clips nothing")
    return functional.kl_div(
        tensors[1], tensors[0], reduction=reduction, log_target=p["log_target"]
    )


def binary(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
    """Call binary_cross_entropy, or its form for logits."""
    if p["label_smoothing"] or p["epsilon"] or p["log_epsilon"] or p["log_floor"]:
        raise NotImplementedError("binary_cross_entropy has no such setting")
    if p["from_logits"]:
        return functional.binary_cross_entropy_with_logits(
            tensors[1], tensors[0], weight=weight, pos_weight=p["pos_weight"], reduction=reduction
        )
    if p["pos_weight"] is not None:
        raise NotImplementedError("binary_cross_entropy has no pos_weight")
    return functional.binary_cross_entropy(tensors[1], tensors[0], weight, reduction=reduction)


def classes(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
    """Call cross_entropy with class numbers or shares, which it tells apart by their dtype."""
    if not p["from_logits"] or p["epsilon"] or p["normalize"]:
        raise NotImplementedError("cross_entropy takes nothing but logits")
    target = whole(tensors[0]) if p["by_number"] else tensors[0]
    options = {"weight": p["class_weight"], "label_smoothing": p["label_smoothing"]}
    if p["by_number"]:
        options["ignore_index"] = ignored(p)
    return functional.cross_entropy(tensors[1], target, reduction=reduction, **options)


def by_number(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
    """Call cross_entropy with class numbers."""
    return classes(tensors, {**p, "by_number": True}, reduction, weight)


def by_share(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
    """Call cross_entropy with the shares of the classes."""
    return classes(tensors, {**p, "by_number": False}, reduction, weight)


def likelihood(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
    """Call nll_loss."""
    return functional.nll_loss(
        tensors[1],
        whole(tensors[0]),
        weight=p["class_weight"],
        ignore_index=ignored(p),
        reduction=reduction,
    )


def whole(labels: Any) -> Any:
    """Turn class numbers into integers."""
    return labels.detach().long()


def ignored(p: Named) -> int:
    """Give the class number that does not count, -100 unless another one is chosen."""
    return -100 if p["ignore_class"] is None else int(p["ignore_class"])


def margins(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
    """Call multi_margin_loss, whose power is an integer."""
    return functional.multi_margin_loss(
        tensors[1],
        whole(tensors[0]),
        p=int(p["p"]) if p["p"] == int(p["p"]) else p["p"],
        margin=p["margin"],
        weight=p["class_weight"],
        reduction=reduction,
    )


def lists(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
    """Call multilabel_margin_loss."""
    return functional.multilabel_margin_loss(tensors[1], whole(tensors[0]), reduction=reduction)


def several(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
    """Call multilabel_soft_margin_loss."""
    return functional.multilabel_soft_margin_loss(
        tensors[1], tensors[0], weight=p["class_weight"], reduction=reduction
    )


def gaussian(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
    """Call gaussian_nll_loss."""
    return functional.gaussian_nll_loss(
        tensors[1], tensors[0], tensors[2], full=p["full"], eps=p["epsilon"], reduction=reduction
    )


def triplet(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
    """Call triplet_margin_loss."""
    return functional.triplet_margin_loss(
        *tensors,
        margin=p["margin"],
        p=p["p"],
        eps=p["epsilon"],
        swap=p["swap"],
        reduction=reduction,
    )


def in_order(name: str) -> Callable[[list[Any], Named, str, Any], Any]:
    """Call a function of three tensors and a margin."""

    def call(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
        return getattr(functional, name)(*tensors, margin=p["margin"], reduction=reduction)

    return call


def ctc(tensors: list[Any], p: Named, reduction: str, weight: Any) -> Any:
    """Call ctc_loss; where no lengths are given, labels other than the blank and all frames."""
    if p["log_zero"] is not None:
        raise NotImplementedError("ctc_loss takes minus infinity as the logarithm of 0")
    labels, frames = tensors[0].detach().long(), tensors[1]
    if p["time_major"] is False:
        frames = frames.transpose(0, 1)
    if p["log_probabilities"] is False:
        frames = functional.log_softmax(frames, dim=-1)
    lengths = [p["frame_length"], p["transcript_length"]]
    if lengths[0] is None:
        lengths[0] = torch.full((frames.shape[1],), frames.shape[0])
    if lengths[1] is None:
        lengths[1] = (labels != p["blank"]).sum(-1)
    return functional.ctc_loss(
        frames,
        labels,
        *(length.detach().long() for length in lengths),
        blank=int(p["blank"]),
        reduction=reduction,
        zero_infinity=p["zero_infinity"],
    )


LOSSES = {
    "mean_squared_error": Loss("mse_loss", plain("mse_loss"), weighted=True),
    "mean_absolute_error": Loss("l1_loss", plain("l1_loss"), weighted=True),
    "huber": Loss("huber_loss", with_options("huber_loss", "delta"), weighted=True),
    "smooth_l1": Loss("smooth_l1_loss", with_options("smooth_l1_loss", "beta")),
    "poisson": Loss("poisson_nll_loss", poisson),
    "gaussian_nll": Loss("gaussian_nll_loss", gaussian),
    "kl_divergence": Loss("kl_div", divergence, inner="sum"),
    "hinge_embedding": Loss("hinge_embedding_loss", with_options("hinge_embedding_loss", "margin")),
    "soft_margin": Loss("soft_margin_loss", plain("soft_margin_loss")),
    "margin_ranking": Loss("margin_ranking_loss", in_order("margin_ranking_loss")),
    "binary_crossentropy": Loss("binary_cross_entropy", binary, weighted=True),
    "sparse_categorical_crossentropy": Loss("cross_entropy", by_number, axis=1, inner=""),
    "categorical_crossentropy": Loss("cross_entropy", by_share, axis=1, inner="sum"),
    "ctc": Loss("ctc_loss", ctc, axis=None, inner=""),
    "negative_log_likelihood": Loss("nll_loss", likelihood, axis=1, inner=""),
    "multi_margin": Loss("multi_margin_loss", margins, axis=-1, inner=""),
    "multilabel_margin": Loss("multilabel_margin_loss", lists, axis=-1, inner=""),
    "multilabel_soft_margin": Loss("multilabel_soft_margin_loss", several, axis=-1),
    "triplet_margin": Loss("triplet_margin_loss", triplet, axis=-1, inner=""),
    "cosine_embedding": Loss("cosine_embedding_loss", in_order("cosine_embedding_loss"), -1, ""),
}


def hello(_request: Named, _arrays: Named) -> tuple[Named, Named]:
    """Import the framework; some seconds, and the only slow request."""
    global torch, functional  # imported late: the program must be able to say what is missing
    import torch as torch_package

    torch, functional = torch_package, torch_package.nn.functional
    return {"versions": {"python": platform.python_version(), "torch": torch.__version__}}, {}


def loss_request(request: Named, arrays: Named) -> tuple[Named, Named]:
    """Calculate one loss: value, unreduced values, gradients of the summed value."""
    spec, loss = request["spec"], LOSSES.get(request["spec"]["loss"])
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
    if isinstance(chosen, list) or chosen == own or not isinstance(own, int):
        return bool((tuple(chosen) if isinstance(chosen, list) else chosen) == own)
    here = own % rank if own < 0 else min(own, rank - 1)
    return chosen in (here, here - rank)


OPTIONAL = ("class_weight", "pos_weight", "transcript_length", "frame_length")


def tensor(array: np.ndarray[Any, Any], dtype: Any) -> Any:
    """Turn an array into a tensor of its own memory."""
    return torch.tensor(array, dtype=dtype)


def numbers(item: Any) -> np.ndarray[Any, Any]:
    """Turn a tensor into an array."""
    return np.asarray(item.detach().numpy())


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
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    warnings.simplefilter("ignore")  # broadcasting is said by lossgui itself
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
