"""The catalogue: each loss one short function over the table of operations."""

from lossgui.core.losses import (
    classification,
    latent,
    margin,
    multiclass,
    probability,
    ranking,
    regression,
)
from lossgui.core.losses.catalogue import LOSSES, Loss, Parameter, find_loss, loss

__all__ = [
    "LOSSES",
    "Loss",
    "Parameter",
    "classification",
    "find_loss",
    "latent",
    "loss",
    "margin",
    "multiclass",
    "probability",
    "ranking",
    "regression",
]
