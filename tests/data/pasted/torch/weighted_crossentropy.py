import torch
import torch.nn as nn


def weighted_ce(logits, y, class_weights):
    criterion = nn.CrossEntropyLoss(weight=class_weights)
    return criterion(logits, y)
