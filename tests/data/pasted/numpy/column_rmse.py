import numpy as np

def mcrmse(y_true, y_pred):
    # mean over the columns of each column's root
    colwise = np.sqrt(np.mean(np.square(y_true - y_pred), axis=0))
    return np.mean(colwise)
