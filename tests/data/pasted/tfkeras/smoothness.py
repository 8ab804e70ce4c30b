import tensorflow as tf


def mse_and_smoothness(y_true, y_pred, weight=0.1):
    fit = tf.reduce_mean(tf.square(y_true - y_pred))
    steps = y_pred[:, 1:] - y_pred[:, :-1]
    return fit + weight * tf.reduce_mean(tf.square(steps))
