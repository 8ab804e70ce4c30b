import tensorflow as tf


def kl(p, q):
    return tf.reduce_sum(p * tf.math.log(p / q), axis=-1)


def js(y_true, y_pred):
    m = 0.5 * (y_true + y_pred)
    return 0.5 * kl(y_true, m) + 0.5 * kl(y_pred, m)
