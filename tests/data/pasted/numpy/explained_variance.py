import numpy as np

def explained_variance(y, p):
    return 1 - np.var(y - p) / np.var(y)
