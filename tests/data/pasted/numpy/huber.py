import numpy as np

def huber(y, yhat, delta=1.0):
    r = np.abs(y - yhat)
    return np.where(r <= delta, 0.5 * r**2, delta * (r - 0.5 * delta))
