"""fit of a small network, again and again an epoch."""

import keras
import numpy as np

rng = np.random.default_rng(0)
x, y = rng.random((4000, 20), "float32"), rng.integers(0, 4, 4000)
model = keras.Sequential([keras.layers.Dense(32, "relu"), keras.layers.Dense(4, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, batch_size=20, epochs=16, verbose=0)
