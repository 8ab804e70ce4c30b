from tensorflow.keras import backend as K


def mae(y_true, y_pred):
    units = K.int_shape(y_pred)[-1]
    return K.sum(K.abs(y_true - y_pred), axis=-1) / units
