"""The losses of torch.nn.functional: how each of them is called.

Part of the worker program for PyTorch, which runs it once PyTorch can be imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

Named = dict[str, Any]

# Its types do not allow for arguments that come in a list.
functional: Any = torch.nn.functional


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
