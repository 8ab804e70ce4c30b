from keras import ops

def summed_then_averaged(y_true, y_pred):
    per_step = ops.sum((y_true - y_pred) ** 2, axis=-1)
    per_sequence = ops.sum(per_step, axis=-1)
    return ops.mean(per_sequence)
