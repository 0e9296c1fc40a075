"""From the config of a layer to the values of its node: what differs from the defaults.

`get_config` writes every argument out, also those that a layer made from others. What a person
would not have written is left out again here. Pure: no Qt, no keras.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.catalog.custom import CUSTOM
from designer.catalog.foreign import DESERIALIZE
from designer.catalog.spec import ArgumentSpec, LayerSpec, Spec
from designer.catalog.table import Catalog
from designer.catalog.values import Call, Code, Value
from designer.graph.naming import keras_name
from designer.importing.classes import Classes
from designer.importing.serialized import (
    class_of,
    config_of,
    is_model,
    is_name,
    is_object,
    module_of,
)

Json = Any

_PART_MODULES = ("keras.initializers", "keras.regularizers", "keras.constraints")
_SIZES = frozenset({"kernel_size", "strides", "pool_size", "dilation_rate", "size"})
"""Arguments that Keras writes as a tuple and people as one number where all are equal."""
_OF_THE_BASE: Mapping[str, Value] = {
    "trainable": True,
    "dtype": None,
    # Keras writes these for a class without a constructor of its own.
    "activity_regularizer": None,
    "autocast": True,
}
_ALSO_CALLED = {"RandomUniform": "uniform", "RandomNormal": "normal"}
"""Initializers whose usual name is not made from their class."""


def _equals(name: str) -> Callable[[Mapping[str, Json]], Json]:
    return lambda config: config.get(name)


def _backward_of(config: Mapping[str, Json]) -> Json:
    """The backward layer of a `Bidirectional` where it is what that makes of the forward one."""
    backward, forward = config.get("backward_layer"), config.get("layer")
    if not isinstance(backward, Mapping) or not isinstance(forward, Mapping):
        return backward
    own, other = (dict(_without_ids(config_of(each))) for each in (backward, forward))
    ways = (own.pop("go_backwards", False), other.pop("go_backwards", False))
    del own["name"], other["name"]
    return backward if own == other and ways[0] is not ways[1] else None


def _without_ids(plain: Json) -> Json:
    """Without the numbers by which Keras tells equal parts of one model apart."""
    if isinstance(plain, Mapping):
        items = plain.items()
        return {name: _without_ids(each) for name, each in items if name != "shared_object_id"}
    return [_without_ids(each) for each in plain] if isinstance(plain, list) else plain


_DERIVED: Mapping[str, Callable[[Mapping[str, Json]], Json]] = {
    "MultiHeadAttention.value_dim": _equals("key_dim"),
    # One axis, for the sequences that nearly every model has.
    "MultiHeadAttention.attention_axes": lambda config: [1],
    **{
        f"{pooling}Pooling{dims}D.strides": _equals("pool_size")
        for pooling in ("Max", "Average")
        for dims in (1, 2, 3)
    },
    "Bidirectional.backward_layer": lambda config: _backward_of(config),
}
"""What a layer makes of other arguments when this one is not given, by class and argument."""


@dataclass(frozen=True)
class Arguments:
    """Turns configs into values, with what is known of the classes that they name."""

    catalog: Catalog
    classes: Classes
    lambdas: Mapping[str, str] = field(default_factory=dict)
    block_of: Callable[[Mapping[str, Json]], str] = lambda entry: ""
    """The name of the block that a nested model inside a value becomes."""

    def of(self, entry: Mapping[str, Json], spec: Spec | None) -> dict[str, Value]:
        """The constructor values of a layer, an op or a part that Keras serialised."""
        config = config_of(entry)
        if spec is None or spec.is_open:
            return self._all_of(config)
        values: dict[str, Value] = {}
        for argument in spec.arguments:
            if argument.name not in config:
                continue
            derived = _DERIVED.get(f"{spec.name}.{argument.name}")
            if derived and config[argument.name] in (None, derived(config)):
                continue
            value = self.value(config[argument.name], argument)
            if not self._is_default(argument, value):
                values[argument.name] = value
        if spec.path == "keras.layers.Lambda":
            values["function"] = self._function(config)
        if spec.category == CUSTOM:
            # What it hands on to a class that nothing is known of.
            rest = {name: plain for name, plain in config.items() if not spec.argument(name)}
            values |= self._all_of(rest)
        return values

    def _all_of(self, config: Mapping[str, Json]) -> dict[str, Value]:
        """Of a class that nothing is known of, all but what every layer has by itself."""
        return {
            name: value
            for name, value in ((name, self.value(plain, None)) for name, plain in config.items())
            if name != "name"
            and is_name(name)
            and not (name in _OF_THE_BASE and value == _OF_THE_BASE[name])
        }

    def value(self, plain: Json, argument: ArgumentSpec | None) -> Value:
        """The value that a piece of a config stands for."""
        if isinstance(plain, list):
            items = [self.value(item, argument) for item in plain]
            if argument and argument.kind in ("layers", "layer"):
                return items
            return _tidied(argument, tuple(items))
        if isinstance(plain, Mapping):
            if is_object(plain):
                return self._object(plain, argument)
            return {str(key): self.value(item, None) for key, item in plain.items()}
        return plain

    def _object(self, plain: Mapping[str, Json], argument: ArgumentSpec | None) -> Value:
        form = _FORMS.get(class_of(plain))
        if form:
            return form(self, plain)
        if module_of(plain) in ("keras", "keras.dtype_policies") and "Policy" in class_of(plain):
            return _policy(plain, argument)
        if class_of(plain) == "function":
            return Call(DESERIALIZE, {"config": dict(plain)})
        part = self._part(plain, argument)
        if part is not None:
            return part
        if is_model(plain):
            return self._model(plain)
        return self._layer(plain)

    def _part(self, plain: Mapping[str, Json], argument: ArgumentSpec | None) -> Value:
        """An initializer, a regularizer or a constraint; None where it is something else."""
        kinds = [f"keras.{argument.kind}s"] if argument else []
        modules = [module_of(plain)] if module_of(plain) else kinds
        if modules[:1] and modules[0] not in _PART_MODULES:
            return None
        for module in modules:
            spec = self.catalog.spec(f"{module}.{class_of(plain)}")
            if spec:
                values = self.of(plain, spec)
                name = _ALSO_CALLED.get(spec.name, keras_name(spec.name))
                if not values and argument and name in argument.choices:
                    return name
                return Call(spec.path, values)
        return None

    def _model(self, plain: Mapping[str, Json]) -> Value:
        """A nested model inside a value is a call of its block."""
        name = self.block_of(plain)
        given = config_of(plain).get("name")
        return Call(name, {"name": given} if given else {})

    def _layer(self, plain: Mapping[str, Json]) -> Value:
        path = self.classes.path(plain)
        if path == DESERIALIZE:
            return Call(DESERIALIZE, {"config": dict(plain)})
        spec = self.classes.spec(path)
        values = self.of(plain, spec)
        name = str(config_of(plain).get("name") or "")
        if isinstance(spec, LayerSpec) and name and not is_automatic(name, path):
            values["name"] = re.sub("^(forward|backward)_", "", name)
        return Call(path, values)

    def _function(self, config: Mapping[str, Json]) -> Value:
        """The function of a Lambda: its source where the program brought it, else what Keras
        wrote, to be read by Keras once it is trusted."""
        source = self.lambdas.get(str(config.get("name")))
        if source:
            return Code(source)
        return self.value(config.get("function"), None)

    def _is_default(self, argument: ArgumentSpec, value: Value) -> bool:
        if argument.is_required:
            return False
        default = argument.default
        if argument.kind == "dtype" and default is None:
            return bool(value == "float32")
        if argument.kind == "activation" and default is None:
            return value in (None, "linear")
        if argument.name == "data_format" and default is None:
            return value in (None, "channels_last")
        if default is None:
            return value is None or value == {}
        same = _plain(argument, value) == _plain(argument, default)
        return same and isinstance(value, bool) == isinstance(default, bool)


def is_automatic(name: str, path: str) -> bool:
    """Whether Keras gave a layer this name by itself: `dense_3`, `forward_lstm`."""
    base = re.escape(keras_name(path.rpartition(".")[2]))
    return re.fullmatch(rf"(forward_|backward_)?{base}(_\d+)?", name) is not None


def _plain(argument: ArgumentSpec, value: Value) -> Value:
    """A value in the one spelling in which it can be compared."""
    if argument.kind == "initializer" and isinstance(value, str):
        return {"uniform": "random_uniform", "normal": "random_normal"}.get(value, value)
    if isinstance(value, (list, tuple)):
        items = tuple(_plain(argument, item) for item in value)
        is_same = len(set(map(repr, items))) == 1 and argument.kind in ("ints", "padding", "axis")
        return items[0] if is_same else items
    return value


def _tidied(argument: ArgumentSpec | None, items: tuple[Value, ...]) -> Value:
    """`(3, 3)` as `3` where a person would write that, and pairs that are alike as one number."""
    if argument is None or not items:
        return items
    if argument.kind == "padding" and argument.length == len(items):
        pairs = [item if isinstance(item, tuple) else (item, item) for item in items]
        if all(low == high for low, high in pairs):
            items = tuple(low for low, _ in pairs)
        return items[0] if len(set(items)) == 1 and not isinstance(items[0], tuple) else items
    if argument.kind in ("axis", "int") and len(items) == 1:
        return items[0]
    is_size = argument.name in _SIZES and argument.kind == "ints" and argument.length
    return items[0] if is_size and len(set(items)) == 1 else items


def _policy(plain: Mapping[str, Json], argument: ArgumentSpec | None) -> Value:
    name = config_of(plain).get("name")
    if class_of(plain) != "DTypePolicy" or not isinstance(name, str):
        return Call(DESERIALIZE, {"config": dict(plain)})
    return name if argument or name != "float32" else None


def _array(arguments: Arguments, plain: Mapping[str, Json]) -> Value:
    config = config_of(plain)
    return Call(
        "keras.ops.convert_to_tensor", {"x": config.get("value"), "dtype": config.get("dtype")}
    )


def _sequence(arguments: Arguments, plain: Mapping[str, Json]) -> Value:
    return tuple(arguments.value(item, None) for item in config_of(plain).get("value", ()))


def _held_back(arguments: Arguments, plain: Mapping[str, Json]) -> Value:
    """Bytecode. Read by Keras in the generated code, which does not run before it is trusted."""
    config = config_of(plain)
    if "code" in config:
        # A Lambda layer writes its function in a form of its own, which only it can read.
        config = {"value": [config["code"], config.get("defaults"), config.get("closure")]}
    return Call(DESERIALIZE, {"config": {**plain, "config": config}, "safe_mode": False})


_FORMS: Mapping[str, Callable[[Arguments, Mapping[str, Json]], Value]] = {
    "__numpy__": _array,
    "__tensor__": _array,
    "__tuple__": _sequence,
    "__ellipsis__": lambda arguments, plain: Code("..."),
    "__slice__": lambda arguments, plain: Code(slice_source(config_of(plain))),
    "__lambda__": _held_back,
}


def slice_source(config: Mapping[str, Json]) -> str:
    """`slice(1, None)`."""
    bounds = [config.get(bound) for bound in ("start", "stop", "step")]
    while len(bounds) > 2 and bounds[-1] is None:
        bounds.pop()
    return f"slice({', '.join(map(repr, bounds))})"
