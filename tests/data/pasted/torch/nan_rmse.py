import torch


def masked_rmse(preds, labels):
    mask = ~torch.isnan(labels)
    mask = mask.float()
    mask /= torch.mean(mask)
    loss = (preds - torch.nan_to_num(labels)) ** 2
    loss = loss * mask
    return torch.sqrt(torch.mean(loss))
