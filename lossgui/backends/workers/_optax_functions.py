"""The losses of optax: how each of them is called.

Part of the worker program for optax, which runs it once optax and JAX can be imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

if TYPE_CHECKING:
    from collections.abc import Callable

Named = dict[str, Any]

OPTIONAL = ("class_weight", "pos_weight", "item_weight", "transcript_length", "frame_length")


class Loss(NamedTuple):
    """How a loss is called: ``call(tensors, options)`` with the tensors in lossgui's order.

    `axis` is what lossgui calls the axis of this function; ANY where the function takes it as an
    argument. `inner` is its inner reduction, ANY where that is an argument as well. `reduces` says
    that it takes the final reduction as an argument.
    """

    name: str
    call: Callable[[list[Any], Named], Any]
    axis: Any = ()
    inner: str = "mean"
    reduces: bool = False


ANY = "any"
LAST = "last"
NONE = None


def plain(name: str, *options: str, **renamed: str) -> Callable[[list[Any], Named], Any]:
    """Call a function of predictions and targets with options, `renamed` ones by optax's names."""

    def call(tensors: list[Any], given: Named) -> Any:
        names = {**{option: option for option in options}, **renamed}
        chosen = {theirs: given[ours] for theirs, ours in names.items() if given[ours] is not None}
        return getattr(optax.losses, name)(tensors[1], tensors[0], **chosen)

    return call


def whole(labels: Any) -> Any:
    """Give class numbers as the integers that optax wants, and others as they are."""
    found = np.asarray(labels)
    if not np.array_equal(found, np.floor(found)) or np.isinf(found).any():
        return labels
    return jnp.asarray(np.clip(found, -(2**30), 2**30).astype(np.int32))


def by_number(name: str) -> Callable[[list[Any], Named], Any]:
    """Call a function of scores and class numbers."""

    def call(tensors: list[Any], given: Named) -> Any:
        return getattr(optax.losses, name)(tensors[1], whole(tensors[0]))

    return call


def wants(given: Named, **needed: Any) -> None:
    """Say that optax does not have a setting."""
    for name, value in needed.items():
        if given[name] is not None and given[name] != value:
            raise NotImplementedError(f"optax has no {name}={given[name]!r} here")


def lacks(given: Named, *names: str) -> None:
    """Say that optax does not take a setting or a tensor."""
    for name in names:
        if given[name] is not None and (name in OPTIONAL or given[name]):
            raise NotImplementedError(f"optax takes no {name} here")


def logits_only(given: Named) -> None:
    """Say that a function takes nothing but logits."""
    if not given["from_logits"]:
        raise NotImplementedError("optax takes nothing but logits here")


def hinge(tensors: list[Any], given: Named) -> Any:
    """Call hinge_loss, whose labels are -1 and 1."""
    lacks(given, "convert_labels")
    return optax.losses.hinge_loss(tensors[1], tensors[0])


def binary(tensors: list[Any], given: Named) -> Any:
    """Call sigmoid_binary_cross_entropy."""
    logits_only(given)
    lacks(given, "label_smoothing", "pos_weight")
    return optax.losses.sigmoid_binary_cross_entropy(tensors[1], tensors[0])


def focal(tensors: list[Any], given: Named) -> Any:
    """Call sigmoid_focal_loss; alpha counts only if the labels are balanced by it."""
    logits_only(given)
    lacks(given, "label_smoothing")
    alpha = given["alpha"] if given["apply_class_balancing"] else None
    return optax.losses.sigmoid_focal_loss(*tensors[::-1], alpha=alpha, gamma=given["gamma"])


def by_share(tensors: list[Any], given: Named) -> Any:
    """Call softmax_cross_entropy, with optax.smooth_labels where labels are smoothed."""
    logits_only(given)
    lacks(given, "class_weight")
    labels, axis = tensors[0], given["axis"]
    if given["label_smoothing"]:
        labels = optax.smooth_labels(labels, given["label_smoothing"], axis=axis)
    return optax.losses.softmax_cross_entropy(tensors[1], labels, axis=axis)


