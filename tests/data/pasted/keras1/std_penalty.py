from keras import backend as K

def matched_moments(y_true, y_pred):
    m = K.square(K.mean(y_true, axis=0) - K.mean(y_pred, axis=0))
    s = K.square(K.std(y_true, axis=0) - K.std(y_pred, axis=0))
    return K.sum(m + s)
