"""Metrics as streaming state: each one entry of a register, with a framework's own variables."""

from lossgui.core.metrics import tfkeras
from lossgui.core.metrics.batch import Batch
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
from lossgui.core.metrics.registry import DIALECTS, METRICS, Choices, Metric, find_metric, register
from lossgui.core.metrics.stream import Step, StreamingMetric, metric, metrics
from lossgui.core.metrics.torchmetrics1 import classes, regression, samples

__all__ = [
    "DIALECTS",
    "METRICS",
    "Batch",
    "Choices",
    "Metric",
    "Step",
    "StreamingMetric",
    "accuracy",
    "classes",
    "correlation",
    "curves",
    "determination",
    "find_metric",
    "losses",
    "means",
    "metric",
    "metrics",
    "overlap",
    "rates",
    "register",
    "regression",
    "samples",
    "scores",
    "tfkeras",
]
