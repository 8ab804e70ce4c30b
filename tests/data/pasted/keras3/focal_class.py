import keras
from keras import ops


@keras.saving.register_keras_serializable()
class BinaryFocal(keras.losses.Loss):
    """Focal loss on probabilities."""

    def __init__(self, gamma=2.0, alpha=0.25, name="binary_focal", reduction="sum_over_batch_size"):
        super().__init__(name=name, reduction=reduction)
        self.gamma = gamma
        self.alpha = alpha

    def call(self, y_true, y_pred):
        y_pred = ops.clip(y_pred, 1e-7, 1 - 1e-7)
        p_t = y_true * y_pred + (1 - y_true) * (1 - y_pred)
        alpha_t = y_true * self.alpha + (1 - y_true) * (1 - self.alpha)
        return ops.mean(-alpha_t * ops.power(1 - p_t, self.gamma) * ops.log(p_t), axis=-1)
