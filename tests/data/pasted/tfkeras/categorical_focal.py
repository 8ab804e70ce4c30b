from tensorflow.keras import backend as K


def categorical_focal_loss(gamma=2.0, alpha=0.25):
    def focal(y_true, y_pred):
        # keep log away from zero
        eps = 1e-7
        y_pred = K.clip(y_pred, eps, 1.0 - eps)
        cross_entropy = -y_true * K.log(y_pred)
        weight = alpha * K.pow(1 - y_pred, gamma)
        return K.sum(weight * cross_entropy, axis=-1)

    return focal
