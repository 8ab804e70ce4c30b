# tensors: weights
from tensorflow.keras import backend as K


def weighted_categorical_crossentropy(weights):
    def loss(y_true, y_pred):
        # scale predictions so that the class probabilities of each sample sum to 1
        y_pred /= K.sum(y_pred, axis=-1, keepdims=True)
        y_pred = K.clip(y_pred, K.epsilon(), 1 - K.epsilon())
        loss = y_true * K.log(y_pred) * weights
        return -K.sum(loss, -1)

    return loss
