import tensorflow as tf


def box_and_score(y_true, y_pred):
    xy_err = tf.reduce_sum(tf.square(y_true[:, :2] - y_pred[:, :2]), axis=-1)
    score_err = tf.abs(y_true[:, 2] - y_pred[:, -1])
    return 5.0 * xy_err + score_err
