"""The gradients of one batch on whatever backend Keras runs; nothing is applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import keras


class Step(NamedTuple):
    """What one batch gives: the loss, the outputs, a gradient (or None) for each trainable weight
    in the model's order, as NumPy arrays."""

    loss: float
    outputs: Any
    gradients: list[Any]


LossOf = Callable[[Any], Any]


def step_of(model: Any, inputs: Any, loss_of: LossOf, *, training: bool) -> Step:
    """`loss_of` makes a scalar of the model's outputs."""
    return _BACKENDS[keras.backend.backend()](model, inputs, loss_of, training)


def loss_on(model: Any, inputs: Any, targets: Any) -> LossOf:
    """The loss that the model was compiled with, what layers add included."""
    return lambda outputs: model.compute_loss(x=inputs, y=targets, y_pred=outputs, training=True)


def array_of(value: Any) -> Any:
    """A tensor of any backend as a NumPy array."""
    return keras.ops.convert_to_numpy(value)


def _tensorflow(model: Any, inputs: Any, loss_of: LossOf, training: bool) -> Step:
    import tensorflow as tf

    with tf.GradientTape() as tape:
        outputs = model(inputs, training=training)
        loss = loss_of(outputs)
    variables = [weight.value for weight in model.trainable_weights]
    found = tape.gradient(loss, variables)
    gradients = [None if each is None else tf.convert_to_tensor(each).numpy() for each in found]
    return Step(float(loss), outputs, gradients)


def _torch(model: Any, inputs: Any, loss_of: LossOf, training: bool) -> Step:
    model.zero_grad()
    outputs = model(inputs, training=training)
    loss = loss_of(outputs)
    loss.backward()
    found = [weight.value.grad for weight in model.trainable_weights]
    gradients = [None if each is None else array_of(each) for each in found]
    model.zero_grad()
    return Step(
        float(loss), keras.tree.map_structure(lambda each: each.detach(), outputs), gradients
    )


def _jax(model: Any, inputs: Any, loss_of: LossOf, training: bool) -> Step:
    import jax  # type: ignore[import-not-found, unused-ignore]

    weights = model.trainable_weights

    def run(values: list[Any]) -> tuple[Any, Any]:
        with keras.StatelessScope(state_mapping=list(zip(weights, values, strict=True))):
            outputs = model(inputs, training=training)
            return loss_of(outputs), outputs

    values = [weight.value for weight in weights]
    (loss, outputs), found = jax.value_and_grad(run, has_aux=True)(values)
    return Step(float(loss), outputs, [array_of(each) for each in found])


_BACKENDS: Mapping[str, Callable[[Any, Any, LossOf, bool], Step]] = {
    "tensorflow": _tensorflow,
    "torch": _torch,
    "jax": _jax,
}
