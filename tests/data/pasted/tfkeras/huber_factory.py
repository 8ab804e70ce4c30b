import tensorflow as tf


def make_huber(threshold=0.7):
    """Return a Huber loss with the given threshold."""

    def huber_fn(y_true, y_pred):
        err = y_true - y_pred
        small = tf.abs(err) < threshold
        quadratic = tf.square(err) / 2.0
        linear = threshold * tf.abs(err) - threshold ** 2 / 2
        return tf.where(small, quadratic, linear)

    return huber_fn
