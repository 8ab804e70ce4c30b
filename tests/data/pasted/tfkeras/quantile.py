from tensorflow.keras import backend as K


def quantile_loss(q=0.9):
    def pinball(y_true, y_pred):
        e = y_true - y_pred
        return K.mean(K.maximum(q * e, (q - 1) * e), axis=-1)
    return pinball
