import tensorflow as tf


def nan_mae(y_true, y_pred):
    missing = tf.math.is_nan(y_true)
    target = tf.where(missing, tf.zeros_like(y_true), y_true)
    keep = 1.0 - tf.cast(missing, y_pred.dtype)
    return tf.reduce_sum(tf.abs(target - y_pred) * keep) / tf.reduce_sum(keep)
