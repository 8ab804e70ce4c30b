import numpy as np

def wmae(y, yhat, w):
    return np.sum(w * np.abs(y - yhat)) / np.sum(w)
