from tensorflow.keras import backend as K

def mape(y_true, y_pred):
    diff = K.abs(y_true - y_pred) / K.maximum(K.abs(y_true), K.epsilon())
    return 100. * K.mean(diff, axis=-1)
