"""scikit-learn 1: accuracy, precision, recall, F-scores and exact curves, from kept samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from lossgui.core.metrics import ranking
from lossgui.core.metrics.registry import Choices, Metric, State, register
from lossgui.core.metrics.settings import REQUIRED, choice, flag, integer, number
from lossgui.core.metrics.sklearn1.fitting import KEPT, KEY, column, kept, raises, weights
from lossgui.core.metrics.values import loss_values

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Array, Batch
    from lossgui.core.metrics.settings import Setting

Ratio = Callable[["Array", "Array", "Array", Choices], tuple["Array", "Array"]]


def keep(batch: Batch, choices: Choices) -> State:
    """Keep labels, predictions and weights."""
    y_true, y_pred = column("y_true", batch.y_true), column("y_pred", batch.y_pred)
    if y_true.shape != y_pred.shape:
        raise raises("ValueError", f"y_true has {len(y_true)} samples but y_pred has {len(y_pred)}")
    arrays = (y_true.astype(np.float64), y_pred.astype(np.float64), weights(batch))
    return dict(zip(KEPT, arrays, strict=True))


def keep_scores(batch: Batch, choices: Choices) -> State:
    """Do as `keep`; weights may be a column."""
    weight = batch.sample_weight
    if weight is not None and weight.ndim == 2 and weight.shape[1] == 1:
        batch = replace(batch, sample_weight=weight[:, 0])
    return keep(batch, choices)


def labels_only(batch: Batch, choices: Choices) -> State:
    """Keep labels and predictions that are whole numbers.

    Raises
    ------
    DialectError
        If a prediction is a probability: scikit-learn wants it cut first.
    """
    sums = keep(batch, choices)
    for name in ("y_true", "y_pred"):
        if np.any(sums[name] != np.trunc(sums[name])):
            raise raises("ValueError", f"{name} must hold classes, not probabilities")
    return sums


def accuracy(state: State, choices: Choices) -> Array:
    """Average what is right by weight, or add it up."""
    y_true, y_pred, weight = kept(state)
    right = ((y_true == y_pred) * weight).sum()
    return np.asarray(right / weight.sum() if choices["normalize"] else right)


def counted(state: State, choices: Choices) -> tuple[Array, Array, Array]:
    """Give hits, answers and cases of each label that the average is over, by weight."""
    y_true, y_pred, weight = kept(state)
    present = np.unique(np.concatenate([y_true, y_pred]))
    if choices["average"] == "binary":
        present = _positive(present, choices["pos_label"])
    found = [
        [((y_true == k) & (y_pred == k), y_pred == k, y_true == k)[i] @ weight for k in present]
        for i in range(3)
    ]
    hits, answers, cases = (np.asarray(row, np.float64) for row in found)
    if choices["average"] == "micro":
        return hits.sum(keepdims=True), answers.sum(keepdims=True), cases.sum(keepdims=True)
    return hits, answers, cases


def _positive(present: Array, label: int) -> Array:
    if len(present) > 2:
        raise raises("ValueError", f"the average is binary, but there are {len(present)} classes")
    if label not in present and len(present) == 2:
        raise raises("ValueError", f"pos_label={label} is none of {present.astype(int).tolist()}")
    return np.asarray([label])


def ratio(key: str, title: str, name: str, summary: str, parts: Ratio, *extra: Setting) -> Metric:
    """Make the metric that averages a ratio of hits, answers and cases over the labels."""

    def finish(state: State, choices: Choices) -> Array:
        hits, answers, cases = counted(state, choices)
        above, below = parts(hits, answers, cases, choices)
        score = np.divide(above, below, out=np.zeros_like(below), where=below != 0)
        how = choices["average"]
        if how is None:
            return np.asarray(score)
        if how == "weighted":
            everything = cases.sum()
            return np.asarray((score * cases).sum() / everything if everything else 0.0)
        return np.asarray(score.mean())

    return Metric(
        key=key,
        dialect=KEY,
        title=title,
        name=name,
        summary=summary,
        task="labels",
        partial=labels_only,
        finish=finish,
        settings=(
            *extra,
            choice(
                "average",
                "binary looks at pos_label alone; None gives each label's score",
                "binary",
                ("binary", "micro", "macro", "weighted"),
                optional=True,
            ),
            integer("pos_label", "the label that counts as yes", 1),
        ),
        joined=KEPT,
        reads_mask="unknown",
    )


def f_parts(hits: Array, answers: Array, cases: Array, choices: Choices) -> tuple[Array, Array]:
    """Give (1 + β²) hits and β² cases + answers."""
    square = choices.values.get("beta", 1.0) ** 2
    return (1 + square) * hits, square * cases + answers


def curve(
    key: str, title: str, name: str, summary: str, area: Callable[[Array, Array, Array], float]
) -> Metric:
    """Make the metric that forms an exact curve from every score."""

    def finish(state: State, choices: Choices) -> Array:
        y_true, y_pred, weight = kept(state)
        classes = np.unique(y_true)
        if len(classes) > 2 or not set(classes.tolist()) <= {0.0, 1.0, -1.0}:
            raise raises("ValueError", f"{name} wants labels 0 and 1, not {classes[:5].tolist()}")
        if len(classes) < 2 and name == "roc_auc_score":
            return np.asarray(np.nan)
        used = weight != 0
        return np.asarray(area((y_true == 1)[used].astype(float), y_pred[used], weight[used]))

    return Metric(
        key=key,
        dialect=KEY,
        title=title,
        name=name,
        summary=summary,
        task="labels",
        partial=keep_scores,
        finish=finish,
        joined=KEPT,
        reads_mask="unknown",
    )


def log_loss_sums(batch: Batch, choices: Choices) -> State:
    """Add up the negative log-likelihoods of yes/no labels; y_pred are probabilities of yes."""
    sums = keep(batch, choices)
    y_true, y_pred = sums["y_true"].astype(choices.dtype), sums["y_pred"].astype(choices.dtype)
    if np.any((y_pred < 0) | (y_pred > 1)):
        raise raises("ValueError", "y_pred must hold probabilities, from 0 to 1")
    if np.any((y_true != 0) & (y_true != 1)):
        raise raises("ValueError", "y_true must hold 0 and 1 where y_pred is one probability")
    found = loss_values("binary_crossentropy", KEY, y_true, y_pred, choices.dtype.name, axis=())
    weight = sums["sample_weight"].astype(choices.dtype)
    total = (found.reshape(-1) * weight).sum()
    return {
        "weighted_sum": np.asarray(total),
        "weight": np.asarray(weight.sum()),
        "labels": np.asarray([np.sum(y_true == 0), np.sum(y_true == 1)]),
    }


def log_loss(state: State, choices: Choices) -> Array:
    """Give the mean by weight, or the sum."""
    if not state:
        raise ValueError("log_loss has no result before the first batch")
    if not state["labels"].all():
        raise raises("ValueError", "log_loss wants both labels, 0 and 1, to occur")
    total = state["weighted_sum"]
    return np.asarray(total / state["weight"] if choices["normalize"] else total)


_NORMALIZE = flag("normalize", "False gives the sum instead of the mean", default=True)
ENTRIES = (
    Metric(
        key="accuracy",
        dialect=KEY,
        title="Accuracy",
        name="accuracy_score",
        summary="How often prediction and label are the same class, by weight.",
        task="labels",
        partial=labels_only,
        finish=accuracy,
        settings=(_NORMALIZE,),
        joined=KEPT,
        reads_mask="unknown",
    ),
    ratio(
        "precision",
        "Precision",
        "precision_score",
        "The share of true answers among those that were yes.",
        lambda hits, answers, cases, choices: (hits, answers),
    ),
    ratio(
        "recall",
        "Recall",
        "recall_score",
        "The share of true cases that were found.",
        lambda hits, answers, cases, choices: (hits, cases),
    ),
    ratio(
        "f1_score", "F1 score", "f1_score", "The harmonic mean of precision and recall.", f_parts
    ),
    ratio(
        "fbeta_score",
        "F-beta score",
        "fbeta_score",
        "The harmonic mean of precision and recall, with recall beta times as important.",
        f_parts,
        number("beta", "weight of recall", REQUIRED, above=0.0),
    ),
    curve(
        "auc",
        "Area under the ROC curve",
        "roc_auc_score",
        "The exact area under the ROC curve, over every score that occurs.",
        ranking.roc_area,
    ),
    curve(
        "average_precision",
        "Average precision",
        "average_precision_score",
        "The mean precision at the true cases, over every score that occurs.",
        ranking.average_precision,
    ),
    Metric(
        key="binary_crossentropy",
        dialect=KEY,
        title="Log loss",
        name="log_loss",
        summary="The mean negative log-likelihood of yes/no labels.",
        task="probabilities",
        partial=log_loss_sums,
        finish=log_loss,
        settings=(_NORMALIZE,),
        reads_mask="unknown",
    ),
)
for _entry in ENTRIES:
    register(_entry)
