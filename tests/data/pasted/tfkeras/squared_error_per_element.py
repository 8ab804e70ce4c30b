def squared(y_true, y_pred):
    return (y_true - y_pred) * (y_true - y_pred)
