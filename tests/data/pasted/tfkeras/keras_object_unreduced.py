import tensorflow as tf

per_sample_loss = tf.keras.losses.Huber(delta=0.5, reduction="none")


def weighted_huber(y_true, y_pred, weights):
    values = per_sample_loss(y_true, y_pred)
    return tf.reduce_sum(values * weights) / tf.reduce_sum(weights)
