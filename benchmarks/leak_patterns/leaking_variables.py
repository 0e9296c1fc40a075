"""A new variable at each step."""

import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x, y = rng.random((2000, 20), "float32"), rng.random((2000, 1), "float32")
model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(16), keras.layers.Dense(1)])
optimizer = keras.optimizers.SGD(0.01)
for epoch in range(14):
    for start in range(0, len(x), 20):
        scale = keras.Variable(np.ones((1,), "float32"))
        with tf.GradientTape() as tape:
            outputs = model(x[start : start + 20], training=True) * scale
            loss = tf.reduce_mean((outputs - y[start : start + 20]) ** 2)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
