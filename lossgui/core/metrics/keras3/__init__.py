"""The metrics of Keras 3 (measured on 3.15.1), one file for each kind."""

from lossgui.core.metrics.keras3 import (
    accuracy,
    correlation,
    curves,
    determination,
    losses,
    means,
    overlap,
    rates,
    scores,
)

__all__ = [
    "accuracy",
    "correlation",
    "curves",
    "determination",
    "losses",
    "means",
    "overlap",
    "rates",
    "scores",
]
