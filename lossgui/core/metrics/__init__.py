"""Metrics as streaming state: each one entry of a register, with a framework's own variables."""

from lossgui.core.metrics import ignite, keras3, sklearn1, tfkeras, torchmetrics1
from lossgui.core.metrics.batch import Batch
from lossgui.core.metrics.registry import DIALECTS, METRICS, Choices, Metric, find_metric, register
from lossgui.core.metrics.stream import Step, StreamingMetric, metric, metrics

__all__ = [
    "DIALECTS",
    "METRICS",
    "Batch",
    "Choices",
    "Metric",
    "Step",
    "StreamingMetric",
    "find_metric",
    "ignite",
    "keras3",
    "metric",
    "metrics",
    "register",
    "sklearn1",
    "tfkeras",
    "torchmetrics1",
]
