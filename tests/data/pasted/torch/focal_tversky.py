def focal_tversky(y_pred, y_true, alpha=0.7, gamma=0.75):
    p, t = y_pred.flatten(), y_true.flatten()
    tp = (p * t).sum()
    fn = ((1 - p) * t).sum()
    fp = (p * (1 - t)).sum()
    index = (tp + 1.0) / (tp + alpha * fn + (1 - alpha) * fp + 1.0)
    return (1 - index) ** gamma
