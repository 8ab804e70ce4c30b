"""tf.keras before Keras 3, whose code Keras 2.3 shares: weights are lined up by rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lossgui.core.dialects import direction_losses
from lossgui.core.dialects.fitting import broadcast_or_raise, kept, squeezed, valid_values
from lossgui.core.dialects.keras3_losses import clipped_before_sum
from lossgui.core.dialects.rules import Denominator, Dialect, DialectError, Own, Reduced, Values
from lossgui.core.expr import Node, broadcast_shape, size
from lossgui.core.ops import divide_no_nan, expand_dims, sum_
from lossgui.core.saying import worded

if TYPE_CHECKING:
    from lossgui.core.dialects.rules import Tensors
    from lossgui.core.losses.catalogue import Loss


@dataclass(frozen=True)
class Era:
    """What differs between the releases.

    `counts_valid`: a masked mean divides by the valid entries (2.11 on), not by all of them.
    `weighs_scalars`: a loss that is one number may be weighted (2.2 on).
    `squeezes`: a last axis of length 1 is dropped where the ranks differ.
    """

    title: str
    counts_valid: bool = False
    weighs_scalars: bool = True
    squeezes: bool = True

    def align(self, entry: Loss, tensors: Tensors) -> tuple[Tensors, tuple[str, ...]]:
        """Drop a last axis of length 1 where the ranks of two differ by one, then broadcast."""
        aligned = squeezed(*tensors) if self.squeezes and len(tensors) == 2 else tensors
        notes = []
        if [node.shape for node in aligned] != [node.shape for node in tensors]:
            shapes = " and ".join(str(node.shape) for node in aligned)
            notes.append(f"{self.title} squeezes the tensors to {shapes}.")
        notes.extend(broadcast_or_raise(self.title, entry, aligned))
        return aligned, tuple(notes)

    def reduce(self, values: Values, reduction: str) -> Reduced:
        """Weigh with weights brought to the loss' rank, then divide by n (or by the valid ones)."""
        weight = self._weight(values, reduction)
        loss = values.loss
        if weight is not None:
            if not loss.shape and weight.shape and not self.weighs_scalars:
                raise DialectError(
                    f"{self.title} raises here: the loss is one number, and sample_weight has the "
                    f"shape {weight.shape}; a loss must give one value per sample to be weighted"
                )
            loss = loss * self._fitted(weight, loss, "the loss")
        if reduction == "none":
            return Reduced(loss)
        if reduction == "sum":
            return Reduced(sum_(loss))
        denominator = Denominator("n", worded("number of loss values"), size(loss))
        if values.mask is not None and self.counts_valid:
            valid = valid_values(kept(values.mask), loss)
            denominator = Denominator(
                "valid", worded("number of loss values that the mask keeps"), valid
            )
        return Reduced(divide_no_nan(sum_(loss), size(loss)), denominator)

    def _weight(self, values: Values, reduction: str) -> Node | None:
        if values.mask is None:
            return values.sample_weight
        mask = kept(values.mask)
        if self.counts_valid and reduction == "sum_over_batch_size":
            # Not divide_no_nan: with nothing valid these releases give NaN.
            mask = mask * (size(mask) / sum_(mask))
        if values.sample_weight is None:
            return mask
        return self._fitted(values.sample_weight, mask, "the mask") * mask

    def _fitted(self, weight: Node, to: Node, what: str) -> Node:
        """Bring weights to the rank of `to`: one axis more is squeezed, one less expanded."""
        if not weight.shape:
            return weight
        fitted = weight
        if len(weight.shape) == len(to.shape) + 1 and weight.shape[-1] == 1:
            fitted = squeezed(weight, to)[0]
        elif len(weight.shape) + 1 == len(to.shape):
            fitted = expand_dims(weight, -1)
        try:
            broadcast_shape(fitted.shape, to.shape)
        except ValueError:
            raise DialectError(
                f"{self.title} raises here: sample_weight has shape {weight.shape} but {what} has "
                f"shape {to.shape}"
            ) from None
        return fitted


_FLAT_NAMES = {
    "mean_squared_error": "MeanSquaredError",
    "mean_absolute_error": "MeanAbsoluteError",
    "mean_absolute_percentage_error": "MeanAbsolutePercentageError",
    "mean_squared_logarithmic_error": "MeanSquaredLogarithmicError",
    "huber": "Huber",
    "log_cosh": "LogCosh",
    "poisson": "Poisson",
    "kl_divergence": "KLDivergence",
    "hinge": "Hinge",
    "squared_hinge": "SquaredHinge",
    "categorical_hinge": "CategoricalHinge",
    "binary_crossentropy": "BinaryCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy",
}

OWN = {key: Own(f"tf.keras.losses.{name}") for key, name in _FLAT_NAMES.items()} | {
    "sparse_categorical_crossentropy": Own(
        "tf.keras.losses.SparseCategoricalCrossentropy",
        function=clipped_before_sum,
        note="tf.keras clips the probabilities before it divides them by their sum.",
    ),
}

# What came with 2.9 and 2.13 is of the last era only.
LATE = {
    "binary_focal_crossentropy": Own("tf.keras.losses.BinaryFocalCrossentropy"),
    "categorical_focal_crossentropy": Own("tf.keras.losses.CategoricalFocalCrossentropy"),
}


def _dialect(key: str, era: Era, releases: str) -> Dialect:
    return Dialect(
        key=key,
        title=era.title,
        reductions=("sum_over_batch_size", "sum", "none"),
        default_reduction="sum_over_batch_size",
        default_dtype="float32",
        align=era.align,
        reduce=era.reduce,
        source=f"measured on {releases}",
        aliases={"auto": "sum_over_batch_size", "mean": "sum_over_batch_size", None: "none"},
        constants={
            "epsilon": 1e-7,
            "log_epsilon": 1e-7,
            "normalize": True,
            "convert_labels": True,
        },
        own={key: item for key, item in OWN.items() if key != "huber" or era.weighs_scalars}
        | (direction_losses.TF_KERAS if era.weighs_scalars else direction_losses.TF_KERAS_2_1)
        | (LATE if era.counts_valid else {}),
        squeezes_labels=True,
        refuses_labels=True,  # on a processor; a graphics card gives NaN
        integers="tf.keras 2 cuts y_true to whole numbers and gives a whole number, or raises.",
        generator_epoch="by_size" if era.weighs_scalars else "by_step",
        unreduced_epoch="by_squared_size" if era.weighs_scalars else "elementwise",
        added_vectors="raise" if era.weighs_scalars else "keep",
        caches_logits="any" if era.counts_valid else "checked",
    )


TF_KERAS_2_15 = _dialect(
    "tf.keras-2.15", Era("tf.keras 2.11-2.15", counts_valid=True), "TF 2.15.1 and tf_keras 2.21"
)
TF_KERAS_2_3 = _dialect("tf.keras-2.3", Era("tf.keras 2.2-2.10"), "TF 2.2.0 and 2.3.4")
TF_KERAS_2_1 = _dialect(
    "tf.keras-2.1", Era("tf.keras to 2.1", weighs_scalars=False), "TF 1.15.5 and 2.1.0"
)
