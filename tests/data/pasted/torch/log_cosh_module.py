import math
import torch
import torch.nn.functional as F


class LogCoshLoss(torch.nn.Module):
    def forward(self, y_pred: torch.Tensor, y_true: torch.Tensor) -> torch.Tensor:
        x = y_pred - y_true
        return torch.mean(x + F.softplus(-2.0 * x) - math.log(2.0))
