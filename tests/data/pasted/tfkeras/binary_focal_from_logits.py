import tensorflow as tf


def sigmoid_focal(y_true, logits, gamma=2.0):
    p = tf.sigmoid(logits)
    ce = tf.nn.sigmoid_cross_entropy_with_logits(labels=y_true, logits=logits)
    p_t = y_true * p + (1 - y_true) * (1 - p)
    return tf.reduce_mean(tf.pow(1.0 - p_t, gamma) * ce, axis=-1)
