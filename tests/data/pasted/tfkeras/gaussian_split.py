import tensorflow as tf


def heteroscedastic(y_true, y_pred):
    mean, log_var = y_pred[:, :1], y_pred[:, 1:]
    precision = tf.exp(-log_var)
    return tf.reduce_mean(0.5 * precision * (y_true - mean) ** 2 + 0.5 * log_var)
