import torch
import torch.nn as nn


class Focal(nn.Module):
    def __init__(self, gamma: float = 1.5, reduction: str = "sum"):
        super().__init__()
        self.gamma = gamma
        self.reduction = reduction

    def forward(self, pred, target):
        pt = torch.where(target == 1, pred, 1 - pred)
        loss = -((1 - pt) ** self.gamma) * torch.log(pt.clamp(min=1e-6))
        return loss.sum() if self.reduction == "sum" else loss.mean()
