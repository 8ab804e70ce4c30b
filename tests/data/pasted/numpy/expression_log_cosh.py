np.mean(np.log(np.cosh(y_pred - y_true)))
