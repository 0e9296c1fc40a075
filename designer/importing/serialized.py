"""The forms in which Keras writes objects into a config, recognised. Pure: no Qt, no keras."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Any

_TENSOR = "__keras_tensor__"
KERAS_MODELS = frozenset({"Functional", "Model", "Sequential"})
MOST_OUTPUTS = 10_000
"""Of a layer: far more than any has."""
_NO_MODULES = frozenset({"", "builtins", "__main__", "designed_model"})


@dataclass(frozen=True, slots=True)
class Ref:
    """One symbolic tensor of a model: an output of one call of one of its layers."""

    layer: str
    call: int
    output: int


def is_object(plain: Json) -> bool:
    """Whether this is an object that Keras serialised: a class and its config."""
    return isinstance(plain, Mapping) and "class_name" in plain and "config" in plain


def class_of(entry: Mapping[str, Json]) -> str:
    return str(entry.get("class_name"))


def module_of(entry: Mapping[str, Json]) -> str:
    """The module that the class is imported from; empty where a file cannot name it."""
    module = str(entry.get("module") or "")
    is_sound = all(map(is_name, module.split(".")))
    return module if module not in _NO_MODULES and is_sound else ""


def is_name(text: str) -> bool:
    """Whether generated code may use this as a name."""
    return text.isidentifier() and not keyword.iskeyword(text)


def config_of(entry: Mapping[str, Json]) -> Mapping[str, Json]:
    config = entry.get("config")
    return config if isinstance(config, Mapping) else {}


def name_of(entry: Mapping[str, Json]) -> str:
    return str(entry.get("name") or config_of(entry).get("name") or "")


def is_model(entry: Mapping[str, Json]) -> bool:
    """Whether this is a functional or Sequential model, or a subclass whose config is one's."""
    config = config_of(entry)
    if not isinstance(config.get("layers"), list):
        return False
    return class_of(entry) in KERAS_MODELS or "input_layers" in config


def is_sequential(entry: Mapping[str, Json]) -> bool:
    return "input_layers" not in config_of(entry)


def is_op(entry: Mapping[str, Json]) -> bool:
    """By its module: `Add` and others name both a layer and an op."""
    return module_of(entry).startswith("keras.src.ops.")


def calls_of(entry: Mapping[str, Json]) -> list[tuple[list[Any], dict[str, Any]]]:
    """Positional and named arguments of every call of a layer, tensors as `Ref`."""
    return [_call(node) for node in entry.get("inbound_nodes") or ()]


def _call(node: Json) -> tuple[list[Any], dict[str, Any]]:
    if isinstance(node, Mapping):
        args, named = node.get("args") or [], node.get("kwargs") or {}
        return [with_refs(arg) for arg in args], {key: with_refs(named[key]) for key in named}
    return _older_call(node)


def _older_call(node: list[Any]) -> tuple[list[Any], dict[str, Any]]:
    """Keras 2 wrote `[[layer, call, output, named arguments], …]` for each call."""
    tensors = [ref_of(item) for item in node]
    named: Mapping[str, Any] = next((item[3] for item in node if len(item) > 3 and item[3]), {})
    return [tensors[0] if len(tensors) == 1 else tensors], dict(named)


def with_refs(plain: Json) -> Any:
    """The same structure with a `Ref` wherever Keras wrote a tensor."""
    if isinstance(plain, Mapping):
        if plain.get("class_name") == _TENSOR:
            return ref_of(plain["config"]["keras_history"])
        if plain.get("class_name") == "__tuple__":
            return [with_refs(item) for item in plain["config"]["value"]]
        if is_object(plain):
            return plain
        return {key: with_refs(item) for key, item in plain.items()}
    return [with_refs(item) for item in plain] if isinstance(plain, list) else plain


def ref_of(history: Json) -> Ref:
    layer, call, output = history[:3]
    if not 0 <= int(output) < MOST_OUTPUTS:
        raise IndexError(f"output {output} of {layer}")
    return Ref(str(layer), int(call), int(output))


def is_history(plain: Json) -> bool:
    """Whether this is `[layer, call, output]`, how a config names an end of the model."""
    return isinstance(plain, list) and len(plain) >= 3 and isinstance(plain[1], int)


def refs_in(value: Any) -> Iterator[Ref]:
    """Every tensor inside a structure."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from refs_in(item)
    elif isinstance(value, Mapping) and not is_object(value):
        for item in value.values():
            yield from refs_in(item)
