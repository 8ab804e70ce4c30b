import keras
from keras import ops


class SoftDice(keras.losses.Loss):
    def __init__(self, smooth=1.0, **kwargs):
        super().__init__(**kwargs)
        self.smooth = smooth

    def call(self, y_true, y_pred):
        inter = ops.sum(y_true * y_pred, axis=1)
        sizes = ops.sum(y_true, axis=1) + ops.sum(y_pred, axis=1)
        dice = (2 * inter + self.smooth) / (sizes + self.smooth)
        return 1 - ops.mean(dice, axis=-1)
