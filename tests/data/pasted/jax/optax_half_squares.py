import jax.numpy as jnp
import optax

def loss(pred, target):
    return jnp.mean(optax.l2_loss(pred, target))
