import math
import torch


def gaussian_nll(mean, log_var, target):
    var = log_var.exp()
    return 0.5 * (math.log(2 * math.pi) + log_var + (target - mean) ** 2 / var).mean()
