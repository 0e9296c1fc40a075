"""Training on several devices or machines: what such a script does beside the plain one. Pure.

Keras 3.15 cannot `fit` under `MultiWorkerMirroredStrategy` (it reduces a structure of the values of
several workers and fails), and has no `fit` for torchrun: these loops are written out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from designer.codegen.expression import INDENT, text
from designer.codegen.training.data.code import take
from designer.codegen.training.loops import LoopCode, callbacks_of, fit
from designer.codegen.training.training import Training
from designer.graph.run_settings import FIT


@dataclass(frozen=True, slots=True)
class Strategy:
    """A way to train on several devices, and how `main` differs for it."""

    loop: Callable[[Training], LoopCode]
    backend: str
    imports: tuple[str, ...] = ()
    begin: str = ""
    """Lines of `main` before all else."""
    is_scoped: bool = False
    """Whether the model is made in `strategy.scope()`."""
    arguments: str = "model, data, callbacks"
    saving: str = '    model.save("model.keras")'


def refusal(training: Training) -> str:
    """Why the run cannot be spread over devices; empty where it can."""
    if training.settings.loop == FIT:
        return ""
    return (
        f"The run settings ask for the {training.settings.loop} loop, which trains on one device."
        " Choose the loop fit in the run settings."
    )


def main_of(strategy: Strategy) -> str:
    """`main`, and what the file does when it is run."""
    made = ["model = build_model()", "compile_model(model)"]
    if strategy.is_scoped:
        made = ["with strategy.scope():", *(f"{INDENT}{line}" for line in made)]
    lines = [
        f'if keras.backend.backend() != "{strategy.backend}":',
        f"{INDENT}raise RuntimeError("
        f'"This script is for {strategy.backend}: set KERAS_BACKEND={strategy.backend}.")',
        *strategy.begin.splitlines(),
        "keras.utils.set_random_seed(SEED)",
        "data = load_data()",
        *made,
        f"history = train({strategy.arguments})",
        "return model, history",
    ]
    return "\n".join(
        [
            "def main(callbacks=()):",
            f'{INDENT}"""Train a new model; return it and its history."""',
            *(f"{INDENT}{line}" for line in lines),
            "",
            "",
            'if __name__ == "__main__":',
            f"{INDENT}model, history = main()",
            f"{INDENT}print({{name: values[-1] for name, values in history.history.items()}})",
            strategy.saving,
        ]
    )


_SHARES = '''\
def shares(samples, rows, strategy):
    """These rows of the samples, dealt out to all replicas of all workers."""

    def share(context):
        mine = rows[context.replica_id_in_sync_group :: context.num_replicas_in_sync]
        return keras.tree.map_structure(tf.convert_to_tensor, take(samples, mine))

    return strategy.experimental_distribute_values_from_function(share)'''

_STEPS = '''\
def make_steps(model, strategy):
    """The functions that learn from a batch and that measure on one, on all workers together."""
    loss_so_far = model.metrics[0]

    def measure(inputs, targets, training):
        outputs = model(inputs, training=training)
        loss = model.compute_loss(inputs, targets, outputs)
        # What Keras gives here is the part of this replica in the loss of all.
        whole = loss * strategy.num_replicas_in_sync
        loss_so_far.update_state(whole, sample_weight=tf.shape(tf.nest.flatten(inputs)[0])[0])
        model.compute_metrics(inputs, targets, outputs)
        return loss

    def learn(inputs, targets):
        with tf.GradientTape() as tape:
            loss = measure(inputs, targets, training=True)
        gradients = tape.gradient(loss, model.trainable_variables)
        model.optimizer.apply(gradients, model.trainable_variables)

    @tf.function(reduce_retracing=True)
    def train_step(batch):
        strategy.run(learn, args=batch)

    @tf.function(reduce_retracing=True)
    def test_step(batch):
        strategy.run(measure, args=(*batch, False))

    return train_step, test_step'''

_WORKERS = '''\
def train(model, data, callbacks=(), *, strategy):
    """Train as fit does, on all workers together; return the history."""
    samples, validation = data
    count, replicas = len(keras.tree.flatten(samples)[0]), strategy.num_replicas_in_sync
    # Each replica needs a sample of every batch.
    starts = [start for start in range(0, count, BATCH_SIZE) if count - start >= replicas]
    callbacks = keras.callbacks.CallbackList(
{callbacks}
        add_history=True,
        add_progbar=True,
        model=model,
        verbose="auto",
        epochs=EPOCHS,
        steps=len(starts),
    )
    rng = np.random.default_rng(SEED)
    train_step, {test_step} = make_steps(model, strategy)
    model.stop_training = False
    logs = {{}}
    callbacks.on_train_begin()
    for epoch in range(EPOCHS):
        model.reset_metrics()
        callbacks.on_epoch_begin(epoch)
        rows = rng.permutation(count)
        for step, start in enumerate(starts):
            callbacks.on_train_batch_begin(step)
            train_step(shares(samples, rows[start : start + BATCH_SIZE], strategy))
            callbacks.on_train_batch_end(step, measured(model))
            if model.stop_training:
                break
        logs = measured(model)
{validation}\
        callbacks.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    callbacks.on_train_end(logs)
    return model.history'''

_WORKERS_VALIDATION = """\
        model.reset_metrics()
        rows = np.arange(len(keras.tree.flatten(validation)[0]))
        for start in range(0, len(rows) - replicas + 1, BATCH_SIZE):
            test_step(shares(validation, rows[start : start + BATCH_SIZE], strategy))
        logs |= {f"val_{name}": value for name, value in measured(model).items()}
