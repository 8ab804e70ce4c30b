import tensorflow as tf

MASK_VALUE = -1.0


def masked_mse(y_true, y_pred):
    mask = tf.cast(tf.not_equal(y_true, MASK_VALUE), tf.float32)
    sq = tf.square(y_true - y_pred) * mask
    return tf.reduce_sum(sq) / tf.maximum(tf.reduce_sum(mask), 1.0)
