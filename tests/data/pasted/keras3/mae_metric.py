import keras
from keras import ops


class MAE(keras.metrics.Metric):
    def __init__(self, name="my_mae", **kwargs):
        super().__init__(name=name, **kwargs)
        self.sum = self.add_weight(name="sum", shape=(), initializer="zeros")
        self.count = self.add_weight(name="count", shape=(), initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        error = ops.abs(y_true - y_pred)
        self.sum.assign(self.sum + ops.sum(error))
        self.count.assign(self.count + ops.cast(ops.size(error), self.dtype))

    def result(self):
        return self.sum / self.count
