import torch


def kl(a, b):
    return (a * (a.log() - b.log())).sum(dim=-1)


def js_divergence(p, q):
    m = (p + q) / 2
    return (0.5 * kl(p, m) + 0.5 * kl(q, m)).mean()
