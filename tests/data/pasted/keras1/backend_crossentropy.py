from keras import backend as K

def ce(y_true, y_pred):
    return K.mean(K.categorical_crossentropy(y_true, y_pred))
