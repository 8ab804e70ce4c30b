import tensorflow as tf

SIZE = 4


def triplet_loss(y_true, y_pred, alpha=0.4):
    # y_true is not used: Keras wants it all the same
    anchor = y_pred[:, 0:SIZE]
    positive = y_pred[:, SIZE:2 * SIZE]
    negative = y_pred[:, 2 * SIZE:]
    pos_dist = tf.reduce_sum(tf.square(anchor - positive), axis=1)
    neg_dist = tf.reduce_sum(tf.square(anchor - negative), axis=1)
    return tf.maximum(pos_dist - neg_dist + alpha, 0.0)
