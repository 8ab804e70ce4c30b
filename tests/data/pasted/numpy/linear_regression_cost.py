import numpy as np


def compute_cost(theta, X, y):
    """Cost of a linear model with the parameters theta."""
    m = y.shape[0]
    predictions = X @ theta
    return (1.0 / (2 * m)) * np.sum((predictions - y) ** 2)
