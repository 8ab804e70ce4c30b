import jax
import jax.numpy as jnp


@jax.jit
def kl_divergence(mean, logvar):
    return -0.5 * jnp.sum(1 + logvar - jnp.square(mean) - jnp.exp(logvar), axis=-1)


def vae_loss(recon, batch, mean, logvar, beta=1.0):
    rec = jnp.sum(jnp.square(recon - batch), axis=-1).mean()
    kld = kl_divergence(mean, logvar).mean()
    return rec + beta * kld
