import tensorflow as tf


def loss_with_pos_weight(y_true, y_pred, pos_weight=3.0):
    per_cell = tf.nn.weighted_cross_entropy_with_logits(y_true, y_pred, pos_weight)
    return tf.reduce_mean(per_cell, axis=-1)
