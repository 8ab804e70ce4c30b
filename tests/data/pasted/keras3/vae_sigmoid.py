import keras
from keras import ops


def beta_vae(data, logits, z_mean, z_log_var, beta=4.0):
    reconstruction = ops.sum(
        ops.binary_crossentropy(data, logits, from_logits=True), axis=-1
    )
    kl = -0.5 * ops.sum(1 + z_log_var - ops.square(z_mean) - ops.exp(z_log_var), axis=-1)
    return ops.mean(reconstruction + beta * kl)
