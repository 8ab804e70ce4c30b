import jax.numpy as jnp
import optax


def next_token_loss(logits, tokens, mask):
    ce = optax.softmax_cross_entropy_with_integer_labels(logits, tokens)
    return (ce * mask).sum() / jnp.maximum(mask.sum(), 1.0)
