import tensorflow as tf


def dice_part(t, p, smooth=1e-5):
    num = 2.0 * tf.reduce_sum(t * p) + smooth
    den = tf.reduce_sum(t + p) + smooth
    return 1.0 - num / den


def bce_dice(y_true, y_pred):
    bce = tf.keras.losses.binary_crossentropy(y_true, y_pred)
    loss = 0.5 * tf.reduce_mean(bce)
    loss += 0.5 * dice_part(y_true, y_pred)
    return loss
