def half_sse(y, y_hat):
    e = y_hat - y
    return 0.5 * e.T @ e
