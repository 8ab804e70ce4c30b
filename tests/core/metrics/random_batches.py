"""Random batches that fit a metric, and the settings under which each is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from lossgui.core.metrics import Metric

Pair = tuple[Any, Any]
CLASSES = 4


class Update(NamedTuple):
    """The arguments of one update."""

    y_true: Any
    y_pred: Any = None
    sample_weight: Any = None
    mask: Any = None


def values(rng: np.random.Generator, n: int) -> Pair:
    return rng.normal(size=(n, 3)).astype("f4"), None


def reals(rng: np.random.Generator, n: int) -> Pair:
    return rng.normal(size=(n, 3)).astype("f4"), rng.normal(size=(n, 3)).astype("f4")


def positive(rng: np.random.Generator, n: int) -> Pair:
    return rng.uniform(0.1, 3, (n, 3)).astype("f4"), rng.uniform(0.1, 3, (n, 3)).astype("f4")


def distributions(rng: np.random.Generator, n: int) -> Pair:
    return one_hot(rng, n)[0], rng.dirichlet(np.ones(CLASSES), n).astype("f4")


def yes_or_no(rng: np.random.Generator, n: int) -> Pair:
    return rng.integers(0, 2, n).astype("f4"), rng.uniform(size=n).astype("f4").round(2)


def many_labels(rng: np.random.Generator, n: int) -> Pair:
    labels = rng.integers(0, 2, (n, CLASSES)).astype("f4")
    return labels, rng.uniform(size=(n, CLASSES)).astype("f4").round(2)


def signs(rng: np.random.Generator, n: int) -> Pair:
    labels = rng.choice(np.array([-1, 1], "f4"), (n, 3))
    return labels, rng.normal(size=(n, 3)).astype("f4")


def class_numbers(rng: np.random.Generator, n: int) -> Pair:
    return rng.integers(0, CLASSES, n), rng.dirichlet(np.ones(CLASSES), n).astype("f4")


def one_hot(rng: np.random.Generator, n: int) -> Pair:
    labels = np.eye(CLASSES, dtype="f4")[rng.integers(0, CLASSES, n)]
    return labels, rng.dirichlet(np.ones(CLASSES), n).astype("f4")


def two_classes(rng: np.random.Generator, n: int) -> Pair:
    return rng.integers(0, CLASSES, n), rng.integers(0, CLASSES, n)


def equal_numbers(rng: np.random.Generator, n: int) -> Pair:
    return rng.integers(0, 2, (n, 3)).astype("f4"), rng.integers(0, 2, (n, 3)).astype("f4")


def sorted_ids(rng: np.random.Generator, n: int) -> Pair:
    orders = np.argsort(rng.uniform(size=(n, CLASSES)), axis=1)
    return rng.integers(0, CLASSES, n), orders


MAKERS: dict[str, Callable[[np.random.Generator, int], Pair]] = {
    "mean": values,
    "sum": values,
    "mean_absolute_percentage_error": positive,
    "mean_squared_logarithmic_error": positive,
    "poisson": positive,
    "kl_divergence": distributions,
    "categorical_crossentropy": distributions,
    "sparse_categorical_crossentropy": class_numbers,
    "binary_crossentropy": many_labels,
    "hinge": signs,
    "squared_hinge": signs,
    "categorical_hinge": one_hot,
    "accuracy": equal_numbers,
    "binary_accuracy": many_labels,
    "categorical_accuracy": one_hot,
    "sparse_categorical_accuracy": class_numbers,
    "top_k_categorical_accuracy": one_hot,
    "sparse_top_k_categorical_accuracy": class_numbers,
    "fbeta_score": one_hot,
    "f1_score": one_hot,
    "iou": two_classes,
    "mean_iou": two_classes,
    "binary_iou": yes_or_no,
    "one_hot_iou": one_hot,
    "one_hot_mean_iou": one_hot,
}
# Settings under which a metric is tried, beside none; {} may be missing where some are required.
SETTINGS: dict[str, tuple[dict[str, Any], ...]] = {
    "binary_accuracy": ({}, {"threshold": 0.3}),
    "binary_crossentropy": ({}, {"label_smoothing": 0.2}, {"from_logits": True}),
    "categorical_crossentropy": ({}, {"label_smoothing": 0.2}, {"from_logits": True}),
    "sparse_categorical_crossentropy": ({}, {"from_logits": True}, {"ignore_class": 1}),
    "top_k_categorical_accuracy": ({}, {"k": 2}),
    "sparse_top_k_categorical_accuracy": ({}, {"k": 2}, {"k": 1}),
    "r2_score": (
        {},
        {"class_aggregation": None},
        {"class_aggregation": "variance_weighted_average"},
        {"num_regressors": 2},
    ),
    "fbeta_score": (
        {},
        {"average": "micro"},
        {"average": "macro", "beta": 2.0},
        {"average": "weighted", "beta": 0.5, "threshold": 0.4},
    ),
    "f1_score": ({}, {"average": "macro"}),
    "iou": (
        {"num_classes": CLASSES, "target_class_ids": [0, 2]},
        {"num_classes": CLASSES - 1, "target_class_ids": [1], "ignore_class": 0},
    ),
    "mean_iou": ({"num_classes": CLASSES},),
    "binary_iou": ({}, {"target_class_ids": [1], "threshold": 0.3}),
    "one_hot_iou": ({"num_classes": CLASSES, "target_class_ids": [0, 2]},),
    "one_hot_mean_iou": ({"num_classes": CLASSES},),
    "sensitivity_at_specificity": ({"specificity": 0.5}, {"specificity": 0.7, "num_thresholds": 2}),
    "specificity_at_sensitivity": ({"sensitivity": 0.5}, {"sensitivity": 0.9, "num_thresholds": 1}),
    "precision_at_recall": ({"recall": 0.5}, {"recall": 0.5, "num_thresholds": 7}),
    "recall_at_precision": ({"precision": 0.5},),
    **dict.fromkeys(
        ("true_positives", "false_positives", "true_negatives", "false_negatives"),
        ({}, {"thresholds": [0.8, 0.2]}, {"thresholds": [0.0, 0.5, 1.0]}),
    ),
    **dict.fromkeys(("precision", "recall"), ({}, {"thresholds": [0.0, 0.5, 1.0]})),
    "auc": (
        {},
        {"curve": "PR"},
        {"curve": "PR", "summation_method": "majoring", "num_thresholds": 11},
        {"curve": "PRGAIN", "summation_method": "minoring"},
        {"thresholds": [0.6, 0.2, 0.3]},
        {"thresholds": [0.5], "curve": "PR"},
        {"num_thresholds": 2},
    ),
}
# Further settings, for predictions of several classes.
CLASS_SETTINGS: dict[str, tuple[dict[str, Any], ...]] = {
    "precision": ({"top_k": 2}, {"class_id": 1}, {"top_k": 1, "class_id": 2}, {"thresholds": 0.3}),
    "recall": ({"top_k": 2}, {"class_id": 3, "thresholds": [0.1, 0.2]}),
    "true_positives": ({},),
    "sensitivity_at_specificity": ({"specificity": 0.5, "class_id": 1},),
    "auc": (
        {},
        {"multi_label": True},
        {"multi_label": True, "num_labels": CLASSES, "label_weights": [1.0, 2.0, 0.0, 0.5]},
        {"multi_label": True, "thresholds": [0.2, 0.7], "curve": "PR"},
        {"label_weights": [1.0, 2.0, 0.0, 0.5]},
        {"from_logits": True},
    ),
    "iou": (
        {
            "num_classes": CLASSES,
            "target_class_ids": [0, 1],
            "sparse_y_true": False,
            "sparse_y_pred": False,
        },
    ),
    "sparse_top_k_categorical_accuracy": ({"k": 2, "from_sorted_ids": True},),
}
SETTINGS |= {
    "multiclass_accuracy": tuple(
        {"num_classes": CLASSES, "average": how} for how in ("macro", "micro", "weighted", "none")
    ),
    **dict.fromkeys(
        ("multiclass_precision", "multiclass_recall", "multiclass_f1_score"),
        ({"num_classes": CLASSES}, {"num_classes": CLASSES, "average": "weighted"}),
    ),
    "multiclass_fbeta_score": ({"num_classes": CLASSES, "beta": 2.0},),
    "binary_fbeta_score": ({"beta": 0.5}, {"beta": 2.0, "threshold": 0.3}),
}
# Settings that only one dialect has, where another metric of the same key has others.
OF_DIALECT: dict[tuple[str, str], tuple[dict[str, Any], ...]] = {
    ("torchmetrics-1", "mean_squared_error"): ({}, {"squared": False}, {"num_outputs": 3}),
    ("torchmetrics-1", "mean_absolute_error"): ({}, {"num_outputs": 3}),
    ("torchmetrics-1", "log_cosh_error"): ({"num_outputs": 3},),
    ("torchmetrics-1", "r2_score"): (
        {},
        {"multioutput": "raw_values"},
        {"multioutput": "variance_weighted", "adjusted": 2},
    ),
    ("torchmetrics-1", "cosine_similarity"): ({}, {"reduction": "mean"}, {"reduction": "none"}),
    ("torchmetrics-1", "kl_divergence"): ({}, {"reduction": "sum"}),
    ("torchmetrics-1", "auc"): ({},),
    ("sklearn-1", "auc"): ({},),
    ("sklearn-1", "binary_crossentropy"): ({}, {"normalize": False}),
    ("sklearn-1", "accuracy"): ({}, {"normalize": False}),
    ("sklearn-1", "fbeta_score"): (
        {"beta": 2.0, "average": "macro"},
        {"beta": 0.5, "average": "weighted"},
    ),
    **dict.fromkeys(
        (("sklearn-1", key) for key in ("precision", "recall", "f1_score")),
        tuple({"average": how} for how in ("macro", "micro", "weighted", None)),
    ),
    **dict.fromkeys(
        (
            ("sklearn-1", key)
            for key in ("mean_squared_error", "root_mean_squared_error", "mean_absolute_error")
        ),
        ({}, {"multioutput": "raw_values"}),
    ),
    ("sklearn-1", "r2_score"): (
        {},
        {"multioutput": "raw_values"},
        {"multioutput": "variance_weighted"},
    ),
    ("torchmetrics-1", "binary_accuracy"): ({}, {"threshold": 0.3}),
}
OWN_MAKERS = {
    **dict.fromkeys(
        (
            ("sklearn-1", key)
            for key in ("accuracy", "precision", "recall", "f1_score", "fbeta_score")
        ),
        two_classes,
    ),
    ("sklearn-1", "binary_crossentropy"): yes_or_no,
}
CLASS_MAKERS = {"iou": one_hot, "sparse_top_k_categorical_accuracy": sorted_ids}


def maker(entry: Metric) -> Callable[[np.random.Generator, int], Pair]:
    """Give what makes tensors for a metric."""
    if entry.key.startswith("multiclass_"):
        return class_numbers
    own = OWN_MAKERS.get((entry.dialect, entry.key))
    if own is not None:
        return own
    usual = yes_or_no if entry.task == "labels" else reals
    return MAKERS.get(entry.key, usual)


def class_maker(entry: Metric) -> Callable[[np.random.Generator, int], Pair]:
    """Give what makes tensors of several classes for a metric that takes them."""
    return CLASS_MAKERS.get(entry.key, many_labels)


def settings(entry: Metric) -> tuple[dict[str, Any], ...]:
    """Give the settings that a metric is tried under."""
    own = OF_DIALECT.get((entry.dialect, entry.key))
    return SETTINGS.get(entry.key, ({},)) if own is None else own


def whole_weights(rng: np.random.Generator, n: int) -> Any:
    """Make weights whose sums are exact in every order."""
    return rng.integers(0, 4, n).astype("f4")


def some_kept(rng: np.random.Generator, n: int) -> Any:
    """Make a mask that keeps at least one sample."""
    mask = rng.uniform(size=n) < 0.6
    mask[0] = True
    return mask
