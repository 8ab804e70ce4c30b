# tensors: z_mean, z_log_sigma
from keras import backend as K
from keras import objectives

def vae_loss(x, x_decoded):
    mse_loss = objectives.mse(x, x_decoded)
    kl = -0.5 * K.sum(1 + z_log_sigma - K.square(z_mean) - K.exp(z_log_sigma), axis=1)
    return mse_loss + kl
