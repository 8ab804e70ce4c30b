import numpy as np

def cost(y, t):
    m = len(y)
    return 1 / (2 * m) * np.sum(np.square(y - t))
