import tensorflow as tf

def iou_loss(y_true, y_pred):
    axes = [1, 2, 3]
    intersection = tf.reduce_sum(y_true * y_pred, axis=axes)
    union = tf.reduce_sum(y_true, axis=axes) + tf.reduce_sum(y_pred, axis=axes) - intersection
    iou = (intersection + 1.0) / (union + 1.0)
    return 1.0 - iou
