"""fit called for one epoch after the other, evaluate and predict between."""

import keras
import numpy as np

rng = np.random.default_rng(0)
x, y = rng.random((2000, 20), "float32"), rng.random((2000, 1), "float32")
model = keras.Sequential([keras.layers.Dense(32, "relu"), keras.layers.Dense(1)])
model.compile("adam", "mse")
for _ in range(24):
    model.fit(x, y, batch_size=20, verbose=0)
    model.evaluate(x[:200], y[:200], verbose=0)
    model.predict(x[:200], verbose=0)
