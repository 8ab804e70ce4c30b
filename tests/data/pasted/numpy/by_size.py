import numpy as np

def mae(y_true, y_pred):
    residual = y_true - y_pred
    return np.abs(residual).sum() / residual.size
