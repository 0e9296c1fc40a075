"""A callback of fit keeps arrays of the weights of every batch."""

import keras
import numpy as np


class Keeper(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.weights = []

    def on_train_batch_end(self, batch, logs=None):
        self.weights.append(self.model.get_weights())


rng = np.random.default_rng(0)
x, y = rng.random((2000, 20), "float32"), rng.random((2000, 1), "float32")
model = keras.Sequential([keras.layers.Dense(256, "relu"), keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, y, batch_size=20, epochs=14, verbose=0, callbacks=[Keeper()])
