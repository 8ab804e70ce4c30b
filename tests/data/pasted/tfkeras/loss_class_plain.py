import tensorflow as tf
from tensorflow.keras.losses import Loss


class CustomMSE(Loss):
    def call(self, y_true, y_pred):
        y_pred = tf.convert_to_tensor(y_pred)
        y_true = tf.cast(y_true, y_pred.dtype)
        return tf.reduce_mean(tf.math.square(y_pred - y_true), axis=-1)
