import tensorflow as tf


def asymmetric_mse(y_true, y_pred, over=1.0, under=3.0):
    diff = y_pred - y_true
    greater = tf.greater(diff, 0)
    loss = tf.where(greater, over * tf.square(diff), under * tf.square(diff))
    return tf.reduce_mean(loss)
