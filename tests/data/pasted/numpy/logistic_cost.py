import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cost(w, X, y, lam=0.1):
    h = sigmoid(X.dot(w))
    m = len(y)
    data = -(np.dot(y, np.log(h)) + np.dot(1 - y, np.log(1 - h))) / m
    return data + lam / (2 * m) * np.sum(w[1:] ** 2)
