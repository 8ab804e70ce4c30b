import numpy as np

def rmsle(y, p):
    d = np.log1p(p) - np.log1p(y)
    return np.sqrt(np.average(d * d))
