loss = lambda y_true, y_pred: tf.reduce_mean(tf.abs(y_true - y_pred), axis=-1)
