import tensorflow as tf


def rmse(y_true, y_pred):
    # the root is taken for every row, the batch is averaged by Keras
    return tf.sqrt(tf.reduce_mean(tf.square(y_true - y_pred), axis=-1))
