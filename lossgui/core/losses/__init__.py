"""The catalogue: each loss one short function over the table of operations."""

from lossgui.core.losses import (
    classification,
    contrastive,
    latent,
    margin,
    multiclass,
    overlap,
    probability,
    quantile,
    ranking,
    regression,
    reports,
    scores,
    sequence,
    softmax,
    tweedie,
)
from lossgui.core.losses.catalogue import LOSSES, Loss, Parameter, find_loss, loss

__all__ = [
    "LOSSES",
    "Loss",
    "Parameter",
    "classification",
    "contrastive",
    "find_loss",
    "latent",
    "loss",
    "margin",
    "multiclass",
    "overlap",
    "probability",
    "quantile",
    "ranking",
    "regression",
    "reports",
    "scores",
    "sequence",
    "softmax",
    "tweedie",
]
