from tensorflow.keras import backend as K

def kld(y_true, y_pred):
    p = K.clip(y_true, K.epsilon(), 1)
    q = K.clip(y_pred, K.epsilon(), 1)
    return K.sum(p * K.log(p / q), axis=-1)
