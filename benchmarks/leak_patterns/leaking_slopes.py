"""A Python float that changes at each step is the slope of leaky_relu, an attribute of the op."""

import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
x, y = rng.random((2000, 20), "float32"), rng.random((2000, 1), "float32")
hidden, out = keras.layers.Dense(16), keras.layers.Dense(1)
hidden.build((None, 20))
out.build((None, 16))
variables = hidden.trainable_variables + out.trainable_variables
optimizer = keras.optimizers.SGD(0.01)


def forward(inputs, slope):
    return out(tf.nn.leaky_relu(hidden(inputs), alpha=slope))


slope = 0.3
for epoch in range(14):
    for start in range(0, len(x), 20):
        slope *= 0.9995
        with tf.GradientTape() as tape:
            outputs = forward(x[start : start + 20], slope)
            loss = tf.reduce_mean((outputs - y[start : start + 20]) ** 2)
        optimizer.apply(tape.gradient(loss, variables), variables)