"""

_MEASURED = '''\
def measured(model):
    """What has been measured so far, of all workers."""
    return {name: float(value) for name, value in model.get_metrics_result().items()}'''

_TORCH = '''\
def train(model, data, callbacks=()):
    """Train as fit does, on all processes together; return the history."""
    samples, validation = data
    rank, size = distributed.get_rank(), distributed.get_world_size()
    parallel = torch.nn.parallel.DistributedDataParallel(model)
    count = len(keras.tree.flatten(samples)[0])
    # Each process needs a sample of every batch.
    starts = [start for start in range(0, count, BATCH_SIZE) if count - start >= size]
    callbacks = keras.callbacks.CallbackList(
{callbacks}
        add_history=True,
        add_progbar=rank == 0,
        model=model,
        verbose="auto",
        epochs=EPOCHS,
        steps=len(starts),
    )
    rng = np.random.default_rng(SEED)
    loss_so_far = model.metrics[0]
    model.stop_training = False
    logs = {{}}
    callbacks.on_train_begin()
    for epoch in range(EPOCHS):
        model.reset_metrics()
        callbacks.on_epoch_begin(epoch)
        rows = rng.permutation(count)
        for step, start in enumerate(starts):
            callbacks.on_train_batch_begin(step)
            mine = take(samples, rows[start : start + BATCH_SIZE][rank::size])
            inputs, targets = keras.tree.map_structure(keras.ops.convert_to_tensor, mine)
            outputs = parallel(inputs, training=True)
            loss = model.compute_loss(inputs, targets, outputs)
            model.zero_grad()
            loss.backward()
            gradients = [variable.value.grad for variable in model.trainable_variables]
            with torch.no_grad():
                model.optimizer.apply(gradients, model.trainable_variables)
            loss_so_far.update_state(
                loss.detach(), sample_weight=len(keras.tree.flatten(inputs)[0])
            )
            logs = model.compute_metrics(inputs, targets, outputs)
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

_TORCH_VALIDATION = """\
        judged = model.evaluate(*validation, batch_size=BATCH_SIZE, return_dict=True, verbose=0)
        logs |= {f"val_{name}": value for name, value in judged.items()}
"""


def _workers_loop(training: Training) -> LoopCode:
    has_validation = bool(training.settings.validation_share)
    loop = _WORKERS.format(
        callbacks=text((*callbacks_of(training), ","), indent=2 * INDENT),
        test_step="test_step" if has_validation else "_",
        validation=_WORKERS_VALIDATION if has_validation else "",
    )
    return LoopCode((_SHARES, _STEPS, _MEASURED, loop), ("import numpy as np",), (take(training),))


def _torch_loop(training: Training) -> LoopCode:
    loop = _TORCH.format(
        callbacks=text((*callbacks_of(training), ","), indent=2 * INDENT),
        validation=_TORCH_VALIDATION if training.settings.validation_share else "",
    )
    return LoopCode((loop,), ("import numpy as np",), (take(training),))


MIRRORED = Strategy(
    fit,
    "tensorflow",
    ("import tensorflow as tf",),
    "strategy = tf.distribute.MirroredStrategy()",
    is_scoped=True,
)
WORKERS = Strategy(
    _workers_loop,
    "tensorflow",
    ("import json", "import os", "import tensorflow as tf"),
    "# TF_CONFIG says which workers there are, and which of them this is.\n"
    "strategy = tf.distribute.MultiWorkerMirroredStrategy()",
    is_scoped=True,
    arguments="model, data, callbacks, strategy=strategy",
    saving=(
        '    task = json.loads(os.environ.get("TF_CONFIG", "{}")).get("task", {"index": 0})\n'
        '    name = "model" if task["index"] == 0 else f"model-of-worker-{task[\'index\']}"\n'
        '    model.save(f"{name}.keras")'
    ),
)
JAX = Strategy(
    fit, "jax", (), "keras.distribution.set_distribution(keras.distribution.DataParallel())"
)
TORCHRUN = Strategy(
    _torch_loop,
    "torch",
    ("import torch", "from torch import distributed"),
    "# torchrun says which processes there are, and which of them this is.\n"
    'distributed.init_process_group("gloo")',
    saving=(
        "    if distributed.get_rank() == 0:\n"
        '        model.save("model.keras")\n'
        "    distributed.destroy_process_group()"
    ),
)
STRATEGIES: Mapping[str, Strategy] = {
    "mirrored": MIRRORED,
    "multi_worker": WORKERS,
    "jax": JAX,
    "torchrun": TORCHRUN,
}
