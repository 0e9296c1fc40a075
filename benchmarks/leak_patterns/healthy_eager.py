"""An eager GradientTape loop over plain layers, dropout and noise of Keras's own included."""

import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x, y = rng.random((2000, 20), "float32"), rng.integers(0, 4, 2000)
model = keras.Sequential(
    [
        keras.layers.Dense(16, "relu"),
        keras.layers.Dropout(0.3),
        keras.layers.GaussianNoise(0.1),
        keras.layers.Dense(4),
    ]
)
optimizer = keras.optimizers.Adam()
loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for epoch in range(14):
    for start in range(0, len(x), 20):
        with tf.GradientTape() as tape:
            loss = loss_of(y[start : start + 20], model(x[start : start + 20], training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
