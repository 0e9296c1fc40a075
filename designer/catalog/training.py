"""What a run can be told by class or by name: optimizers, callbacks, losses, metrics.

Written down and not introspected: the layers' table is made by the worker's Keras, and these must
be there before it. A test holds them against the installed Keras. Pure: no Qt, no keras.
"""

from __future__ import annotations

from designer.catalog.spec import REQUIRED, ArgumentSpec, PartSpec
from designer.catalog.values import Value

_WEIGHTS: dict[str, Value] = {
    "weight_decay": None,
    "clipnorm": None,
    "clipvalue": None,
    "global_clipnorm": None,
    "use_ema": False,
    "ema_momentum": 0.99,
    "ema_overwrite_frequency": None,
    "loss_scale_factor": None,
    "gradient_accumulation_steps": None,
}
"""What every optimizer takes."""
_MOMENTS: dict[str, Value] = {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-07}
_WHOLE = frozenset(
    {
        *("ema_overwrite_frequency", "gradient_accumulation_steps", "patience", "warmup_steps"),
        *("cooldown", "start_from_epoch", "histogram_freq", "embeddings_freq"),
    }
)
_MONITOR: dict[str, Value] = {"monitor": "val_loss"}
_MODES = ("auto", "min", "max")


def _argument(name: str, default: Value) -> ArgumentSpec:
    if name == "mode":
        return ArgumentSpec(name, "choice", default, choices=_MODES)
    if default is None:
        kind = "int" if name in _WHOLE else "float"
        return ArgumentSpec(name, kind, None, optional=True)
    if isinstance(default, bool):
        return ArgumentSpec(name, "bool", default)
    if name in _WHOLE:
        return ArgumentSpec(name, "int", default, minimum=0)
    if isinstance(default, (int, float)):
        return ArgumentSpec(name, "float", default)
    is_open = name in ("save_freq", "update_freq")
    return ArgumentSpec(name, "any" if is_open else "text", default)


def _part(
    module: str, name: str, summary: str, shown: tuple[str, ...], arguments: dict[str, Value]
) -> PartSpec:
    specs = tuple(_argument(each, default) for each, default in arguments.items())
    path = f"keras.{module}.{name}"
    return PartSpec(name, path, module, specs, summary=summary, shown=shown)


def _optimizer(name: str, summary: str, /, **arguments: Value) -> PartSpec:
    shown = tuple(
        each for each in ("learning_rate", "momentum", "weight_decay") if each in arguments
    )
    return _part("optimizers", name, summary, shown, {**_WEIGHTS, **arguments})


def _callback(name: str, summary: str, shown: str, /, **arguments: Value) -> PartSpec:
    return _part("callbacks", name, summary, tuple(shown.split()), arguments)


OPTIMIZERS: tuple[PartSpec, ...] = (
    _optimizer("Adam", "Steps of its own for each weight", learning_rate=0.001, **_MOMENTS,
               amsgrad=False),
    _optimizer("AdamW", "Adam with weight decay", learning_rate=0.001, weight_decay=0.004,
               **_MOMENTS, amsgrad=False),
    _optimizer("SGD", "Plain descent, on demand with momentum", learning_rate=0.01, momentum=0.0,
               nesterov=False),
    _optimizer("RMSprop", "Steps by the mean of squared gradients", learning_rate=0.001, rho=0.9,
               momentum=0.0, epsilon=1e-07, centered=False),
    _optimizer("Nadam", "Adam with Nesterov momentum", learning_rate=0.001, **_MOMENTS),
    _optimizer("Adamax", "Adam with the largest gradient", learning_rate=0.001, **_MOMENTS),
    _optimizer("Adagrad", "Smaller steps for what changed often", learning_rate=0.001,
               initial_accumulator_value=0.1, epsilon=1e-07),
    _optimizer("Adadelta", "Adagrad that forgets", learning_rate=0.001, rho=0.95, epsilon=1e-07),
    _optimizer("Adafactor", "Adam in less memory", learning_rate=0.001, beta_2_decay=-0.8,
               epsilon_1=1e-30, epsilon_2=0.001, clip_threshold=1.0, relative_step=True),
    _optimizer("Ftrl", "For sparse, wide models", learning_rate=0.001, learning_rate_power=-0.5,
               initial_accumulator_value=0.1, l1_regularization_strength=0.0,
               l2_regularization_strength=0.0, l2_shrinkage_regularization_strength=0.0, beta=0.0),
    _optimizer("Lamb", "For very large batches", learning_rate=0.001, **_MOMENTS),
    _optimizer("Lion", "Steps by the sign of the gradient", learning_rate=0.001, beta_1=0.9,
               beta_2=0.99),
    _optimizer("ScheduleFreeAdamW", "AdamW without a schedule", learning_rate=0.0025, beta_1=0.9,
               beta_2=0.999, epsilon=1e-08, warmup_steps=0),
)  # fmt: skip
"""The most used first. Those that are made of other optimizers are typed as code."""

CALLBACKS: tuple[PartSpec, ...] = (
    _callback("EarlyStopping", "Ends the run when nothing gets better", "monitor patience",
              **_MONITOR, min_delta=0, patience=0, mode="auto", baseline=None,
              restore_best_weights=False, start_from_epoch=0),
    _callback("ReduceLROnPlateau", "Smaller steps when nothing gets better",
              "monitor factor patience", **_MONITOR, factor=0.1, patience=10, mode="auto",
              min_delta=0.0001, cooldown=0, min_lr=0.0),
    _callback("ModelCheckpoint", "Saves the model while it trains", "filepath save_best_only",
              filepath=REQUIRED, **_MONITOR, save_best_only=False, save_weights_only=False,
              mode="auto", save_freq="epoch", initial_value_threshold=None),
    _callback("TensorBoard", "Writes logs for TensorBoard", "log_dir histogram_freq",
              log_dir="logs", histogram_freq=0, write_graph=True, write_images=False,
              write_steps_per_second=False, update_freq="epoch", embeddings_freq=0),
    _callback("CSVLogger", "Writes the numbers of each epoch to a file", "filename",
              filename=REQUIRED, separator=",", append=False),
    _callback("TerminateOnNaN", "Ends the run when the loss is NaN", ""),
    _callback("SwapEMAWeights", "Uses the averaged weights of an optimizer with use_ema", "",
              swap_on_epoch=False),
)  # fmt: skip

LOSSES: tuple[str, ...] = (
    *("sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy"),
    *("mse", "mae", "huber", "log_cosh", "mape", "msle", "cosine_similarity", "poisson"),
    *("kl_divergence", "hinge", "squared_hinge", "categorical_hinge", "dice", "tversky"),
    *("binary_focal_crossentropy", "categorical_focal_crossentropy"),
    *("mean_squared_error", "mean_absolute_error"),
)
"""Names under which Keras finds a loss."""
