"""The losses of torch.nn.functional (measured on PyTorch 2.13) and what a mean divides by."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from lossgui.core.dialects import alignment_losses
from lossgui.core.dialects.rules import Denominator, Own, Unreduced
from lossgui.core.expr import Axis, size
from lossgui.core.losses import classification, multiclass, multilabel, probability, ranking
from lossgui.core.ops import (
    broadcast_like,
    equal,
    exp,
    expand_dims,
    index,
    log,
    log1p,
    maximum,
    not_equal,
    reduce,
    softplus,
    stop_gradient,
    sum_,
    where,
)
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from lossgui.core.expr import Node

IGNORED = -100.0  # ignore_index, the default
LOG_FLOOR = -100.0  # of both logarithms in binary_cross_entropy
# EPSILON of aten/src/ATen/native/Loss.cpp 2.13: 1e-12 rounded to float32, for every dtype.
SMALLEST_DIVISOR = ranking.NORM_EPSILON


def cross_entropy(
    y_true: Node,
    y_pred: Node,
    *,
    axis: int = 1,
    ignore_class: float = IGNORED,
    label_smoothing: float = 0.0,
    class_weight: Node | None = None,
    **rest: Any,
) -> Unreduced:
    """Divide by the weights of the true classes; what is ignored has no part in anything.

    Smoothing spreads its share over all classes by their weights, over the same divisor.
    Source: aten/src/ATen/native/LossNLL.cpp 2.13, cross_entropy_loss_label_smoothing.
    """
    logs = multiclass.log_probabilities(
        y_pred,
        axis,
        from_logits=rest.get("from_logits", False),
        epsilon=rest.get("epsilon", 0.0),
        normalize=rest.get("normalize", False),
    )
    weighted = logs
    if class_weight is not None:
        weighted = multiclass.along(class_weight, y_pred, axis) * logs
    values = -multiclass.picked(weighted, y_true, axis)
    if label_smoothing:
        spread = -sum_(weighted, axis) / size(y_pred, axis)
        values = (1.0 - label_smoothing) * values + label_smoothing * spread
    return _over_true_classes(values, y_true, y_pred, axis, ignore_class, class_weight)


def nll_loss(
    y_true: Node,
    y_pred: Node,
    *,
    axis: int = 1,
    ignore_class: float = IGNORED,
    class_weight: Node | None = None,
) -> Unreduced:
    """Divide by the weights of the true classes, as cross_entropy does."""
    weighted = y_pred
    if class_weight is not None:
        weighted = multiclass.along(class_weight, y_pred, axis) * y_pred
    values = -multiclass.picked(weighted, y_true, axis)
    return _over_true_classes(values, y_true, y_pred, axis, ignore_class, class_weight)


def _over_true_classes(
    values: Node,
    y_true: Node,
    y_pred: Node,
    axis: int,
    ignored: float,
    class_weight: Node | None,
) -> Unreduced:
    """Put 0 for what is ignored, and let a mean divide by the weights of the other labels."""
    counts = not_equal(y_true, ignored)
    weight = where(counts, 1.0, 0.0)
    divisor = Denominator("valid", worded("number of samples that are not ignored"), sum_(weight))
    if class_weight is not None:
        lined_up = broadcast_like(multiclass.along(class_weight, y_pred, axis), y_pred)
        own = equal(expand_dims(y_true, axis), index(y_pred, axis))
        weight = where(counts, sum_(where(own, lined_up, 0.0), axis), 0.0)
        meaning = worded("sum of the true classes' weights")
        divisor = Denominator("sum of w[y]", meaning, sum_(weight))
    return Unreduced(where(counts, values, 0.0), divisor=divisor)


def binary_cross_entropy(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = (),
    inner: str = "mean",
    from_logits: bool = False,
    pos_weight: Node | None = None,
    log_floor: float = LOG_FLOOR,
    **rest: Any,
) -> Node:
    """Raise both logarithms to -100, but let the derivative by the input know nothing of it.

    That derivative is ``(p - y) / max(p (1 - p), 1e-12)``, so it is -1e12 where p is 0 and y is 1.
    Settings that PyTorch lacks give the catalogue's loss.
    Source: aten/src/ATen/native/Loss.cpp 2.13, binary_cross_entropy_out_cpu, its backward, and
    binary_cross_entropy_with_logits.
    """
    if any(rest.values()) or log_floor != LOG_FLOOR:
        rest |= {"log_floor": log_floor, "from_logits": from_logits, "pos_weight": pos_weight}
        return classification.binary_crossentropy(y_true, y_pred, axis=axis, inner=inner, **rest)
    if from_logits:
        likely = softplus(-y_pred)
        if pos_weight is not None:
            likely = (1.0 + (pos_weight - 1.0) * y_true) * likely
        return reduce((1.0 - y_true) * y_pred + likely, inner, axis)
    if pos_weight is not None:
        raise ValueError("binary_cross_entropy takes no pos_weight; its form for logits does")
    p = stop_gradient(y_pred)
    yes, no = maximum(log(p), LOG_FLOOR), maximum(log1p(-p), LOG_FLOOR)
    slope = stop_gradient((p - y_true) / maximum(p * (1.0 - p), SMALLEST_DIVISOR))
    # The last term is 0: it only has the derivative.
    return reduce((y_true - 1.0) * no - y_true * yes + slope * (y_pred - p), inner, axis)


def kl_div(y_true: Node, y_pred: Node, **choices: Any) -> Unreduced:
    """Let batchmean divide by the first axis of the input, which may be the shorter tensor."""
    values = probability.kl_divergence(y_true, y_pred, **choices)
    if not y_pred.shape:
        return Unreduced(values)
    batch = Denominator("N", worded("length of the input's first axis"), size(y_pred, 0))
    return Unreduced(values, divisor=batch)


def soft_margin_loss(y_true: Node, y_pred: Node, *, axis: Axis = (), inner: str = "mean") -> Node:
    """Take ``log(1 + exp(-y p))`` as it stands: inf where exp overflows, from 89 on in float32."""
    return reduce(log1p(exp(-y_true * y_pred)), inner, axis)


def multi_margin_loss(y_true: Node, y_pred: Node, *, p: float = 1.0, **rest: Any) -> Node:
    """Take the powers 1 and 2 only, and at least one class."""
    if p not in (1.0, 2.0):
        raise ValueError(f"p is {p:g}; multi_margin_loss knows 1 and 2")
    _check_classes(y_pred)
    return multilabel.multi_margin(y_true, y_pred, p=p, **rest)


def multilabel_margin_loss(y_true: Node, y_pred: Node, *, axis: int = -1) -> Node:
    """Take at least one class."""
    _check_classes(y_pred)
    return multilabel.multilabel_margin(y_true, y_pred, axis=axis)


def _check_classes(y_pred: Node) -> None:
    if not y_pred.shape or y_pred.shape[-1] == 0:
        raise ValueError(f"y_pred has shape {y_pred.shape}; there must be a class at least")


def multilabel_soft_margin_loss(
    y_true: Node,
    y_pred: Node,
    *,
    axis: Axis = -1,
    inner: str = "mean",
    class_weight: Node | None = None,
) -> Node:
    """Count axes and classes in the input, also where the target is larger.

    The last axis of an input ``(3,)`` is 0, so with a target ``(4, 3)`` the samples are summed, and
    the sum is divided by 3. Source: torch/nn/functional.py 2.13.
    """
    if axis != -1 or inner != "mean":
        return multilabel.multilabel_soft_margin(
            y_true, y_pred, axis=axis, inner=inner, class_weight=class_weight
        )
    if not y_pred.shape:
        raise ValueError("y_pred is a single number; it needs an axis of classes")
    terms = multilabel.soft_margin_terms(y_true, y_pred, -1, class_weight)
    return sum_(terms, len(y_pred.shape) - 1) / size(y_pred, -1)


def cosine_embedding_loss(
    x1: Node, x2: Node, alike: Node, *, axis: int = -1, margin: float = 0.0
) -> Node:
    """Take pairs of vectors with one label each, or one pair with a label that is one number.

    Source: aten/src/ATen/native/Loss.cpp 2.13, cosine_embedding_loss.
    """
    ranks = {len(x1.shape), len(x2.shape)}
    if len(alike.shape) > 1 or ranks != {len(alike.shape) + 1}:
        raise ValueError(
            f"x1 has shape {x1.shape}, x2 {x2.shape} and alike {alike.shape}; it takes two vectors "
            "and a single number, or matrices and one number per row"
        )
    return ranking.cosine_embedding_terms(x1, x2, alike, axis, margin)


def triplet_margin_loss(
    anchor: Node, positive: Node, negative: Node, *, margin: float = 1.0, **rest: Any
) -> Node:
    """Take a margin above 0 only, and the absolute value as norm of a single number.

    So nothing is squared there, and nothing overflows.
    Source: torch/nn/functional.py and aten/src/ATen/native/LinearAlgebra.cpp 2.13.
    """
    if margin <= 0.0:
        raise ValueError(f"margin is {margin:g}; triplet_margin_loss wants it above 0")
    if rest.get("axis") == -1 and {node.shape[-1:] for node in (anchor, positive, negative)} == {
        (1,)
    }:
        rest["p"] = 1.0
    return ranking.triplet_margin(anchor, positive, negative, margin=margin, **rest)


SHARES_NOTE = "PyTorch divides by the number of samples here, never by the class weights."

_ELEMENTWISE = {
    "mean_squared_error": "mse_loss",
    "mean_absolute_error": "l1_loss",
    "huber": "huber_loss",
    "smooth_l1": "smooth_l1_loss",
    "hinge_embedding": "hinge_embedding_loss",
    "margin_ranking": "margin_ranking_loss",
}

OWN = {key: Own(f"torch.nn.functional.{name}", axis=()) for key, name in _ELEMENTWISE.items()} | {
    "poisson": Own(
        "torch.nn.functional.poisson_nll_loss",
        axis=(),
        constants={"log_input": True, "epsilon": 1e-8},
    ),
    "soft_margin": Own(
        "torch.nn.functional.soft_margin_loss",
        axis=(),
        function=soft_margin_loss,
        note="PyTorch's exponential overflows where a score is far on the wrong side.",
    ),
    "gaussian_nll": Own(
        "torch.nn.functional.gaussian_nll_loss", axis=(), within={"variance": (0.0, inf)}
    ),
    "kl_divergence": Own(
        "torch.nn.functional.kl_div", axis=(), function=kl_div, constants={"log_input": True}
    ),
    "binary_crossentropy": Own(
        "torch.nn.functional.binary_cross_entropy",
        also=(
            "torch.nn.functional.binary_cross_entropy_with_logits",
            "torch.nn.BCELoss",
            "torch.nn.BCEWithLogitsLoss",
        ),
        axis=(),
        function=binary_cross_entropy,
        equal_shapes=True,
        within={"y_true": (0.0, 1.0), "y_pred": (0.0, 1.0)},
    ),
    "sparse_categorical_crossentropy": Own(
        "torch.nn.functional.cross_entropy",
        also=("torch.nn.CrossEntropyLoss",),
        axis=1,
        vector_axis=0,
        function=cross_entropy,
        requires={"from_logits": True},
    ),
    "categorical_crossentropy": Own(
        "torch.nn.functional.cross_entropy",
        axis=1,
        vector_axis=0,
        equal_shapes=True,
        note=SHARES_NOTE,
        requires={"from_logits": True},
    ),
    "ctc": alignment_losses.TORCH,
    "negative_log_likelihood": Own(
        "torch.nn.functional.nll_loss", axis=1, vector_axis=0, function=nll_loss
    ),
    "multi_margin": Own(
        "torch.nn.functional.multi_margin_loss", function=multi_margin_loss, most_axes=2
    ),
    "multilabel_margin": Own(
        "torch.nn.functional.multilabel_margin_loss", function=multilabel_margin_loss, most_axes=2
    ),
    "multilabel_soft_margin": Own(
        "torch.nn.functional.multilabel_soft_margin_loss", function=multilabel_soft_margin_loss
    ),
    "triplet_margin": Own("torch.nn.functional.triplet_margin_loss", function=triplet_margin_loss),
    "cosine_embedding": Own(
        "torch.nn.functional.cosine_embedding_loss", function=cosine_embedding_loss, most_axes=2
    ),
}
