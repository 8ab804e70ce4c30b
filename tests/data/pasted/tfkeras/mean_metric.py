import tensorflow as tf
from tensorflow import keras


class BatchRMSE(keras.metrics.Metric):
    """Root of the mean of all squared errors seen so far."""

    def __init__(self, name="batch_rmse", **kwargs):
        super().__init__(name=name, **kwargs)
        self.total = self.add_weight(name="total", initializer="zeros")
        self.seen = self.add_weight(name="seen", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        sq = tf.square(y_true - y_pred)
        self.total.assign_add(tf.reduce_sum(sq))
        self.seen.assign_add(tf.cast(tf.size(sq), self.dtype))

    def result(self):
        return tf.sqrt(self.total / self.seen)

    def reset_state(self):
        self.total.assign(0.0)
        self.seen.assign(0.0)
