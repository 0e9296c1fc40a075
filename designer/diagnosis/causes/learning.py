"""What training cannot change, though it was meant to: no gradient comes there, or it is frozen.

Measured on the real Keras: `round`, `argmax` and their like have no gradient, whole numbers never
have one, and that of `sign` is 0. Keras warns of variables without a gradient only while it trains,
and refuses to train where no variable has one. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from designer.catalog.values import Call, Value
from designer.diagnosis.causes.scene import Scene, Wire
from designer.diagnosis.causes.steps import (
    LIKELY,
    USUAL,
    Candidate,
    clearing,
    exchanging,
    fixes,
    removing,
    setting,
)
from designer.graph.answers import Tensor, shape_text
from designer.graph.design import MAIN
from designer.graph.nodes import BlockNode, InputNode, LayerNode, Node, OpNode, id_order, path_of
from designer.graph.problems import WARNING, Problem

_STEPS = frozenset(
    {"ops.round", "ops.floor", "ops.ceil", "ops.trunc", "ops.sign", "ops.heaviside",
     "ops.floor_divide"}
)  # fmt: skip
"""Their values change in steps, so that a small change of what comes in changes nothing."""
_LOOKS_UP = frozenset({"Embedding", "ReversibleEmbedding"})
_CUTS = "ops.stop_gradient"
_MEANT_FOR = frozenset({"ops.one_hot", "ops.multi_hot", "ops.cast", "CategoryEncoding"})
"""What makes of whole numbers something that the next layer can compute with."""
_MOST_NAMES = 3
_HOLDERS = ("layer", "cell")


def learning_mistakes(scene: Scene, nodes: Sequence[Node]) -> Iterator[Problem]:
    """Those of these nodes."""
    yield from _without_gradient(scene, _stops(scene, nodes))
    ids = _ids(nodes)
    yield from (problem for problem in _all_frozen(scene) if problem.node in ids)


@dataclass(frozen=True, slots=True)
class _Flow:
    """Which wires of a graph a gradient comes back through."""

    scene: Scene
    is_cut: bool
    """Whether a stop_gradient counts: people place it on purpose."""

    def ends_at(self, wire: Wire, reader: Node) -> Node | None:
        """The node at which a gradient ends on its way back through a wire."""
        if _is_stop(self.scene, reader, wire) or (self.is_cut and self._cuts(reader)):
            return reader
        return wire.source if wire.tensor and not _is_smooth(wire.tensor) else None

    def _cuts(self, node: Node) -> bool:
        return self.scene.kind(node) == _CUTS

    def behind(self, ends: Iterable[Node]) -> set[str]:
        """The nodes that a gradient from these comes to."""
        return self._walked({node.id for node in ends})

    def before(self, stop: Node) -> set[str]:
        """The nodes whose results come as far as to a stop, and no gradient comes back to them."""
        wires = self.scene.wires(stop)
        first = [wire.source.id for wire in wires if not wire.tensor or _is_smooth(wire.tensor)]
        return self._walked(set(first))

    def _walked(self, found: set[str]) -> set[str]:
        front = list(found)
        while front:
            reader = self.scene.graph.node(front.pop())
            for wire in self.scene.wires(reader):
                if wire.source.id not in found and self.ends_at(wire, reader) is None:
                    found.add(wire.source.id)
                    front.append(wire.source.id)
        return found


def _is_smooth(tensor: Tensor) -> bool:
    return "float" in tensor.dtype or "complex" in tensor.dtype


def _is_stop(scene: Scene, node: Node, wire: Wire) -> bool:
    kind = scene.kind(node)
    return kind in _STEPS or (kind in _LOOKS_UP and wire.edge.slot == "inputs")


def _stops(scene: Scene, nodes: Sequence[Node]) -> list[Node]:
    """The nodes that get fractions and let no gradient back to them."""
    found: list[Node] = []
    for node in nodes:
        kind, tensor = scene.kind(node), scene.tensor(node.id)
        if tensor is None or not isinstance(node, (LayerNode, OpNode)):
            continue
        if kind in _STEPS or kind == _CUTS or kind in _LOOKS_UP or not _is_smooth(tensor):
            wires = (w for w in scene.wires(node) if not isinstance(w.source, InputNode))
            if any(wire.tensor and _is_smooth(wire.tensor) for wire in wires):
                found.append(node)
    return found


def _without_gradient(scene: Scene, stops: list[Node]) -> Iterator[Problem]:
    """Layers that lead to an output, and only through these nodes, that have no gradient."""
    learners = _learners(scene) if stops else {}
    if not learners:
        return
    ends = [*scene.graph.outputs(), *_losses_inside(scene)]
    flow = _Flow(scene, is_cut=True)
    alive = flow.behind(ends)
    is_nothing_left = scene.name == MAIN and not any(
        _ids(nodes) & alive for nodes in learners.values()
    )
    if not is_nothing_left:
        flow = _Flow(scene, is_cut=False)
        stops = [node for node in stops if scene.kind(node) != _CUTS]
        alive = flow.behind(ends)
    led = scene.graph.alive()
    idle = {
        node.id: scene.graph.node(owner)
        for owner, nodes in learners.items()
        if not _ids(nodes) & alive and _ids(nodes) & led
        for node in nodes
    }
    for stop in stops if idle else ():
        found = sorted(idle.keys() & flow.before(stop), key=id_order)
        still = list({idle[each].id: idle[each] for each in found}.values())
        if still and stop.id in led:
            yield _no_gradient(scene, stop, still, is_nothing_left)


def _ids(nodes: Iterable[Node]) -> set[str]:
    return {node.id for node in nodes}


def _learners(scene: Scene) -> dict[str, list[Node]]:
    """By its owner, all calls of each layer that holds weights that are trained."""
    found: dict[str, list[Node]] = {}
    for node in scene.graph.nodes():
        owner = scene.owner(node)
        if scene.answer(owner).trainable_params:
            found.setdefault(owner.id, []).append(node)
    return found


def _losses_inside(scene: Scene) -> Iterator[Node]:
    """Layers that add a loss of their own: a gradient begins there as well."""
    for node in scene.graph.nodes():
        if isinstance(node, LayerNode) and (
            scene.kind(node) == "ActivityRegularization"
            or scene.values(node).get("activity_regularizer") is not None
            or (
                node.layer in scene.design.custom_layers
                and "add_loss" in scene.design.custom_layers[node.layer].source
            )
        ):
            yield node


def _no_gradient(scene: Scene, stop: Node, still: list[Node], is_all: bool) -> Problem:
    count = sum(scene.answer(node).trainable_params for node in still)
    names = [f"`{node.name}`" for node in still[-_MOST_NAMES:]]
    more = len(still) - len(names)
    told = ", ".join(names) + (f" and {more} more before" if more else "")
    end = (
        "then nothing learns, and Keras refuses to train (no gradients provided for any variable)"
        if is_all
        else "Keras only warns of it while it trains"
    )
    return scene.problem(
        "no-gradient",
        WARNING,
        stop,
        f"`{stop.name}` {_why(scene, stop)}, so that no gradient comes back through it: "
        f"{told} {'stays' if len(still) == 1 else 'stay'} as made ({count:,} weights); {end}.",
        "Learn from what is before it, and leave it for predictions; or use something smooth: "
        "softmax for argmax, sigmoid for a comparison.",
        fixes(_smoothed(scene, stop)),
        [*(node.id for node in still), stop.id],
    )


def _why(scene: Scene, stop: Node) -> str:
    kind, tensor = scene.kind(stop), scene.tensor(stop.id)
    shape = shape_text(tensor.shape) if tensor else "what it makes"
    name = kind.removeprefix("ops.")
    if kind in _LOOKS_UP:
        return f"looks up {shape} by whole numbers"
    if kind == _CUTS:
        return f"gives {shape} and lets no gradient pass ({name})"
    if kind in _STEPS:
        return f"gives {shape} in steps ({name})"
    dtype = tensor.dtype if tensor else "whole numbers"
    return f"gives {shape} as {dtype} ({name or path_of(stop)})"


def _smoothed(scene: Scene, stop: Node) -> Iterator[Candidate | None]:
    if scene.kind(stop) in _LOOKS_UP:
        units = scene.value(stop, "output_dim")
        yield exchanging(scene, stop, "Dense", {"units": units}, LIKELY)
        return
    if len(scene.wires(stop)) == 1:
        yield _removed_with(scene, stop) or removing(scene, stop, LIKELY)


def _removed_with(scene: Scene, stop: Node) -> Candidate | None:
    """Together with what only makes its whole numbers fit for computing."""
    readers = scene.readers(stop)
    if len(readers) != 1 or scene.kind(readers[0]) not in _MEANT_FOR:
        return None
    title = f"Take {stop.name} and {readers[0].name} out"
    return removing(scene, stop, LIKELY, title, also=(readers[0],))


def _all_frozen(scene: Scene) -> Iterator[Problem]:
    """No weight is trained, of a design that is told how to train. Networks that only make features
    are frozen on purpose."""
    if scene.name != MAIN or not scene.design.settings.run:
        return
    calls = (LayerNode, OpNode, BlockNode)
    answers = [scene.answer(node) for node in scene.graph.nodes() if isinstance(node, calls)]
    if any(answer.trainable_params or answer.waits or answer.error for answer in answers):
        return
    frozen = [
        node
        for node in scene.graph.in_order()
        if isinstance(node, LayerNode)
        and scene.answer(node).params
        and scene.values(node).get("trainable") is False
    ]
    if not frozen:
        return
    last, count = frozen[-1], sum(answer.params for answer in answers)
    shape = shape_text(scene.shape(last) or ())
    yield scene.problem(
        "nothing-learns",
        WARNING,
        last,
        f"All {count:,} weights are frozen (trainable=False), up to those of `{last.name}`, which "
        f"gives {shape}: training changes nothing, and Keras says so in a line of its log alone.",
        "Let the last layers learn, or place a new last layer behind the frozen ones.",
        fixes([clearing(scene, last, ["trainable"], LIKELY)]),
        [node.id for node in frozen],
    )


def frozen_inner(scene: Scene, node: LayerNode) -> Problem | None:
    """Keras freezes the layers that a layer holds when `trainable` is set, and forgets them where
    it is an argument: they are made without it."""
    trained = scene.answer(node).trainable_params
    if node.values.get("trainable") is not False or not trained:
        return None
    name = scene.kind(node) or node.layer
    held = next((key for key in _HOLDERS if node.values.get(key) is not None), "")
    inner = frozen(node.values[held]) if held else None
    code = f'model.get_layer("{node.name}").trainable = False'
    return scene.problem(
        "frozen-inner",
        WARNING,
        node,
        f"`{node.name}` gives {shape_text(scene.shape(node) or ())} and is told trainable=False, "
        f"and Keras trains {trained:,} of its {scene.answer(node).params:,} weights all the same: "
        f"a {name} does not tell the layers that it holds.",
        "Freeze what it holds."
        if inner is not None
        else f"Take the argument away, and freeze it in the code, before compile: {code}. With the "
        "argument that line does nothing.",
        fixes(
            [
                setting(scene, node, {held: inner}, LIKELY) if inner is not None else None,
                clearing(scene, node, ["trainable"], USUAL),
            ]
        ),
        [node.id],
    )


def frozen(held: Value) -> Value:
    """An inner layer or cell, or several, told to be frozen; None where it cannot be told."""
    if isinstance(held, (tuple, list)):
        every = [frozen(each) for each in held]
        return None if None in every else tuple(every)
    if not isinstance(held, Call) or not held.path.startswith("keras.layers."):
        return None
    if "cells" in held.arguments:
        cells = frozen(held.arguments["cells"])
        return None if cells is None else Call(held.path, {**held.arguments, "cells": cells})
    return Call(held.path, {**held.arguments, "trainable": False})
