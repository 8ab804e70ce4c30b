import torch

def soft_ce(logits, target):
    return torch.mean(torch.sum(-target * torch.log_softmax(logits, dim=1), dim=1))
