"""Batches of ever other lengths go into a compiled step."""

import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(0)
cell = keras.layers.Dense(8)
cell.build((None, None, 4))
optimizer = keras.optimizers.SGD(0.01)
optimizer.build(cell.trainable_variables)


@tf.function
def step(sequence):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(cell(sequence) ** 2)
    optimizer.apply(tape.gradient(loss, cell.trainable_variables), cell.trainable_variables)
    return loss


length = 1
for epoch in range(14):
    for _ in range(30):
        length += 1
        step(tf.constant(rng.random((2, length, 4), "float32")))