def by_class(tensors: list[Any], given: Named) -> Any:
    """Call softmax_cross_entropy_with_integer_labels."""
    logits_only(given)
    lacks(given, "class_weight", "label_smoothing")
    wants(given, ignore_class=None)
    return optax.losses.softmax_cross_entropy_with_integer_labels(
        tensors[1], whole(tensors[0]), axis=given["axis"]
    )


def divergence(tensors: list[Any], given: Named) -> Any:
    """Call kl_divergence, or its form for logarithms as targets."""
    wants(given, log_input=True)
    lacks(given, "epsilon")
    name = "kl_divergence_with_log_targets" if given["log_target"] else "kl_divergence"
    return getattr(optax.losses, name)(tensors[1], tensors[0], axis=given["axis"])


def generalized(tensors: list[Any], given: Named) -> Any:
    """Call generalized_kl_divergence."""
    wants(given, log_input=True)
    lacks(given, "epsilon")
    return optax.losses.generalized_kl_divergence(tensors[1], tensors[0], axis=given["axis"])


def fenchel_young(tensors: list[Any], given: Named) -> Any:
    """Call what make_fenchel_young_loss makes of logsumexp."""
    function = optax.losses.make_fenchel_young_loss(jax.scipy.special.logsumexp)
    return function(tensors[1], tensors[0])


def similarity(tensors: list[Any], given: Named) -> Any:
    """Call cosine_similarity, whose epsilon is the smallest squared length."""
    wants(given, negated=False)
    limit = (given["epsilon"] or 0.0) ** 2
    return optax.cosine_similarity(*tensors[::-1], epsilon=limit, axis=given["axis"])


def triplet(tensors: list[Any], given: Named) -> Any:
    """Call triplet_margin_loss."""
    lacks(given, "swap")
    degree = given["p"]
    return optax.losses.triplet_margin_loss(
        *tensors,
        axis=given["axis"],
        norm_degree=int(degree) if degree == int(degree) else degree,
        margin=given["margin"],
        eps=given["epsilon"],
    )


def ranking(tensors: list[Any], given: Named) -> Any:
    """Call ranking_softmax_loss, which reduces itself."""
    reduce = {"mean": jnp.mean, "sum": jnp.sum, "none": None}[given["reduction"]]
    weights = given["item_weight"]
    return optax.losses.ranking_softmax_loss(*tensors[::-1], weights=weights, reduce_fn=reduce)


def dice(tensors: list[Any], given: Named) -> Any:
    """Call dice_loss."""
    return optax.losses.dice_loss(
        tensors[1],
        tensors[0],
        class_weights=given["class_weight"],
        smooth=given["smooth"],
        alpha=given["alpha"],
        beta=given["beta"],
        apply_softmax=given["from_logits"],
        reduction=given["inner"],
        ignore_background=given["ignore_background"],
    )


def ctc(tensors: list[Any], given: Named) -> Any:
    """Call ctc_loss with paddings; by default of labels that are the blank, and of no frame."""
    lacks(given, "log_probabilities", "zero_infinity")
    frames = jnp.swapaxes(tensors[1], 0, 1) if given["time_major"] else tensors[1]
    labels, blank = whole(tensors[0]), int(given["blank"])
    lengths = given["transcript_length"], given["frame_length"]
    counted = jnp.sum(labels != blank, axis=-1) if lengths[0] is None else lengths[0]
    frame_count = frames.shape[1] if lengths[1] is None else lengths[1]
    paddings = padding(frame_count, frames.shape[:2]), padding(counted, labels.shape)
    log_zero = {} if given["log_zero"] is None else {"log_epsilon": given["log_zero"]}
    return optax.losses.ctc_loss(
        frames, paddings[0], labels, paddings[1], blank_id=blank, **log_zero
    )


def padding(length: Any, shape: Any) -> Any:
    """Give 1 behind the length of each row, 0 before it."""
    behind = jnp.arange(shape[1]) >= jnp.reshape(jnp.asarray(length), (-1, 1))
    return jnp.broadcast_to(behind, shape).astype(jnp.float32)


