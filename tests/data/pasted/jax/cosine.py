import jax.numpy as jnp
import optax

def loss(a, b):
    return jnp.mean(1.0 - optax.cosine_similarity(a, b, epsilon=1e-8))
