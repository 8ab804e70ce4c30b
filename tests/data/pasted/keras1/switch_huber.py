from keras import backend as K

HUBER_DELTA = 1.0

def smooth_l1(y_true, y_pred):
    x = K.abs(y_true - y_pred)
    x = K.switch(x <= HUBER_DELTA, 0.5 * x ** 2, HUBER_DELTA * (x - 0.5 * HUBER_DELTA))
    return K.mean(x)
