import torch

def poisson(rate, count, eps=1e-8):
    return (rate - count * torch.log(rate + eps)).mean()
