"""The calls behind tensors, those inside nested models among them, and what each costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import keras

from designer.worker.costs.layers import LAYERS
from designer.worker.costs.ops import cost_of_op
from designer.worker.costs.share import UNKNOWN, Called, Share


def calls_behind(values: Iterable[Any]) -> list[Called]:
    """The calls that made these tensors, as far back as history goes, nearest first."""
    waiting = list(values)
    seen: set[int] = set()
    found = []
    while waiting:
        history = getattr(waiting.pop(), "_keras_history", None)
        if history is None or history.operation is None:
            continue
        node = history.operation._inbound_nodes[history.node_index]
        if id(node) not in seen:
            seen.add(id(node))
            found.append(_call_of(node))
            waiting.extend(node.input_tensors)
    return found


def _call_of(node: Any) -> Called:
    inputs = tuple(node.input_tensors)
    return Called(node.operation, inputs, tuple(node.outputs), dict(node.arguments.kwargs))


def share_of(call: Called) -> Share:
    """What one call costs; of what is no class of Keras, that it is not known."""
    entry = cost_of_op(call.operation) or LAYERS.get(_class_that_calls(call.operation))
    if entry is None:
        return UNKNOWN
    try:
        return entry(call)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        # A layer used in a way that its entry does not know: rather no number than a wrong one.
        return UNKNOWN


def _class_that_calls(operation: Any) -> str:
    """The class of Keras whose `call` runs: a subclass may leave it as it is."""
    for kind in type(operation).__mro__:
        if "call" in vars(kind):
            is_keras = kind.__module__.startswith("keras.src.layers")
            return _public_name(operation, kind) if is_keras else ""
    return ""


def _public_name(operation: Any, calls: type) -> str:
    """The nearest public class at or below the one that has `call`: `Conv2D` for `BaseConv`."""
    for kind in type(operation).__mro__:
        if kind.__module__.startswith("keras.src.layers") and kind.__name__ in LAYERS:
            return kind.__name__
        if kind is calls:
            break
    return ""


def model_inside(operation: Any) -> Any:
    """The functional model that a call runs through, where it is a model of that kind."""
    if isinstance(operation, keras.Sequential):
        operation = operation._functional
    is_functional = hasattr(operation, "_nodes_by_depth") and hasattr(operation, "inputs")
    return operation if isinstance(operation, keras.Model) and is_functional else None


def calls_inside(model: Any, call: Called) -> tuple[list[Called], dict[int, Any]]:
    """The calls of a nested model for these inputs, and what its own tensors stand for outside."""
    same = all(
        tuple(mine.shape) == tuple(given.shape)
        for mine, given in zip(model.inputs, call.inputs, strict=True)
    )
    if same:
        stands_for = dict(zip(map(id, model.inputs), call.inputs, strict=True))
        stands_for |= dict(zip(map(id, model.outputs), call.outputs, strict=True))
        nodes = (node for level in model._nodes_by_depth.values() for node in level)
        return [_call_of(node) for node in nodes if not node.is_input], stands_for
    return _run_through(model, call)


def _run_through(model: Any, call: Called) -> tuple[list[Called], dict[int, Any]]:
    """The same for inputs of other sizes than those that the model was made with."""
    found: list[Called] = []

    def noting(operation: Any) -> Any:
        def run(*args: Any, **named: Any) -> Any:
            made = operation.compute_output_spec(*args, **named)
            inputs = tuple(_tensors((args, named)))
            found.append(Called(operation, inputs, tuple(_tensors(made)), named))
            return made

        return run

    made = model._run_through_graph(list(call.inputs), operation_fn=noting)
    stands_for = dict(zip(map(id, _tensors(made)), call.outputs, strict=True))
    return found, stands_for


def _tensors(value: Any) -> Iterator[Any]:
    return (each for each in keras.tree.flatten(value) if isinstance(each, keras.KerasTensor))
