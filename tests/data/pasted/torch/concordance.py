import torch


def ccc_loss(x, y):
    xm = x.mean(dim=0, keepdim=True)
    ym = y.mean(dim=0, keepdim=True)
    cov = ((x - xm) * (y - ym)).mean(dim=0)
    vx = (x - xm).pow(2).mean(dim=0)
    vy = (y - ym).pow(2).mean(dim=0)
    ccc = 2 * cov / (vx + vy + (xm - ym).pow(2).squeeze(0))
    return 1 - ccc.mean()
