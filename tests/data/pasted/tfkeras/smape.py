import tensorflow as tf

def smape(y_true, y_pred):
    top = tf.abs(y_pred - y_true)
    bottom = (tf.abs(y_true) + tf.abs(y_pred)) / 2
    return 100 * tf.reduce_mean(top / bottom)
