import tensorflow as tf


@tf.keras.utils.register_keras_serializable(package="losses")
def msle(y_true, y_pred):
    first = tf.math.log1p(tf.nn.relu(y_pred))
    second = tf.math.log1p(tf.nn.relu(y_true))
    return tf.reduce_mean((first - second) ** 2, axis=-1)
