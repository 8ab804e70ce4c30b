import optax

def cross_entropy(logits, labels):
    return optax.softmax_cross_entropy(logits=logits, labels=labels).mean()
