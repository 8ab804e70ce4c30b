import tensorflow as tf
from tensorflow import keras


class MyHuber(keras.losses.Loss):
    def __init__(self, threshold=1.0, **kwargs):
        super().__init__(**kwargs)
        self.threshold = threshold

    def call(self, y_true, y_pred):
        error = tf.abs(y_true - y_pred)
        quadratic = tf.minimum(error, self.threshold)
        linear = error - quadratic
        return tf.reduce_mean(0.5 * quadratic ** 2 + self.threshold * linear, axis=-1)

    def get_config(self):
        base = super().get_config()
        return {**base, "threshold": self.threshold}
