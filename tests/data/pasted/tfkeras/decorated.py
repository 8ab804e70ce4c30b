import tensorflow as tf


@tf.function
def mean_abs(y_true: tf.Tensor, y_pred: tf.Tensor) -> tf.Tensor:
    """Mean absolute error of each sample.

    Written as a tf.function with type hints.
    """
    difference: tf.Tensor = tf.abs(tf.subtract(y_true, y_pred))
    return tf.reduce_mean(difference, axis=-1)
