import keras
from keras import ops


def smape(y_true, y_pred):
    numerator = ops.abs(y_pred - y_true)
    denominator = ops.add(ops.abs(y_true), ops.abs(y_pred)) + keras.config.epsilon()
    return 200.0 * ops.mean(numerator / denominator, axis=-1)
