"""Exact curves over every score that occurs, from the samples themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from lossgui.core.metrics.batch import Array


def answers(label: Array, score: Array, weight: Array) -> tuple[Array, Array]:
    """Give the false and true positives at every distinct score, from the highest down.

    Both start at 0, above the highest score. `label` is 0 or 1; all have the shape (n,).
    """
    order = np.argsort(-score, kind="stable")
    label, score, weight = label[order], score[order], weight[order]
    last = np.append(np.flatnonzero(np.diff(score)), len(score) - 1)
    true = np.cumsum(label * weight)[last]
    false = np.cumsum((1 - label) * weight)[last]
    return np.insert(false, 0, 0.0), np.insert(true, 0, 0.0)


def roc_area(label: Array, score: Array, weight: Array) -> float:
    """Give the area under the ROC curve: the share of pairs that are in order, ties as a half.

    0 where one of the classes does not occur, as in torchmetrics.

    Examples
    --------
    >>> float(roc_area(np.array([0, 1]), np.array([0.2, 0.7]), np.ones(2)))
    1.0
    """
    false, true = answers(label, score, weight)
    if false[-1] <= 0 or true[-1] <= 0:
        return 0.0
    x, y = false / false[-1], true / true[-1]
    return float(np.sum(np.diff(x) * (y[:-1] + y[1:])) / 2)


def average_precision(label: Array, score: Array, weight: Array) -> float:
    """Give the mean precision over the true cases, in steps; 0 if there are none.

    Examples
    --------
    >>> float(average_precision(np.array([1, 0]), np.array([0.2, 0.7]), np.ones(2)))
    0.5
    """
    false, true = answers(label, score, weight)
    if true[-1] <= 0:
        return 0.0
    precision = true[1:] / (true[1:] + false[1:])
    return float(np.sum(np.diff(true) / true[-1] * precision))
