"""What a training run is told: data, loop, optimizer, losses, and how long.

Stored with the design as plain values (`Settings.run`), only where they differ from what goes
without saying. Pure: no Qt, no keras.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from frozendict import frozendict

from designer.catalog.values import Call, Value, is_value

RANDOM = "random"
LEARNABLE = "learnable"
SKLEARN = "sklearn"
KERAS = "keras"
NPZ = "npz"
TABLE = "table"
IMAGES = "images"
DATA_KINDS = (LEARNABLE, RANDOM, SKLEARN, KERAS, NPZ, TABLE, IMAGES)
"""Made from the shapes so that a falling loss means something; made at random; a set that
scikit-learn ships; one of `keras.datasets`; a NumPy archive; CSV or Parquet; folders of images."""

FIT = "fit"
COMPILED = "compiled"
EAGER = "eager"
LOOPS = (FIT, COMPILED, EAGER)
"""`model.fit`; a step of one's own under `tf.function`; a GradientTape loop, nothing compiled."""

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataSource:
    """Where the samples come from, and what of it goes to which input and output."""

    kind: str = LEARNABLE
    name: str = ""
    """Of the set, where scikit-learn or Keras ships it: `digits`, `mnist`."""
    path: str = ""
    """Of the file or folder."""
    samples: int = 2000
    """How many are made; of sets and files, all are taken."""
    inputs: Mapping[str, Names] = frozendict()
    """Columns or arrays by the key of the input; what is not said is found by name and shape."""
    targets: Mapping[str, Names] = frozendict()
    """The same by the key of the output."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", frozendict(self.inputs))
        object.__setattr__(self, "targets", frozendict(self.targets))


@dataclass(frozen=True, slots=True)
class RunSettings:
    """All that a run is told. Losses and metrics by the key of the output (its name where outputs
    are not passed by key); an output that is not named gets what its shape suggests."""

    data: DataSource = DataSource()
    loop: str = FIT
    optimizer: Call = field(default_factory=lambda: Call("keras.optimizers.Adam", {}))
    losses: Mapping[str, Value] = frozendict()
    """A name that Keras knows, `mse`, or a `Call`: `keras.losses.Huber(delta=2.0)`."""
    metrics: Mapping[str, tuple[Value, ...]] = frozendict()
    batch_size: int = 32
    epochs: int = 10
    validation_share: float = 0.2
    """Of the samples, at their end: 0 <= share < 1."""
    seed: int = 0
    mixed_precision: bool = False
    callbacks: tuple[Call, ...] = ()
    """`keras.callbacks.EarlyStopping(patience=3)`, …"""

    def __post_init__(self) -> None:
        object.__setattr__(self, "losses", frozendict(self.losses))
        object.__setattr__(self, "metrics", frozendict(self.metrics))

    def to_values(self) -> dict[str, Value]:
        """What `Settings.run` holds: plain values, without what goes without saying."""
        plain = _differences(self, RunSettings())
        if "data" in plain:
            plain["data"] = _differences(self.data, DataSource())
        return {name: _plain(value) for name, value in plain.items()}

    @staticmethod
    def from_values(values: Mapping[str, Value]) -> RunSettings:
        """The inverse. What a file says wrongly is passed over: it goes without saying then."""
        found = _sound(values, _SETTINGS)
        data = values.get("data")
        if isinstance(data, Mapping):
            found["data"] = DataSource(**_sound(data, _DATA))
        return RunSettings(**found)


def _differences(value: DataSource | RunSettings, plain: object) -> dict[str, Value]:
    names = (each.name for each in fields(value))
    pairs = ((name, getattr(value, name)) for name in names)
    return {name: item for name, item in pairs if item != getattr(plain, name)}


def _plain(value: Value) -> Value:
    """Frozen mappings as the dicts that a design holds."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _sound(values: Mapping[str, Value], checks: Mapping[str, Callable[[Value], bool]]) -> Any:
    named = ((name, values[name]) for name in checks if name in values)
    return {name: value for name, value in named if checks[name](value)}


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _one_of(known: tuple[str, ...]) -> Callable[[Value], bool]:
    return lambda value: value in known


def _at_least(least: int) -> Callable[[Value], bool]:
    return lambda value: type(value) is int and value >= least


def _is_share(value: Value) -> bool:
    return isinstance(value, (int, float)) and 0 <= value < 1


def _are_names(value: Value) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(key, str) and isinstance(names, tuple) and all(map(_is_text, names))
        for key, names in value.items()
    )


def _is_choice(value: Value) -> bool:
    """A name that Keras knows, or the call of one of its classes."""
    return isinstance(value, str) or (isinstance(value, Call) and is_value(value))


def _are_choices(value: Value) -> bool:
    return isinstance(value, Mapping) and all(map(_is_choice, value.values()))


def _are_lists_of_choices(value: Value) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(items, tuple) and all(map(_is_choice, items)) for items in value.values()
    )


def _are_calls(value: Value) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, Call) for item in value)


_DATA: Mapping[str, Callable[[Value], bool]] = {
    "kind": _one_of(DATA_KINDS),
    "name": _is_text,
    "path": _is_text,
    "samples": _at_least(1),
    "inputs": _are_names,
    "targets": _are_names,
}
_SETTINGS: Mapping[str, Callable[[Value], bool]] = {
    "loop": _one_of(LOOPS),
    "optimizer": lambda value: isinstance(value, Call),
    "losses": _are_choices,
    "metrics": _are_lists_of_choices,
    "batch_size": _at_least(1),
    "epochs": _at_least(1),
    "validation_share": _is_share,
    "seed": lambda value: type(value) is int,
    "mixed_precision": lambda value: isinstance(value, bool),
    "callbacks": _are_calls,
}
