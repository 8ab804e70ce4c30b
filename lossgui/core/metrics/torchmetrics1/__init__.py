"""The metrics of TorchMetrics 1 (measured on 1.9.0), which themselves take predictions first."""

from lossgui.core.metrics.torchmetrics1 import classes, regression, samples

__all__ = ["classes", "regression", "samples"]
