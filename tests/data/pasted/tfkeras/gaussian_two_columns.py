import tensorflow as tf
import numpy as np


def nll(y_true, y_pred):
    mu = y_pred[..., 0]
    sigma = tf.nn.softplus(y_pred[..., 1]) + 1e-3
    z = (y_true - mu) / sigma
    return tf.math.log(sigma) + 0.5 * z ** 2 + 0.5 * np.log(2 * np.pi)
