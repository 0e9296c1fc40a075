"""The calls of a functional model: one a node of the design, also where two share a layer."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import keras
from keras.src.ops.node import Node

from designer.protocol import FailureKind
from designer.worker.builds import Path, Script, lines_now
from designer.worker.failures import RequestError

_ORIGINAL_INIT = Node.__init__

Place = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A layer or op, called once; `path` leads to its node through the blocks."""

    operation: Any
    path: Path
    arguments: tuple[Any, Mapping[str, Any]]
    outputs: Any
    is_whole: bool = False
    """A nested model, as blocks are written; the calls inside of it come before it."""

    def place(self) -> Place:
        """How a row of a table says where it belongs."""
        return place_of(self.operation, self.path)


def place_of(operation: Any, path: Path) -> Place:
    """The name, the class and the path of a layer or op, for a row of a table."""
    kind = type(operation).__name__
    return {"name": operation.name, "class": kind, "path": list(path)}


@contextlib.contextmanager
def noting_calls(script: Script, paths: dict[int, Path]) -> Iterator[None]:
    """While this is open, note the lines of every call: a shared layer is made in one line and
    called in several."""

    def init(self: Any, *args: Any, **named: Any) -> None:
        _ORIGINAL_INIT(self, *args, **named)
        paths[id(self)] = script.path(lines_now())

    Node.__init__ = init
    try:
        yield
    finally:
        Node.__init__ = _ORIGINAL_INIT


def nodes_in_order(graph: Any) -> list[Any]:
    """The graph's own calls in the order in which they run, inputs left out."""
    depths = sorted(graph._nodes_by_depth.items(), reverse=True)
    return [node for _, nodes in depths for node in nodes if node.operation and not node.is_input]


def recorded(model: Any, paths: Mapping[int, Path], inputs: Any, *, training: bool) -> list[Call]:
    """Run the model on a batch and keep what every call took and gave, nested ones as well."""
    found: list[Call] = []
    _record(_graph_of(model), paths, inputs, training, found)
    return found


def _record(
    graph: Any, paths: Mapping[int, Path], inputs: Any, training: bool, found: list[Call]
) -> Any:
    nodes = iter(nodes_in_order(graph))

    def watch(operation: Any) -> Callable[..., Any]:
        def run(*args: Any, **named: Any) -> Any:
            named = with_training(operation, named, training)
            inner = inner_graph(operation)
            if inner is None:
                outputs = operation(*args, **named)
            else:
                outputs = _record(inner, paths, args[0], training, found)
            node = next(each for each in nodes if each.operation is operation)
            path = paths.get(id(node), ())
            found.append(Call(operation, path, (args, named), outputs, inner is not None))
            return outputs

        return run

    outputs = graph._run_through_graph(graph._standardize_inputs(inputs), operation_fn=watch)
    return outputs[0] if isinstance(outputs, (list, tuple)) and len(outputs) == 1 else outputs


def inner_graph(operation: Any) -> Any | None:
    """The graph of a nested model, which is run call by call; None for a layer or op."""
    if isinstance(operation, keras.Sequential):
        operation = getattr(operation, "_functional", None)
    return operation if hasattr(operation, "_run_through_graph") else None


def layers_in(model: Any) -> Iterator[Any]:
    """The layers of a model and of the models that are nested in it, each once."""
    seen: set[int] = set()
    waiting = list(getattr(model, "layers", ()))
    while waiting:
        layer = waiting.pop(0)
        if id(layer) in seen:
            continue
        seen.add(id(layer))
        if inner_graph(layer) is None:
            yield layer
        else:
            waiting = [*layer.layers, *waiting]


def with_training(operation: Any, named: Mapping[str, Any], training: bool) -> dict[str, Any]:
    """The arguments of a call, with `training` where the operation takes it and none was given."""
    takes = getattr(operation, "_call_has_training_arg", False)
    if takes and named.get("training") is None:
        return {**named, "training": training}
    return dict(named)


def is_tensor(value: Any) -> bool:
    """Whether this is a tensor of the backend, with values."""
    return bool(keras.ops.is_tensor(value)) and not isinstance(value, keras.KerasTensor)


def _graph_of(model: Any) -> Any:
    graph = inner_graph(model)
    if graph is None:
        raise RequestError(
            FailureKind.PROGRAM,
            "Only a functional model can be looked into layer by layer; this one has a call of its"
            " own.",
        )
    return graph
