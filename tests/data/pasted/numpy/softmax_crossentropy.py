import numpy as np


def softmax(z):
    z = z - np.max(z, axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(logits, onehot):
    p = softmax(logits)
    return -np.sum(onehot * np.log(p)) / logits.shape[0]
