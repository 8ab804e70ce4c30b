import jax.numpy as jnp

def quantile_loss(y, q_pred, tau=0.5):
    u = y - q_pred
    return jnp.mean(jnp.maximum(tau * u, (tau - 1.0) * u))
