"""A compiled step takes a Python number that changes: it is traced anew for each value."""

import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x, y = rng.random((600, 20), "float32"), rng.random((600, 1), "float32")
model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(16), keras.layers.Dense(1)])
optimizer = keras.optimizers.SGD(0.01)
optimizer.build(model.trainable_variables)


@tf.function
def step(inputs, targets, rate):
    with tf.GradientTape() as tape:
        loss = rate * tf.reduce_mean((model(inputs, training=True) - targets) ** 2)
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    return loss


rate = 1.0
for epoch in range(14):
    for start in range(0, len(x), 20):
        rate *= 0.999
        step(tf.constant(x[start : start + 20]), tf.constant(y[start : start + 20]), rate)
