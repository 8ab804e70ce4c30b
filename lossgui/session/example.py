"""The founding example: two tensors and two losses that "should" give the same number."""

from __future__ import annotations

import numpy as np

from lossgui.core.spec import make_spec
from lossgui.session.rows import default_sources, new_row
from lossgui.session.state import LoadedSession

TARGET = ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 1.0, 1.0))
PREDICTION = ((0.0, 0.8, 0.9), (0.5, 0.7, 0.6), (0.8, 0.7, 0.5))


def founding_example() -> LoadedSession:
    """Give the session that a new window starts with.

    Keras' mean squared error is 0.236667, half the sum of squares per sample is 0.355.
    """
    tensors = {"y_true": np.array(TARGET), "y_pred": np.array(PREDICTION)}
    mean = make_spec("mean_squared_error", dialect="keras-3")
    half = make_spec("half_sum_of_squares", dialect="textbook", axis=1)
    first = new_row(1, mean, (), default_sources(mean, {}))
    second = new_row(2, half, (first,), default_sources(half, {}))
    return LoadedSession(tensors, (first, second), reference=1)
