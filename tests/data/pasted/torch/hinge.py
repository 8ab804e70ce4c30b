import torch

def hinge(scores, y):
    return (1 - y * scores).clamp(min=0).mean()
