import numpy as np

def pinball(y, q_hat, tau=0.25):
    e = y - q_hat
    return np.mean(np.where(e >= 0, tau * e, (tau - 1) * e))
