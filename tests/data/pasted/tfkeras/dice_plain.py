import tensorflow as tf

EPS = 1e-6

def dice(y_true, y_pred):
    overlap = tf.reduce_sum(y_true * y_pred)
    total = tf.reduce_sum(y_true) + tf.reduce_sum(y_pred)
    return 1 - 2 * overlap / (total + EPS)
