from keras import ops


def directional_mse(y_true, y_pred, penalty=2.0):
    true_move = y_true[:, 1:] - y_true[:, :-1]
    pred_move = y_pred[:, 1:] - y_pred[:, :-1]
    wrong = ops.cast(ops.sign(true_move) != ops.sign(pred_move), "float32")
    return ops.mean((1.0 + (penalty - 1.0) * wrong) * ops.square(true_move - pred_move))
