from keras import ops

def cosine_distance(a, b):
    a = ops.normalize(a, axis=-1)
    b = ops.normalize(b, axis=-1)
    return 1.0 - ops.mean(ops.sum(a * b, axis=-1))


def loss(y_true, y_pred):
    return cosine_distance(y_true, y_pred)
