from keras import backend as K

def total_variation_loss(image):
    a = K.square(image[:, :-1, :-1, :] - image[:, 1:, :-1, :])
    b = K.square(image[:, :-1, :-1, :] - image[:, :-1, 1:, :])
    return K.sum(K.pow(a + b, 1.25))
