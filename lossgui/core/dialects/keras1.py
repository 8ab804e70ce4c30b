"""Keras on its own: 1.0 to 2.2 (weighted_objective), and 2.3 with the reductions of tf.keras."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lossgui.core.dialects import direction_losses
from lossgui.core.dialects.fitting import equal_or_raise, kept
from lossgui.core.dialects.keras3_losses import clipped_before_sum
from lossgui.core.dialects.rules import Denominator, Dialect, DialectError, Own, Reduced, Values
from lossgui.core.dialects.tfkeras import Era
from lossgui.core.expr import Node, size
from lossgui.core.ops import expand_dims, mean, sum_
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from lossgui.core.dialects.rules import Tensors
    from lossgui.core.losses.catalogue import Loss

KERAS_1_TITLE = "Keras 1.0-2.2"
KERAS_2_3_TITLE = "Keras 2.3"


def _aligner(title: str):  # type: ignore[no-untyped-def]
    def align(entry: Loss, tensors: Tensors) -> tuple[Tensors, tuple[str, ...]]:
        """Give 1-d data an output axis, as fit did, and want equal shapes."""
        aligned = tuple(expand_dims(x, -1) if len(x.shape) == 1 else x for x in tensors)
        equal_or_raise(title, entry, aligned)
        if aligned[0] is tensors[0]:
            return aligned, ()
        return aligned, (f"{title} takes 1-d data as one output: {aligned[0].shape}.",)

    return align


def reduce(values: Values, _: str) -> Reduced:
    """Weigh as training.py's weighted_objective: the mean runs over the non-zero weights.

    The mask is divided by its own mean, the weights by the share that is not 0; what the weights
    have no axis for is averaged before. Nothing but zeros gives 0 / 0 = NaN.
    """
    loss, denominator = (
        values.loss,
        Denominator("n", worded("number of loss values"), size(values.loss)),
    )
    if values.mask is not None:
        mask = kept(values.mask)
        loss = loss * mask / mean(mask)
        denominator = Denominator(
            "valid", worded("number of entries that the mask keeps"), sum_(mask)
        )
    weight = values.sample_weight
    if weight is not None:
        loss = _averaged_to_rank(loss, weight)
        nonzero = kept(weight)
        loss = loss * weight / mean(nonzero)
        denominator = Denominator(
            "count(w≠0)", worded("number of weights that are not 0"), sum_(nonzero)
        )
    return Reduced(sum_(loss) / size(loss), denominator)


def _averaged_to_rank(loss: Node, weight: Node) -> Node:
    if len(weight.shape) == 0:
        raise DialectError(
            f"{KERAS_1_TITLE} raises TypeError here: sample_weight must be an array with one "
            "number per sample"
        )
    trailing = tuple(range(len(weight.shape), len(loss.shape)))
    averaged = mean(loss, trailing) if trailing else loss
    if averaged.shape and averaged.shape != weight.shape:
        raise DialectError(
            f"{KERAS_1_TITLE} raises ValueError here: sample_weight has shape {weight.shape}; it "
            f"wants {loss.shape[:1]}, or {loss.shape} in temporal mode"
        )
    return averaged


_NAMES = {
    "mean_squared_error": "mean_squared_error",
    "mean_absolute_error": "mean_absolute_error",
    "mean_absolute_percentage_error": "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error": "mean_squared_logarithmic_error",
    "log_cosh": "logcosh",
    "poisson": "poisson",
    "kl_divergence": "kullback_leibler_divergence",
    "hinge": "hinge",
    "squared_hinge": "squared_hinge",
    "categorical_hinge": "categorical_hinge",
    "binary_crossentropy": "binary_crossentropy",
    "categorical_crossentropy": "categorical_crossentropy",
}

OWN_1 = {key: Own(f"keras.losses.{name}") for key, name in _NAMES.items()} | {
    "sparse_categorical_crossentropy": Own(
        "keras.losses.sparse_categorical_crossentropy",
        function=clipped_before_sum,
        note="On TensorFlow these releases clip before they divide by the sum.",
    ),
    **direction_losses.KERAS_1,
}

KERAS_1 = Dialect(
    key="keras-1",
    title=KERAS_1_TITLE,
    reductions=("mean",),
    default_reduction="mean",
    default_dtype="float32",
    align=_aligner(KERAS_1_TITLE),
    reduce=reduce,
    source="measured on Keras 1.2.2, 2.0.8, 2.1.6, 2.2.4; keras/engine/training.py",
    # Labels of hinge are taken as they are: only 2.3 turns 0 and 1 into -1 and 1.
    constants={"epsilon": 1e-7, "normalize": True},
    own=OWN_1,
    squeezes_labels=True,
    refuses_labels=True,  # on TensorFlow and a processor; a graphics card gives NaN
    generator_epoch="by_size",
)

_ERA_2_3 = Era(KERAS_2_3_TITLE, squeezes=False)

KERAS_2_3 = Dialect(
    key="keras-2.3",
    title=KERAS_2_3_TITLE,
    reductions=("sum_over_batch_size", "sum", "none"),
    default_reduction="sum_over_batch_size",
    default_dtype="float32",
    align=_aligner(KERAS_2_3_TITLE),
    reduce=_ERA_2_3.reduce,
    source="measured on Keras 2.3.1",
    aliases={"auto": "sum_over_batch_size", "mean": "sum_over_batch_size", None: "none"},
    constants={"epsilon": 1e-7, "log_epsilon": 1e-7, "normalize": True, "convert_labels": True},
    # huber_loss of 2.3 has no mean: one value per element.
    own={
        **OWN_1,
        **direction_losses.KERAS_2_3,
        "huber": Own("keras.losses.huber_loss", axis=()),
    },
    squeezes_labels=True,
    refuses_labels=True,  # on TensorFlow and a processor; a graphics card gives NaN
    generator_epoch="last",
)
