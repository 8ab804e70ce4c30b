from keras import ops


def padded_mae(y_true, y_pred, pad_value=-1.0):
    keep = ops.cast(ops.not_equal(y_true, pad_value), y_pred.dtype)
    total = ops.sum(keep * ops.abs(y_true - y_pred), axis=1)
    return total / (ops.sum(keep, axis=1) + 1e-6)
