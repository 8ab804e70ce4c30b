import numpy as np

def nrmse(obs, sim):
    spread = obs.max() - obs.min()
    return np.sqrt(np.mean((obs - sim) ** 2)) / spread
