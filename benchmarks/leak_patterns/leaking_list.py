"""The outputs of every step are kept in a list."""

import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x, y = rng.random((2000, 20), "float32"), rng.random((2000, 1), "float32")
model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(256), keras.layers.Dense(1)])
optimizer = keras.optimizers.SGD(0.01)
history = []


def train_epoch():
    for start in range(0, len(x), 20):
        with tf.GradientTape() as tape:
            hidden = model.layers[0](x[start : start + 20])
            loss = tf.reduce_mean((model.layers[1](hidden) - y[start : start + 20]) ** 2)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        history.append(hidden)


for epoch in range(14):
    train_epoch()
