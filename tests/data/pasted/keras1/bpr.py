from keras import backend as K

def bpr_loss(positive, negative):
    # the score of the chosen item should lie above the other one's
    return K.mean(1.0 - K.sigmoid(positive - negative))
