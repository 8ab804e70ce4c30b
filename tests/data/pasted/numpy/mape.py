import numpy as np

def mape(actual, forecast):
    return np.mean(np.abs((actual - forecast) / actual)) * 100
