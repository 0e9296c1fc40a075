"""The loops of a run: `model.fit`, a step of one's own that is compiled, the same without. Pure.

Those that are written out drive callbacks as `fit` does (`keras.src.backend.tensorflow.trainer`,
Keras 3.15): begin and end of training, epochs and batches, logs, validation, `stop_training`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from designer.codegen.expression import INDENT, Bracket, Chain, call, keyword, of_value, text
from designer.codegen.training.data.code import take
from designer.codegen.training.training import Training
from designer.graph.run_settings import COMPILED, EAGER, FIT


@dataclass(frozen=True, slots=True)
class LoopCode:
    """`train`, the functions that it calls, and what they import."""

    functions: tuple[str, ...]
    imports: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    """Functions that loading may need too."""


def fit(training: Training) -> LoopCode:
    """What `model.fit` does."""
    arguments = (
        ("*training",),
        ("batch_size=BATCH_SIZE",),
        ("epochs=EPOCHS",),
        ("validation_data=validation",),
        keyword("callbacks", callbacks_of(training)),
    )
    return LoopCode(
        (
            "def train(model, data, callbacks=()):\n"
            '    """Train the model; return its history."""\n'
            "    training, validation = data\n"
            + text(("return ", *call("model.fit", arguments)), indent=INDENT),
        )
    )


def callbacks_of(training: Training) -> Chain:
    own = tuple(of_value(each) for each in training.settings.callbacks)
    return (Bracket("[", (*own, ("*callbacks",)), "]"),)


_BATCHES = '''\
def batches(samples, rng):
    """The samples in a new order, a batch at a time."""
    rows = rng.permutation(len(keras.tree.flatten(samples)[0]))
    for start in range(0, len(rows), BATCH_SIZE):
        yield take(samples, rows[start : start + BATCH_SIZE])'''

_STEP = '''\
def make_train_step(model):
    """The function that learns from one batch and returns what is measured so far."""
    loss_so_far = model.metrics[0]
{decorator}
    def train_step(inputs, targets):
        with tf.GradientTape() as tape:
            outputs = model(inputs, training=True)
            loss = model.compute_loss(inputs, targets, outputs)
{scaled}\
        gradients = tape.gradient({gradients}, model.trainable_variables)
        model.optimizer.apply(gradients, model.trainable_variables)
        loss_so_far.update_state(loss, sample_weight=tf.shape(tf.nest.flatten(inputs)[0])[0])
        return model.compute_metrics(inputs, targets, outputs)

    return train_step'''

_TRAIN = '''\
def train(model, data, callbacks=()):
    """Train the model as fit does, {how}; return its history."""
{guard}\
    samples, validation = data
    steps = math.ceil(len(keras.tree.flatten(samples)[0]) / BATCH_SIZE)
    callbacks = keras.callbacks.CallbackList(
{callbacks}
        add_history=True,
        add_progbar=True,
        model=model,
        verbose="auto",
        epochs=EPOCHS,
        steps=steps,
    )
    rng = np.random.default_rng(SEED)
    train_step = make_train_step(model)
    model.stop_training = False
    logs = {{}}
    callbacks.on_train_begin()
    for epoch in range(EPOCHS):
        model.reset_metrics()
        callbacks.on_epoch_begin(epoch)
        for step, (inputs, targets) in enumerate(batches(samples, rng)):
            callbacks.on_train_batch_begin(step)
            logs = train_step(inputs, targets)
            callbacks.on_train_batch_end(step, logs)
            if model.stop_training:
                break
        logs = {{name: float(value) for name, value in model.get_metrics_result().items()}}
{validation}\
        callbacks.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    callbacks.on_train_end(logs)
    return model.history'''

_VALIDATION = """\
        measured = model.evaluate(
            *validation,
            batch_size=BATCH_SIZE,
            callbacks=callbacks,
            return_dict=True,
        )
        logs |= {f"val_{name}": value for name, value in measured.items()}
"""

_GUARD = """\
    if keras.backend.backend() != "tensorflow":
        raise RuntimeError("This loop is written for TensorFlow: set KERAS_BACKEND=tensorflow.")
"""
_SCALED = "            scaled = model.optimizer.scale_loss(loss)\n"


def _written_out(training: Training, how: str, decorator: str) -> LoopCode:
    is_mixed = training.settings.mixed_precision
    step = _STEP.format(
        decorator=decorator,
        scaled=_SCALED if is_mixed else "",
        gradients="scaled" if is_mixed else "loss",
    )
    train = _TRAIN.format(
        how=how,
        guard=_GUARD,
        callbacks=text((*callbacks_of(training), ","), indent=2 * INDENT),
        validation=_VALIDATION if training.settings.validation_share else "",
    )
    imports = ("import math", "import numpy as np", "import tensorflow as tf")
    return LoopCode((_BATCHES, step, train), imports, (take(training),))


def compiled(training: Training) -> LoopCode:
    """A step of one's own, traced once."""
    decorator = "\n    @tf.function(reduce_retracing=True)"
    return _written_out(training, "with a compiled step of its own", decorator)


def eager(training: Training) -> LoopCode:
    """The GradientTape loop, op after op."""
    return _written_out(training, "one op after the other", "")


LOOPS: Mapping[str, Callable[[Training], LoopCode]] = {FIT: fit, COMPILED: compiled, EAGER: eager}
