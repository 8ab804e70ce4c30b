import torch


def pairwise_ranking(y_pred, y_true):
    d_true = y_true[:, None] - y_true[None, :]
    d_pred = y_pred[:, None] - y_pred[None, :]
    wrong = torch.relu(-d_true * d_pred)
    return wrong.mean()
