"""A new optimizer at each step."""

import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x, y = rng.random((800, 20), "float32"), rng.random((800, 1), "float32")
model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(16), keras.layers.Dense(1)])


def train_epoch():
    for start in range(0, len(x), 20):
        optimizer = keras.optimizers.Adam(0.01)
        with tf.GradientTape() as tape:
            outputs = model(x[start : start + 20], training=True)
            loss = tf.reduce_mean((outputs - y[start : start + 20]) ** 2)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)


for epoch in range(14):
    train_epoch()
