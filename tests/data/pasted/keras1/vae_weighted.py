# tensors: mu, log_sigma
# numbers: kl_weight = 0.05
from keras import backend as K


def loss(y_true, y_pred):
    recon = K.mean(K.square(y_true - y_pred))
    kl = 0.5 * K.mean(K.sum(K.exp(log_sigma) + K.square(mu) - 1. - log_sigma, axis=1))
    return recon + kl_weight * kl
