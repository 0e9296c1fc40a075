"""The table of a model's layers: what Keras's summary shows, as data.

Keras lays its summary out for a terminal and cuts what does not fit. The same facts are read here
in the same way (`keras/src/utils/summary_utils.py`): names, the shapes of the last call, and
`layer[node][tensor]` for every tensor that a layer takes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import keras

from designer.worker.builds import Built
from designer.worker.weights import count_weights, weights_of


def model_facts(built: Built) -> dict[str, Any]:
    """Everything of a model that the window shows, nested models with rows of their own."""
    model = built.model
    count = count_weights(weights_of([model]), set())
    return {
        "name": model.name,
        "class": type(model).__name__,
        "layers": _rows(model, built),
        "total_params": count.total,
        "trainable_params": count.trainable,
        "non_trainable_params": count.non_trainable,
        "weight_bytes": count.bytes,
        "inputs": [_tensor(tensor) for tensor in _sequence(model, "inputs")],
        "outputs": [_tensor(tensor) for tensor in _sequence(model, "outputs")],
    }


def shown_layers(model: Any) -> list[Any]:
    """The layers and ops that Keras's own summary of this model lists, in its order."""
    if isinstance(model, keras.Sequential) or not hasattr(model, "operations"):
        return list(model.layers)
    return list(model.operations)


def _rows(model: Any, built: Built) -> list[dict[str, Any]]:
    own_nodes = _own_nodes(model)
    return [_row(layer, own_nodes, built) for layer in shown_layers(model)]


def _row(layer: Any, own_nodes: Collection[int] | None, built: Built) -> dict[str, Any]:
    weights = getattr(layer, "weights", ())
    return {
        "name": layer.name,
        "class": type(layer).__name__,
        "output_shape": output_shape(layer),
        "params": layer.count_params() if getattr(layer, "built", False) else 0,
        "trainable": bool(layer.trainable) if weights else None,
        "connected_to": list(_connections(layer, own_nodes)),
        "path": list(built.path_of(layer)),
        "layers": _rows(layer, built) if getattr(layer, "layers", None) else [],
    }


def output_shape(layer: Any) -> str:
    """The shape as Keras prints it: of the latest call, and `?` where it was never computed."""
    nodes = getattr(layer, "_inbound_nodes", ())
    if nodes:
        shapes = [_printed(tensor.shape) for tensor in nodes[-1].output_tensors]
        return shapes[0] if len(shapes) == 1 else f"[{', '.join(shapes)}]"
    built_with = getattr(layer, "_build_shapes_dict", None)
    if not built_with:
        return "?"
    try:
        return _printed(layer.compute_output_shape(**built_with))
    except Exception:  # Whatever a custom layer raises here, its shape stays unknown.
        return "?"


def _printed(shape: Iterable[Any]) -> str:
    return f"({', '.join(str(size) for size in shape)})"


def _own_nodes(model: Any) -> Collection[int] | None:
    """The calls that belong to this model; a layer may have been called elsewhere as well."""
    by_depth = getattr(model, "_nodes_by_depth", None)
    if by_depth is None and isinstance(model, keras.Sequential):
        by_depth = getattr(getattr(model, "_functional", None), "_nodes_by_depth", None)
    if by_depth is None:
        return None
    return {id(node) for nodes in by_depth.values() for node in nodes}


def _connections(layer: Any, own_nodes: Collection[int] | None) -> Iterator[str]:
    for node in getattr(layer, "_inbound_nodes", ()):
        if own_nodes is not None and id(node) not in own_nodes:
            continue
        for tensor in node.input_tensors:
            source = tensor._keras_history
            if source.operation is not None:
                yield f"{source.operation.name}[{source.node_index}][{source.tensor_index}]"


def _sequence(model: Any, name: str) -> list[Any]:
    try:
        return list(getattr(model, name) or ())
    except (AttributeError, ValueError):  # A sub-classed model knows neither.
        return []


def _tensor(tensor: Any) -> dict[str, Any]:
    history = getattr(tensor, "_keras_history", None)
    operation = None if history is None else history.operation
    return {
        "name": tensor.name if operation is None else operation.name,
        "shape": list(tensor.shape),
        "dtype": str(tensor.dtype),
    }
