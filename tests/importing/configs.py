"""Configs as Keras writes them, in few words."""

from __future__ import annotations

from typing import Any

from designer.importing import Description

FLOAT32 = {
    "module": "keras",
    "class_name": "DTypePolicy",
    "config": {"name": "float32"},
    "registered_name": None,
}


def tensor(name: str, call: int = 0, output: int = 0) -> dict[str, Any]:
    """An argument that is a symbolic tensor."""
    config = {"shape": [None, 4], "dtype": "float32", "keras_history": [name, call, output]}
    return {"class_name": "__keras_tensor__", "config": config}


def called(*args: Any, **named: Any) -> dict[str, Any]:
    return {"args": list(args), "kwargs": named}


def entry(
    class_name: str,
    name: str,
    *calls: dict[str, Any],
    module: str = "keras.layers",
    **config: Any,
) -> dict[str, Any]:
    """A layer of a model, with the calls of it."""
    full = {"name": name, "trainable": True, "dtype": FLOAT32, **config}
    return {
        "module": module,
        "class_name": class_name,
        "config": full,
        "registered_name": None,
        "name": name,
        "inbound_nodes": list(calls),
    }


def given(name: str = "input_layer", *shape: int | None, dtype: str = "float32") -> dict[str, Any]:
    """An input."""
    config = {"batch_shape": [None, *(shape or (4,))], "dtype": dtype, "name": name}
    return {**entry("InputLayer", name), "config": config}


def op(class_name: str, name: str, *calls: dict[str, Any], **config: Any) -> dict[str, Any]:
    made = entry(class_name, name, *calls, module="keras.src.ops.numpy")
    return {**made, "config": {"name": name, **config}}


def functional(
    layers: list[dict[str, Any]], inputs: Any, outputs: Any, name: str = "functional"
) -> dict[str, Any]:
    config = {
        "name": name,
        "trainable": True,
        "layers": layers,
        "input_layers": inputs,
        "output_layers": outputs,
    }
    return {"module": "keras", "class_name": "Functional", "config": config}


def sequential(*layers: dict[str, Any], name: str = "sequential") -> dict[str, Any]:
    stripped = [
        {key: item for key, item in each.items() if key not in ("name", "inbound_nodes")}
        for each in layers
    ]
    config = {"name": name, "trainable": True, "dtype": FLOAT32, "layers": stripped}
    return {"module": "keras", "class_name": "Sequential", "config": config}


def nested(model: dict[str, Any], *calls: dict[str, Any], name: str = "") -> dict[str, Any]:
    """A model as a layer of another."""
    name = name or model["config"]["name"]
    config = {**model["config"], "name": name}
    return {**model, "config": config, "name": name, "inbound_nodes": list(calls)}


def chain(*layers: dict[str, Any], name: str = "functional") -> dict[str, Any]:
    """A functional model in which each layer is called on the one before."""
    entries = [given()]
    for layer in layers:
        entries.append({**layer, "inbound_nodes": [called(tensor(entries[-1]["name"]))]})
    return functional(entries, ["input_layer", 0, 0], [entries[-1]["name"], 0, 0], name)


def described(model: dict[str, Any], **more: Any) -> Description:
    return Description.from_json({**model, **more})