LOSSES = {
    "mean_squared_error": Loss("squared_error", plain("squared_error")),
    "half_sum_of_squares": Loss("l2_loss", plain("l2_loss"), inner="sum"),
    "huber": Loss("huber_loss", plain("huber_loss", "delta")),
    "log_cosh": Loss("log_cosh", plain("log_cosh")),
    "hinge": Loss("hinge_loss", hinge),
    "perceptron": Loss("perceptron_loss", plain("perceptron_loss")),
    "sparsemax": Loss("sparsemax_loss", plain("sparsemax_loss")),
    "binary_crossentropy": Loss("sigmoid_binary_cross_entropy", binary),
    "binary_focal_crossentropy": Loss("sigmoid_focal_loss", focal),
    "categorical_crossentropy": Loss("softmax_cross_entropy", by_share, ANY, "sum"),
    "sparse_categorical_crossentropy": Loss(
        "softmax_cross_entropy_with_integer_labels", by_class, ANY, ""
    ),
    "safe_softmax_crossentropy": Loss(
        "safe_softmax_cross_entropy", plain("safe_softmax_cross_entropy"), LAST, ""
    ),
    "poly_crossentropy": Loss(
        "poly_loss_cross_entropy",
        plain("poly_loss_cross_entropy", "axis", epsilon="poly_epsilon"),
        ANY,
        "",
    ),
    "fenchel_young": Loss("make_fenchel_young_loss", fenchel_young, LAST, ""),
    "multiclass_hinge": Loss("multiclass_hinge_loss", by_number("multiclass_hinge_loss"), LAST, ""),
    "multiclass_perceptron": Loss(
        "multiclass_perceptron_loss", by_number("multiclass_perceptron_loss"), LAST, ""
    ),
    "multiclass_sparsemax": Loss(
        "multiclass_sparsemax_loss", by_number("multiclass_sparsemax_loss"), LAST, ""
    ),
    "kl_divergence": Loss("kl_divergence", divergence, ANY, "sum"),
    "generalized_kl_divergence": Loss("generalized_kl_divergence", generalized, ANY, "sum"),
    "cosine_distance": Loss(
        "cosine_distance", plain("cosine_distance", "axis", "epsilon"), ANY, ""
    ),
    "cosine_similarity": Loss("cosine_similarity", similarity, ANY, "sum"),
    "triplet_margin": Loss("triplet_margin_loss", triplet, ANY, ""),
    "ctc": Loss("ctc_loss", ctc, NONE, ""),
    "ranking_softmax": Loss("ranking_softmax_loss", ranking, NONE, "", reduces=True),
    "ntxent": Loss("ntxent", plain("ntxent", "temperature"), NONE, ""),
    "soft_dice": Loss("dice_loss", dice, NONE, ANY),
    "binary_dice": Loss(
        "binary_dice_loss",
        plain("binary_dice_loss", "smooth", apply_sigmoid="from_logits"),
        NONE,
        "",
    ),
    "multiclass_generalized_dice": Loss(
        "multiclass_generalized_dice_loss",
        plain(
            "multiclass_generalized_dice_loss",
            "smooth",
            "ignore_background",
            apply_softmax="from_logits",
        ),
        NONE,
        "",
    ),
}


def options_of(spec: Named, loss: Loss, given: Named) -> Named:
    """Give axis, inner reduction, parameters and optional tensors by lossgui's names."""
    axis = spec["axis"]
    scores = list(given.values())[1]
    own = {LAST: axis in (-1, scores.ndim - 1), ANY: True}.get(loss.axis, axis == loss.axis)
    if not own or loss.inner not in (ANY, spec["inner"]):
        raise NotImplementedError(f"{loss.name} has its own axis, sum or mean")
    tensors = {name: given.get(name) for name in OPTIONAL}
    return {**spec["parameters"], **tensors, "axis": axis, "inner": spec["inner"]}
