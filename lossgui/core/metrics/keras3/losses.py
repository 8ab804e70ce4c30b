"""Keras 3: the means of a loss' values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.losses import LOSSES
from lossgui.core.metrics.keras3 import weighing
from lossgui.core.metrics.keras3.weighing import KEY, raises
from lossgui.core.metrics.registry import Metric, register
from lossgui.core.metrics.settings import flag, integer, number
from lossgui.core.metrics.values import loss_values

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.registry import Choices, State
    from lossgui.core.metrics.settings import Setting

_AXIS = integer("axis", "axis of the vectors", -1)
_LOGITS = flag("from_logits", "y_pred are logits, not probabilities", default=False)
_SMOOTHING = number(
    "label_smoothing", "share by which labels are drawn together", 0.0, low=0.0, high=1.0
)
_IGNORED = integer("ignore_class", "label that is left out", None, optional=True)


@dataclass(frozen=True)
class Wrapped:
    """A metric that averages a loss of the catalogue.

    `fit` is what the loss' function does about different shapes: ``squeeze``, ``broadcast``,
    ``equal`` if it raises, or ``classes`` if y_true holds class numbers. `whole` says that it
    takes whole numbers for y_pred, `sign` is -1 where
    the metric is the negative of the loss.
    """

    loss: str
    key: str
    title: str
    name: str
    summary: str
    task: str
    fit: str = "squeeze"
    settings: tuple[Setting, ...] = ()
    aliases: tuple[str, ...] = ()
    whole: bool = False
    sign: int = 1


WRAPPED = (
    Wrapped(
        "mean_squared_error",
        "mean_squared_error",
        "Mean squared error",
        "MeanSquaredError",
        "The mean of the samples' mean squared errors.",
        "regression",
        aliases=("mse",),
        whole=True,
    ),
    Wrapped(
        "mean_absolute_error",
        "mean_absolute_error",
        "Mean absolute error",
        "MeanAbsoluteError",
        "The mean of the samples' mean absolute errors.",
        "regression",
        aliases=("mae",),
        whole=True,
    ),
    Wrapped(
        "mean_absolute_percentage_error",
        "mean_absolute_percentage_error",
        "Mean absolute percentage error",
        "MeanAbsolutePercentageError",
        "The mean error in percent of the truth, which counts as 1e-7 at least.",
        "regression",
        aliases=("mape",),
    ),
    Wrapped(
        "mean_squared_logarithmic_error",
        "mean_squared_logarithmic_error",
        "Mean squared logarithmic error",
        "MeanSquaredLogarithmicError",
        "The mean squared difference of log(1 + y).",
        "regression",
        aliases=("msle",),
    ),
    Wrapped(
        "log_cosh",
        "log_cosh_error",
        "Log-cosh error",
        "LogCoshError",
        "The mean logarithm of the hyperbolic cosine of the errors.",
        "regression",
        aliases=("logcosh",),
    ),
    Wrapped(
        "cosine_similarity",
        "cosine_similarity",
        "Cosine similarity",
        "CosineSimilarity",
        "The mean cosine of the angle between truth and prediction; the loss has the minus.",
        "regression",
        settings=(_AXIS,),
        sign=-1,
    ),
    Wrapped(
        "kl_divergence",
        "kl_divergence",
        "Kullback-Leibler divergence",
        "KLDivergence",
        "The mean divergence of clipped, but not normalised, probabilities.",
        "probabilities",
        "broadcast",
        aliases=("kld",),
    ),
    Wrapped(
        "poisson",
        "poisson",
        "Poisson",
        "Poisson",
        "The mean Poisson loss of rates.",
        "probabilities",
        "broadcast",
    ),
    Wrapped(
        "hinge",
        "hinge",
        "Hinge",
        "Hinge",
        "The mean hinge loss; labels 0 and 1 become -1 and 1 if the batch has no others.",
        "labels",
        "broadcast",
    ),
    Wrapped(
        "squared_hinge",
        "squared_hinge",
        "Squared hinge",
        "SquaredHinge",
        "The mean squared hinge loss; labels 0 and 1 become -1 and 1 if the batch has no others.",
        "labels",
        "broadcast",
    ),
    Wrapped(
        "categorical_hinge",
        "categorical_hinge",
        "Categorical hinge",
        "CategoricalHinge",
        "The mean hinge loss of one-hot labels.",
        "labels",
        "broadcast",
    ),
    Wrapped(
        "binary_crossentropy",
        "binary_crossentropy",
        "Binary crossentropy",
        "BinaryCrossentropy",
        "The mean negative log-likelihood of yes/no labels.",
        "probabilities",
        "equal",
        settings=(_LOGITS, _SMOOTHING),
        aliases=("bce",),
    ),
    Wrapped(
        "categorical_crossentropy",
        "categorical_crossentropy",
        "Categorical crossentropy",
        "CategoricalCrossentropy",
        "The mean negative log-likelihood of one-hot labels.",
        "probabilities",
        "equal",
        settings=(_LOGITS, _SMOOTHING, _AXIS),
    ),
    Wrapped(
        "sparse_categorical_crossentropy",
        "sparse_categorical_crossentropy",
        "Sparse categorical crossentropy",
        "SparseCategoricalCrossentropy",
        "The mean negative log-likelihood of labels that are class numbers.",
        "probabilities",
        "classes",
        settings=(_LOGITS, _IGNORED),
    ),
)


def fitted(item: Wrapped, y_true: Array, y_pred: Array) -> tuple[Array, Array]:
    """Do with different shapes what the loss' function does.

    Raises
    ------
    DialectError
        Where Keras raises.
    """
    if item.fit == "equal" and y_true.shape != y_pred.shape:
        raise raises(
            "ValueError",
            f"{item.loss} wants equal shapes, but y_true is {y_true.shape} and y_pred is "
            f"{y_pred.shape}",
        )
    if item.fit == "broadcast":
        return weighing.together(y_true, y_pred)
    return y_true, y_pred


def label_out_of_range(batch: Batch, choices: Choices) -> str:
    """Say which label is no class of y_pred's last axis; nothing if there is none."""
    labels = np.trunc(batch.y_true)
    ignored = choices.values.get("ignore_class")
    classes = batch.y_pred.shape[-1] if batch.y_pred.ndim else 0
    wrong = labels[((labels < 0) | (labels >= classes)) & (labels != ignored)]
    if not wrong.size:
        return ""
    return f"y_true holds the label {wrong[0]:g}, but y_pred has the classes 0 .. {classes - 1}"


