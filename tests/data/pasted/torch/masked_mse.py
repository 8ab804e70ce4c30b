def masked_mse(pred, target, mask):
    diff2 = (pred - target) ** 2.0 * mask
    return diff2.sum() / mask.sum().clamp(min=1.0)
