import numpy as np

def brier(probs, outcome):
    return np.mean(np.sum((probs - outcome) ** 2, axis=1))
