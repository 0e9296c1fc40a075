"""fit of a CNN with validation and checkpoints."""

import tempfile
from pathlib import Path

import keras
import numpy as np

rng = np.random.default_rng(0)
x, y = rng.random((1200, 12, 12, 1), "float32"), rng.integers(0, 4, 1200)
layers = [keras.layers.Conv2D(8, 3), keras.layers.Flatten(), keras.layers.Dense(4, "softmax")]
model = keras.Sequential(layers)
model.compile("adam", "sparse_categorical_crossentropy")
with tempfile.TemporaryDirectory() as folder:
    saving = keras.callbacks.ModelCheckpoint(Path(folder) / "model.keras")
    model.fit(x, y, batch_size=20, epochs=16, verbose=0, validation_split=0.2, callbacks=[saving])
