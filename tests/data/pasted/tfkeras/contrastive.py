import tensorflow as tf


def contrastive_loss(y_true, distance, margin=1.0):
    same = tf.square(distance)
    apart = tf.square(tf.maximum(margin - distance, 0))
    return tf.reduce_mean(y_true * same + (1 - y_true) * apart)
