import torch.nn.functional as F

def l2svm(output, target):
    margins = F.relu(1.0 - output * target)
    return margins.square().mean()
