from tensorflow.keras import backend as K


def poisson_nll(y_true, y_pred):
    return K.mean(y_pred - y_true * K.log(y_pred + K.epsilon()), axis=-1)
