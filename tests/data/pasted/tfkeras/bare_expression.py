tf.reduce_mean(tf.square(y_true - y_pred))
