import torch
import torch.nn.functional as F


def focal(logits, labels, gamma=2.0):
    ce = F.cross_entropy(logits, labels, reduction="none")
    p = torch.exp(-ce)
    return torch.mean((1.0 - p) ** gamma * ce)
