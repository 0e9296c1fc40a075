"""model(x) in a loop, nothing trained."""

import keras
import numpy as np

rng = np.random.default_rng(0)
x = rng.random((64, 20), "float32")
model = keras.Sequential([keras.layers.Dense(32, "relu"), keras.layers.Dense(1)])
for _ in range(3000):
    model.predict_on_batch(x)
