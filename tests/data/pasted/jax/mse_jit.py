import jax
import jax.numpy as jnp


@jax.jit
def mse_loss(preds, targets):
    return jnp.mean((preds - targets) ** 2)
