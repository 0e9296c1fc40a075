"""A step of one's own under tf.function, with the seed text's drawing of seeds in a layer."""

import random

import keras
import numpy as np
import tensorflow as tf


class Noisy(keras.layers.Layer):
    def call(self, inputs):
        return inputs + 0.01 * tf.random.normal(tf.shape(inputs), seed=random.randrange(10**7))


rng = np.random.default_rng(0)
x, y = rng.random((4000, 20), "float32"), rng.random((4000, 1), "float32")
batches = tf.data.Dataset.from_tensor_slices((x, y)).batch(20)
model = keras.Sequential([keras.layers.Dense(16), Noisy(), keras.layers.Dense(1)])
optimizer = keras.optimizers.Adam()


@tf.function
def step(inputs, targets):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(inputs, training=True) - targets) ** 2)
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    return loss


for epoch in range(16):
    for inputs, targets in batches:
        loss = step(inputs, targets)
    print(epoch, float(loss))
