import jax
import jax.numpy as jnp

def bce(logits, y):
    log_p = jax.nn.log_sigmoid(logits)
    log_not_p = jax.nn.log_sigmoid(-logits)
    return -jnp.mean(y * log_p + (1.0 - y) * log_not_p)
