def criterion(output, target):
    n = output.size(0)
    return ((output - target) ** 2).sum() / (2 * n)
