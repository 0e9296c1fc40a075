"""fit with the TensorBoard callback."""

import tempfile

import keras
import numpy as np

rng = np.random.default_rng(0)
x, y = rng.random((2000, 20), "float32"), rng.random((2000, 1), "float32")
model = keras.Sequential([keras.layers.Dense(32, "relu"), keras.layers.Dense(1)])
model.compile("sgd", "mse")
with tempfile.TemporaryDirectory() as folder:
    board = keras.callbacks.TensorBoard(folder, histogram_freq=1)
    model.fit(x, y, batch_size=20, epochs=20, verbose=0, callbacks=[board])
