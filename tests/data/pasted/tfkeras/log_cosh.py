import tensorflow as tf

def logcosh(y_true, y_pred):
    x = y_pred - y_true
    return tf.reduce_mean(tf.math.log(tf.cosh(x)), axis=-1)
