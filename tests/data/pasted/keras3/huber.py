from keras import ops


def huber(y_true, y_pred, delta=1.5):
    e = ops.subtract(y_pred, y_true)
    a = ops.absolute(e)
    return ops.mean(ops.where(a <= delta, 0.5 * e * e, delta * a - 0.5 * delta**2), axis=-1)
