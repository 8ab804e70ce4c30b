import tensorflow as tf


class RSquared(tf.keras.metrics.Metric):
    def __init__(self, name="r_squared", **kwargs):
        super().__init__(name=name, **kwargs)
        self.squares = self.add_weight(name="squares", initializer="zeros")
        self.total = self.add_weight(name="total", initializer="zeros")
        self.residual = self.add_weight(name="residual", initializer="zeros")
        self.count = self.add_weight(name="count", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.residual.assign_add(tf.reduce_sum(tf.square(y_true - y_pred)))
        self.squares.assign_add(tf.reduce_sum(tf.square(y_true)))
        self.total.assign_add(tf.reduce_sum(y_true))
        self.count.assign_add(tf.cast(tf.size(y_true), self.count.dtype))

    def result(self):
        spread = self.squares - self.total ** 2 / self.count
        return 1 - self.residual / spread
