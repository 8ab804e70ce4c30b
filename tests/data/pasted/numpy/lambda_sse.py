sse = lambda y, yhat: np.sum((y - yhat) ** 2)
