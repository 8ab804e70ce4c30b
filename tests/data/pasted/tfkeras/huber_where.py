import tensorflow as tf


def my_huber(y_true, y_pred, delta=1.0):
    error = y_true - y_pred
    is_small = tf.abs(error) <= delta
    small = tf.square(error) / 2
    large = delta * (tf.abs(error) - 0.5 * delta)
    return tf.reduce_mean(tf.where(is_small, small, large), axis=-1)
