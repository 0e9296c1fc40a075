"""Small training scripts as designer.codegen.training writes them, by hand."""

from __future__ import annotations

import textwrap
from typing import Any

FIT = """
    history = model.fit(
        *training,
        batch_size=BATCH_SIZE,
        epochs=EPOCHS,
        validation_data=validation,
        callbacks=list(callbacks),
    )
    return history.history
"""
EAGER = """
    (inputs, targets) = training
    steps = -(-len(targets) // BATCH_SIZE)
    watching = keras.callbacks.CallbackList(
        list(callbacks), add_history=True, model=model, epochs=EPOCHS, steps=steps
    )
    model.stop_training = False
    watching.on_train_begin()
    for epoch in range(EPOCHS):
        watching.on_epoch_begin(epoch)
        logs = {}
        for step in range(steps):
            watching.on_train_batch_begin(step)
            batch = slice(step * BATCH_SIZE, (step + 1) * BATCH_SIZE)
            with tf.GradientTape() as tape:
                loss = model.compute_loss(
                    y=targets[batch], y_pred=model(inputs[batch], training=True)
                )
            gradients = tape.gradient(loss, model.trainable_weights)
            model.optimizer.apply(gradients, model.trainable_weights)
            logs = {"loss": loss}
            watching.on_train_batch_end(step, logs)
            if model.stop_training:
                break
        watching.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    watching.on_train_end(logs)
    return model.history.history
"""
DATA = """
    rng = np.random.default_rng(SEED)
    inputs = rng.normal(size=(96, 4)).astype("float32")
    targets = inputs.sum(axis=1, keepdims=True)
    return (inputs[:64], targets[:64]), (inputs[64:], targets[64:])
"""
MODEL = """
    x = keras.Input((4,), name="x")
    y = keras.layers.Dense(1, name="y")(x)
    return keras.Model(x, y)
"""
COMPILE = """
    model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse", metrics=["mae"])
"""


def training_script(
    data: str = DATA,
    model: str = MODEL,
    compiling: str = COMPILE,
    loop: str = FIT,
    head: str = "",
    epochs: int = 3,
    batch_size: int = 16,
) -> str:
    """A script with these bodies of its functions."""
    return f"""\
import keras
import numpy as np
import tensorflow as tf
{head}
SEED = 7
BATCH_SIZE = {batch_size}
EPOCHS = {epochs}


def load_data():
{_body(data)}


def build_model():
{_body(model)}


def compile_model(model):
{_body(compiling)}


def train(model, data, callbacks=()):
    training, validation = data
{_body(loop)}


def main(callbacks=()):
    keras.utils.set_random_seed(SEED)
    data = load_data()
    model = build_model()
    compile_model(model)
    return model, train(model, data, callbacks)


if __name__ == "__main__":
    main()
"""


def params(text: str, nodes: dict[int, str] | None = None, **more: Any) -> dict[str, Any]:
    """What `train` is asked."""
    return {"text": text, "line_nodes": {str(k): v for k, v in (nodes or {}).items()}, **more}


def _body(text: str) -> str:
    return textwrap.indent(textwrap.dedent(text).strip("\n"), "    ")
