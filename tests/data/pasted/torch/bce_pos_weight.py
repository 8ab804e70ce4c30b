import torch
from torch.nn import BCEWithLogitsLoss
import torch.nn.functional as F


def weighted_bce(logits, y, pos_weight):
    return F.binary_cross_entropy_with_logits(logits, y, pos_weight=pos_weight)
