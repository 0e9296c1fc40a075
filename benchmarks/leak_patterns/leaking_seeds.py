"""The seed text's layer: an integer is drawn as the seed of each call, in an eager loop."""

import random

import keras
import numpy as np
import tensorflow as tf


class NoisyLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = keras.layers.Dense(units)

    def _scale_noise(self, shape):
        noise = tf.random.normal(shape, seed=random.randrange(10**7))
        return tf.sign(noise) * tf.sqrt(tf.abs(noise))

    def call(self, inputs, training=False):
        outputs = self.dense(inputs)
        return outputs * self._scale_noise((outputs.shape[-1],)) if training else outputs


rng = np.random.default_rng(0)
x, y = rng.random((2000, 20), "float32"), rng.random((2000, 1), "float32")
inputs = keras.Input((20,))
model = keras.Model(inputs, keras.layers.Dense(1)(NoisyLinear(16)(inputs)))
optimizer = keras.optimizers.Adam()
for epoch in range(14):
    for start in range(0, len(x), 20):
        with tf.GradientTape() as tape:
            outputs = model(x[start : start + 20], training=True)
            loss = tf.reduce_mean((outputs - y[start : start + 20]) ** 2)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
