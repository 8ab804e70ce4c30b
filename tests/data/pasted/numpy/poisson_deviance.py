import numpy as np

def deviance(y, mu):
    return 2 * np.mean(y * np.log(y / mu) - (y - mu))
