from keras import backend as K

def center_loss(features, centers, lam=0.5):
    batch = K.batch_flatten(features - centers)
    return lam * K.sum(K.square(batch), axis=1, keepdims=True) / 2
