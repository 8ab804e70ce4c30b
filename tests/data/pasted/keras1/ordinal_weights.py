from keras import backend as K
from keras import losses


def ordinal(y_true, y_pred):
    distance = K.abs(K.argmax(y_true, axis=1) - K.argmax(y_pred, axis=1))
    weights = K.cast(distance / (K.int_shape(y_pred)[1] - 1), dtype='float32')
    return (1.0 + weights) * losses.categorical_crossentropy(y_true, y_pred)
