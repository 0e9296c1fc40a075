"""Large temporaries come and go in each epoch, batches end ragged."""

import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x, y = rng.random((2010, 20), "float32"), rng.random((2010, 1), "float32")
model = keras.Sequential([keras.layers.Dense(32, "relu"), keras.layers.Dense(1)])
model.compile("adam", "mse")
batches = tf.data.Dataset.from_tensor_slices((x, y)).batch(20)
for epoch in range(16):
    collected = []
    for inputs, targets in batches:
        model.train_on_batch(inputs, targets)
        collected.append(np.ones(60_000))
    print(epoch, len(np.concatenate(collected)))
    del collected
