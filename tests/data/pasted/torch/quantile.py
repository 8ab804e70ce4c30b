import torch


def pinball(preds, target, q=0.1):
    errors = target - preds
    return torch.max((q - 1) * errors, q * errors).mean()
