"""How unusual each choice is: the search answers with what departs least from the usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lossgui.core.losses import Loss

# A pipeline that departs further is not an answer any more but a coincidence.
MOST = 3.6
MOST_MEASURED = 2.9

OTHER_DIALECT = 0.4
CUSTOM = 0.5  # a loss that the framework does not have, put through its rules
AXIS = 1.0
INNER = 1.0
REDUCTION = 0.8
ONE_VALUE = 1.5
EXCHANGED = 1.3
PARAMETER = 1.2
DTYPE = 0.7
HALF_PRECISION = 1.4
WEIGHING = 1.0
COLUMN = 1.0
ROOT = 1.0
QUALITY = 1.5
SINGLE = 0.1  # code of one's own in single precision

# By how often a loss is met; one that is not here is rare.
RARE = 1.2
USUAL = 0.7  # up to here half precision and values of parameters are tried
COMMON = {
    "mean_squared_error": 0.0,
    "mean_absolute_error": 0.1,
    "binary_crossentropy": 0.1,
    "categorical_crossentropy": 0.1,
    "root_mean_squared_error": 0.15,
    "sparse_categorical_crossentropy": 0.15,
    "half_sum_of_squares": 0.2,
    "kl_divergence": 0.3,
    "huber": 0.3,
    "cosine_similarity": 0.3,
    "sample_root_mean_squared_error": 0.3,
    "hinge": 0.4,
    "mean_absolute_percentage_error": 0.4,
    "mean_squared_logarithmic_error": 0.4,
    "log_cosh": 0.5,
    "smooth_l1": 0.5,
    "poisson": 0.5,
    "dice": 0.5,
    "r2_score": 0.5,
    "root_mean_squared_log_error": 0.5,
    "kl_standard_normal": 0.5,
    "binary_focal_crossentropy": 0.6,
    "squared_hinge": 0.6,
    "categorical_hinge": 0.6,
    "negative_log_likelihood": 0.6,
    "cosine_distance": 0.6,
    "tversky": 0.7,
    "gaussian_nll": 0.7,
    "categorical_focal_crossentropy": 0.7,
}


def rarity(entry: Loss) -> float:
    """Give the cost of a loss by itself."""
    return COMMON.get(entry.key, RARE)