def function_values(item: Wrapped, batch: Batch, choices: Choices) -> Array:
    """Give the values of the loss' function, in the dtype of y_pred as Keras does."""
    if item.fit == "classes" and (wrong := label_out_of_range(batch, choices)):
        raise raises("InvalidArgumentError", wrong)
    y_true, y_pred = fitted(item, batch.y_true, batch.y_pred)
    if y_pred.dtype.kind in "iu" and y_pred.dtype != bool:
        if not item.whole:
            raise raises("TypeError", f"{item.loss} can't compute with y_pred of whole numbers")
        y_true = np.trunc(y_true)
    # Keras takes its constants from the dtype of y_pred; a setting None is the dialect's own.
    chosen = {name: value for name, value in choices.values.items() if value is not None}
    return item.sign * loss_values(item.loss, KEY, y_true, y_pred, batch.precision, **chosen)


def wrapped(item: Wrapped) -> Metric:
    """Make the metric that averages a loss."""

    def partial(batch: Batch, choices: Choices) -> State:
        values = function_values(item, batch, choices)
        weight = weighing.masked_weight(batch.sample_weight, batch.keeps, choices.dtype)
        if weight is not None:
            weight = without_ignored(batch, choices, values, weight)
        return weighing.mean_sums(values, weight, choices.dtype)

    def notes(batch: Batch, choices: Choices) -> tuple[str, ...]:
        return wrapped_notes(item, batch)

    return Metric(
        key=item.key,
        dialect=KEY,
        title=item.title,
        name=item.name,
        summary=item.summary,
        task=item.task,
        partial=partial,
        finish=weighing.mean_result,
        start=weighing.mean_start,
        settings=item.settings,
        aliases=item.aliases,
        reads_mask="weights",
        notes=notes,
    )


def without_ignored(batch: Batch, choices: Choices, values: Array, weight: Array) -> Array:
    """Give ignored labels the weight 0.

    Keras 3.15.1 marks ignored labels with a mask on the values, and its Mean reads such a mask only
    if there are weights. Without any, ignored labels are 0 in the total but counted.
    """
    ignored = choices.values.get("ignore_class")
    if ignored is None:
        return weight
    valid = np.reshape(batch.y_true != ignored, values.shape)
    merged = weighing.masked_weight(weight, valid, choices.dtype)
    return weight if merged is None else merged


def wrapped_notes(item: Wrapped, batch: Batch) -> tuple[str, ...]:
    """Say what Keras does without a word about shapes and whole numbers."""
    found = list(weighing.shape_notes(batch, item.fit))
    if batch.y_true.ndim == batch.y_pred.ndim == 1 and item.fit != "classes":
        found.append(
            "With one axis the loss is one number for the whole batch, which counts as one sample: "
            "cut into other batches, the metric changes."
        )
    if batch.y_pred.dtype.kind in "iu" and np.any(batch.y_true != np.trunc(batch.y_true)):
        found.append("Keras cuts y_true to whole numbers, because y_pred holds whole numbers.")
    return tuple(found)


ENTRIES = {item.loss: wrapped(item) for item in WRAPPED if item.loss in LOSSES}
for _entry in ENTRIES.values():
    register(_entry)
