def bce(p, y):
    p = p.clamp(min=1e-7, max=1 - 1e-7)
    return -(y * p.log() + (1 - y) * (1 - p).log()).mean()
