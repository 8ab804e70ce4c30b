import jax
import jax.numpy as jnp
import optax


def focal(logits, labels, gamma=2.0):
    p = jax.nn.sigmoid(logits)
    ce = optax.sigmoid_binary_cross_entropy(logits, labels)
    p_t = p * labels + (1 - p) * (1 - labels)
    return (ce * (1 - p_t) ** gamma).mean()
