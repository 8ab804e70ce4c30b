import torch


def observed_mae(pred, target):
    mask = (target != -1).float()
    return torch.sum(torch.abs(pred - target) * mask) / torch.sum(mask)
