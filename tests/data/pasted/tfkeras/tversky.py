import tensorflow as tf


def tversky_loss(y_true, y_pred, alpha=0.3, beta=0.7):
    """alpha weighs false positives, beta false negatives."""
    tp = tf.reduce_sum(y_true * y_pred)
    fp = tf.reduce_sum((1 - y_true) * y_pred)
    fn = tf.reduce_sum(y_true * (1 - y_pred))
    return 1 - tp / (tp + alpha * fp + beta * fn + 1e-6)
