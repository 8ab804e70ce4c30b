import numpy as np

def hinge(y, scores):
    return np.maximum(0, 1 - y * scores).mean()
