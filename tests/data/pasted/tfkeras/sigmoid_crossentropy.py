import tensorflow as tf

def bce_logits(y_true, logits):
    ce = tf.nn.sigmoid_cross_entropy_with_logits(labels=y_true, logits=logits)
    return tf.reduce_mean(ce, axis=-1)
