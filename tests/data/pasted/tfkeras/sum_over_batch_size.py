import tensorflow as tf


def loss_fn(y_true, y_pred):
    batch_size = tf.cast(tf.shape(y_true)[0], tf.float32)
    return tf.reduce_sum(tf.math.squared_difference(y_true, y_pred)) / batch_size
