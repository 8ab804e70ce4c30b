from keras import ops


def kl(y_true, y_pred, axis=-1):
    y_true = ops.clip(y_true, 1e-7, 1.0)
    y_pred = ops.clip(y_pred, 1e-7, 1.0)
    return ops.sum(y_true * (ops.log(y_true) - ops.log(y_pred)), axis=axis)
