def rmse_rows(pred, target):
    return (pred - target).pow(2).mean(dim=1).sqrt().mean()
