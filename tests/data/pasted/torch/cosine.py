import torch.nn.functional as F

def cosine_loss(a, b):
    return (1 - F.cosine_similarity(a, b, dim=1)).mean()
