import torch


def l1(input, target, reduction="mean"):
    loss = torch.abs(input - target)
    if reduction == "mean":
        return loss.mean()
    elif reduction == "sum":
        return loss.sum()
    return loss
