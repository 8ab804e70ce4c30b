from keras import ops

def charbonnier(y_true, y_pred, eps=1e-3):
    return ops.mean(ops.sqrt(ops.square(y_true - y_pred) + eps**2))
