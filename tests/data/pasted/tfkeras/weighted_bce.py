from tensorflow.keras import backend as K


def weighted_bce(zero_weight=0.4, one_weight=1.6):
    def loss(y_true, y_pred):
        b_ce = K.binary_crossentropy(y_true, y_pred)
        weights = y_true * one_weight + (1. - y_true) * zero_weight
        return K.mean(weights * b_ce)
    return loss
