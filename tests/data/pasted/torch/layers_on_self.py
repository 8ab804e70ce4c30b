import torch
import torch.nn as nn


class SoftDiceWithBCE(nn.Module):
    def __init__(self, weight=0.3):
        super().__init__()
        self.activation = nn.Sigmoid()
        self.bce = nn.BCELoss()
        self.weight = weight

    def forward(self, outputs, targets):
        probs = self.activation(outputs)
        overlap = torch.sum(probs * targets, dim=1)
        dice = 1 - (2 * overlap + 1) / (probs.sum(dim=1) + targets.sum(dim=1) + 1)
        return self.weight * self.bce(probs, targets) + (1 - self.weight) * dice.mean()
