"""The model is compiled again before each epoch."""

import keras
import numpy as np

rng = np.random.default_rng(0)
x, y = rng.random((400, 20), "float32"), rng.random((400, 1), "float32")
model = keras.Sequential([keras.layers.Dense(32, "relu"), keras.layers.Dense(1)])
for _ in range(16):
    model.compile("adam", "mse")
    model.fit(x, y, batch_size=20, verbose=0)
