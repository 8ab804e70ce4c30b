"""The losses of Keras 3 (measured on 3.15.1), by backend where the functions differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lossgui.core.dialects import alignment_losses, direction_losses
from lossgui.core.dialects import keras3_shapes as shapes
from lossgui.core.dialects.rules import Own, Unreduced
from lossgui.core.expr import size
from lossgui.core.losses import classification, multiclass, regression
from lossgui.core.ops import clip, log

if TYPE_CHECKING:
    from lossgui.core.expr import Node


def last_axis_crossentropy(
    y_true: Node, y_pred: Node, *, axis: int = -1, label_smoothing: float = 0.0, **rest: Any
) -> Node:
    """Smooth by the length of the last axis, whatever the axis of the classes is."""
    label = last_axis_smoothed(y_true, label_smoothing)
    return multiclass.categorical_crossentropy(label, y_pred, axis=axis, **rest)


def last_axis_focal_crossentropy(
    y_true: Node, y_pred: Node, *, axis: int = -1, label_smoothing: float = 0.0, **rest: Any
) -> Node:
    """Smooth by the length of the last axis, whatever the axis of the classes is."""
    label = last_axis_smoothed(y_true, label_smoothing)
    return multiclass.categorical_focal_crossentropy(label, y_pred, axis=axis, **rest)


def last_axis_smoothed(label: Node, smoothing: float) -> Node:
    """Draw one-hot labels to 1 / length of the last axis."""
    if not smoothing:
        return label
    return label * (1.0 - smoothing) + smoothing / size(label, -1)


def squared_logarithmic_error(
    y_true: Node, y_pred: Node, *, epsilon: float = 0.0, **rest: Any
) -> Node:
    """Make a float32 of epsilon, whatever the dtype. Source: keras/src/losses/losses.py 3.15.1."""
    rounded = float(np.float32(epsilon))
    return regression.mean_squared_logarithmic_error(y_true, y_pred, epsilon=rounded, **rest)


def clipped_before_sum(
    y_true: Node,
    y_pred: Node,
    *,
    axis: int = -1,
    from_logits: bool = False,
    epsilon: float = 0.0,
    **rest: Any,
) -> Unreduced:
    """Clip first and take the softmax of the logarithms, which divides by the sum afterwards.

    Source: keras/src/backend/tensorflow/nn.py 3.15.1, sparse_categorical_crossentropy.
    """
    rest.pop("normalize", None)  # the softmax divides by the sum anyway
    if not from_logits:
        y_pred = log(clip(y_pred, epsilon, 1.0 - epsilon) if epsilon else y_pred)
    return multiclass.sparse_categorical_crossentropy(
        y_true, y_pred, axis=axis, from_logits=True, **rest
    )


def focal_of_tensorflow(
    y_true: Node,
    y_pred: Node,
    *,
    from_logits: bool = False,
    epsilon: float = 0.0,
    log_epsilon: float = 0.0,
    **rest: Any,
) -> Node:
    """Take the crossentropy of the logits that the sigmoid keeps, so that nothing is clipped.

    Source: keras/src/backend/tensorflow/nn.py 3.15.1, sigmoid and binary_crossentropy.
    """
    if from_logits:
        return classification.focal_from_kept_logits(y_true, y_pred, **rest)
    return classification.binary_focal_crossentropy(
        y_true, y_pred, epsilon=epsilon, log_epsilon=log_epsilon, **rest
    )


CLIPPING_NOTE = (
    "On TensorFlow the probabilities are clipped before they are divided by their sum; the other "
    "backends of Keras 3 divide first (nn.py of each backend, 3.15.1)."
)

COMMON = {
    "mean_squared_error": Own("keras.losses.MeanSquaredError"),
    "mean_absolute_error": Own("keras.losses.MeanAbsoluteError"),
    "mean_absolute_percentage_error": Own("keras.losses.MeanAbsolutePercentageError"),
    "mean_squared_logarithmic_error": Own(
        "keras.losses.MeanSquaredLogarithmicError", function=squared_logarithmic_error
    ),
    "huber": Own("keras.losses.Huber"),
    # keras.losses.log_cosh takes ops.log(2.0), a float32, also in float64: 1.9e-9 too much.
    "log_cosh": Own(
        "keras.losses.LogCosh", rounded={"float64": {"log_two": 0.693147182464599609375}}
    ),
    "poisson": Own("keras.losses.Poisson"),
    "kl_divergence": Own("keras.losses.KLDivergence"),
    "hinge": Own("keras.losses.Hinge"),
    "squared_hinge": Own("keras.losses.SquaredHinge"),
    "categorical_hinge": Own("keras.losses.CategoricalHinge"),
    "binary_crossentropy": Own("keras.losses.BinaryCrossentropy", equal_shapes=True),
    "binary_focal_crossentropy": Own("keras.losses.BinaryFocalCrossentropy", equal_shapes=True),
    "categorical_crossentropy": Own(
        "keras.losses.CategoricalCrossentropy",
        function=last_axis_crossentropy,
        equal_shapes=True,
    ),
    "categorical_focal_crossentropy": Own(
        "keras.losses.CategoricalFocalCrossentropy", function=last_axis_focal_crossentropy
    ),
    "sparse_categorical_crossentropy": Own("keras.losses.SparseCategoricalCrossentropy"),
    "categorical_generalized_cross_entropy": Own(
        "keras.losses.CategoricalGeneralizedCrossEntropy",
        align=shapes.one_hot_labels,
        foreign="its one-hot label is 0 everywhere, as if the probability were 0 (losses.py)",
    ),
    **direction_losses.KERAS_3,
}

ELSEWHERE = COMMON | direction_losses.KERAS_3_ELSEWHERE
JAX = ELSEWHERE | {
    "ctc": alignment_losses.KERAS_ON_JAX,
    "sparse_categorical_crossentropy": Own(
        "keras.losses.SparseCategoricalCrossentropy",
        foreign="its one-hot label is 0 everywhere, so the loss of the sample is 0 (jax/nn.py)",
    ),
}
TORCH = ELSEWHERE | {"ctc": alignment_losses.KERAS_ON_TORCH}
TENSORFLOW = COMMON | {
    "ctc": alignment_losses.KERAS_ON_TENSORFLOW,
    "binary_focal_crossentropy": Own(
        "keras.losses.BinaryFocalCrossentropy", function=focal_of_tensorflow, equal_shapes=True
    ),
    "sparse_categorical_crossentropy": Own(
        "keras.losses.SparseCategoricalCrossentropy",
        function=clipped_before_sum,
        note=CLIPPING_NOTE,
    ),
}
