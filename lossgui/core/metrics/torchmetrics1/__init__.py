"""The metrics of TorchMetrics 1 (measured on 1.9.0), which themselves take predictions first."""
