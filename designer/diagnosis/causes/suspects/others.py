"""Layers too many, too few or of the wrong class; wires and inputs that are not what was meant."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from designer.catalog.values import Call, Value
from designer.diagnosis.causes.scene import Scene
from designer.diagnosis.causes.steps import (
    Candidate,
    both,
    connecting,
    cutting,
    exchanging,
    inserting,
    inserting_behind,
    removing,
    replugging,
    sizing,
    typing,
)
from designer.diagnosis.causes.suspects.cone import Cone
from designer.diagnosis.causes.suspects.twins import lost_before
from designer.graph.answers import Shape
from designer.graph.edits import Connect, Disconnect, Several
from designer.graph.nodes import Edge, InputNode, LayerNode, Node, values_of
from designer.graph.ports import output_names_of, slots_of
from designer.graph.problems import Fix

_OF_TEXT = frozenset({"StringLookup", "TextVectorization"})
_RESHAPING = ("Flatten", "Pooling", "Permute", "Cropping", "ZeroPadding", "Reshape", "UpSampling",
              "RepeatVector")  # fmt: skip
"""Layers that only change shapes: one too many is soon put somewhere."""
_JOINS = ("Add", "Concatenate", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Dot")
_LOOSE = 0.06
"""Rank of a wire from what leads nowhere: that it does is one more thing that is wrong."""
_MOST_LOOSE = 3
_MOST_LACKING = 4
_ANY_RANK = frozenset({"Rescaling", "Normalization", "BatchNormalization", "Activation", "ReLU",
                       "LeakyReLU", "Dropout", "LayerNormalization", "GaussianNoise"})  # fmt: skip
_LONG = 32
"""From this size on an axis is rather time than features."""
_NEAREST = 10
"""How many other places a wire is tried at."""


def surplus(cone: Cone) -> Iterator[Candidate | None]:
    """Layers to take out; what was drawn later than all that it feeds was put in afterwards."""
    places = {each.id: number for number, each in enumerate(cone.scene.graph.nodes())}
    for node in cone.layers:
        if len(cone.scene.graph.inputs_of(node.id)) != 1:
            continue
        is_alone = len(cone.scene.peers.get(cone.scene.kind(node), ())) == 1
        if any(word in node.layer for word in _RESHAPING):
            rank = 0.55 if is_alone else 0.85
        elif node.id == cone.node.id:
            rank = 0.7 if is_alone else 1.1
        else:
            rank = 1.5
        readers = cone.scene.readers(node)
        if readers and all(places[each.id] < places[node.id] for each in readers):
            rank = 0.05 + rank / 5
        yield removing(cone.scene, node, rank + cone.far(node))


def exchanged(cone: Cone) -> Iterator[Candidate | None]:
    """Other classes for a layer: of the rank that comes in, or of the same kind of work."""
    for node in cone.layers:
        kind, shape = cone.scene.kind(node), cone.scene.input_shape(node)
        values = _kept(cone, node)
        if shape is not None and kind[-2:] in ("1D", "2D", "3D") and 3 <= len(shape) <= 5:
            fitting = f"{kind[:-2]}{len(shape) - 2}D"
            if fitting != kind:
                yield exchanging(cone.scene, node, fitting, values, 0.15 + cone.far(node))
                for peer in cone.scene.peers.get(fitting, ()):
                    told = cone.scene.values(peer)
                    if all(told.get(name) == value for name, value in values.items()):
                        meant = dict(told)
                        yield exchanging(cone.scene, node, fitting, meant, 0.16 + cone.far(node))
        for other, kept, rank in _LIKE.get(kind, ()):
            left = {name: values[name] for name in kept if name in values}
            count = len(cone.scene.peers.get(kind, ())), len(cone.scene.peers.get(other, ()))
            is_odd = count[1] >= 3 * count[0]
            likely = min(rank, 0.2) if is_odd else rank
            yield exchanging(cone.scene, node, other, left, likely + cone.far(node))
        inner = f"keras.layers.{kind}"
        if shape is not None and len(shape) > 4 and kind in ("Conv2D", "MaxPooling2D", "Flatten"):
            held = {"layer": Call(inner, values)}
            yield exchanging(cone.scene, node, "TimeDistributed", held, 0.1 + cone.far(node))
        if kind in ("Dense", "Flatten") and "TimeDistributed" in cone.scene.peers:
            held = {"layer": Call(inner, values)}
            yield exchanging(cone.scene, node, "TimeDistributed", held, 0.3 + cone.far(node))


def _kept(cone: Cone, node: LayerNode) -> dict[str, Value]:
    """Its own values; a size for each axis, where all are one, as one."""
    own = cone.scene.design.graph(cone.scene.name).node(node.id)
    return {
        name: value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value
        for name, value in values_of(own).items()
    }


_CONVOLVES = ("filters", "kernel_size", "strides", "padding", "activation")
_LIKE: Mapping[str, tuple[tuple[str, tuple[str, ...], float], ...]] = {
    "Add": (("Concatenate", ("axis",), 0.9),),
    "Concatenate": (("Add", (), 0.8),),
    "Dot": (("Multiply", (), 0.7),),
    "Conv2D": (("Conv2DTranspose", _CONVOLVES, 0.85),),
    "Conv2DTranspose": (("Conv2D", _CONVOLVES, 1.2),),
    "MaxPooling2D": (("UpSampling2D", (), 0.85),),
    "AveragePooling2D": (("UpSampling2D", (), 0.95),),
    "UpSampling2D": (("MaxPooling2D", (), 1.4),),
}


def lacking(cone: Cone) -> Iterator[Candidate | None]:
    """Layers to put into a wire."""
    for edge in cone.edges:
        yield from _before(cone, edge)
    for node in cone.nodes[1:]:
        shape = cone.scene.input_shape(node)
        if cone.scene.kind(node) == "Dense" and shape and len(shape) > 2:
            for edge in cone.scene.graph.inputs_of(node.id):
                yield inserting(cone.scene, edge, "Flatten", None, 0.8 + cone.far(node))
                if len(shape) in _POOLS:
                    pool = _POOLS[len(shape)]
                    yield inserting(cone.scene, edge, pool, None, 0.85 + cone.far(node))


_OVER_TIME = frozenset({"LSTM", "GRU", "SimpleRNN", "Bidirectional", "MultiHeadAttention",
                        "TimeDistributed"})  # fmt: skip
_POOLS = {3: "GlobalAveragePooling1D", 4: "GlobalAveragePooling2D", 5: "GlobalAveragePooling3D"}


def behind(cone: Cone) -> Iterator[Candidate | None]:
    """Layers behind one that several others read: where all of them lack the same."""
    if cone.scene.kind(cone.node) in _OVER_TIME:
        yield from _sequences_behind(cone)
    for wire in cone.scene.wires(cone.node):
        shape = wire.shape
        if shape is None or len(cone.scene.readers(wire.source)) < 2:
            continue
        if len(shape) == 2 and wire.tensor is not None and "int" in wire.tensor.dtype:
            values = _embedding_values(cone)
            yield inserting_behind(cone.scene, wire.source, "Embedding", values, 0.1)
        if len(shape) < 3:
            continue
        yield inserting_behind(cone.scene, wire.source, "Flatten", None, 0.75)
        if len(shape) in _POOLS:
            yield inserting_behind(cone.scene, wire.source, _POOLS[len(shape)], None, 0.85)


def _sequences_behind(cone: Cone) -> Iterator[Candidate | None]:
    """A sequence of an image, behind what is read as one and as a sequence of it later."""
    scene = cone.scene
    for node in cone.nodes[1:]:
        shape = scene.shape(node.id, 0)
        edges = scene.graph.outputs_of(node.id)
        if shape is None or len(shape) != 4 or len(edges) < 2 or not scene.kind(node):
            continue
        for target, likely in _sequences(scene, edges[0], shape):
            values = {"target_shape": target}
            yield inserting_behind(scene, node, "Reshape", values, likely + cone.far(node))


def _before(cone: Cone, edge: Edge) -> Iterator[Candidate | None]:
    scene, shape = cone.scene, cone.scene.shape(edge.source, edge.output)
    if shape is None:
        return
    others = [each for each in cone.shapes if each != shape]
    for other in others:
        yield from _towards(scene, edge, shape, other)
    rank, kind = len(shape), scene.kind(cone.node)
    if rank > 2 and kind not in _JOINS:
        yield inserting(scene, edge, "Flatten", None, 1.0)
    if rank in _POOLS and kind not in _JOINS:
        yield inserting(scene, edge, _POOLS[rank], None, 0.9)
    if rank == 2 and ("1D" in kind or kind in _OVER_TIME):
        yield from _embeddings(cone, edge, shape)
        for length in _lengths(scene):
            yield inserting(scene, edge, "RepeatVector", {"n": length}, 0.8)
        if shape[1]:
            yield inserting(scene, edge, "Reshape", {"target_shape": (shape[1], 1)}, 1.2)
    for peer in scene.peers.get("Reshape", ()):
        yield inserting(scene, edge, "Reshape", dict(scene.values(peer)), 1.1)
    target = scene.value(cone.node, "target_shape")
    if rank == 2 and isinstance(target, tuple) and all(type(each) is int for each in target):
        units = math.prod(each for each in target if isinstance(each, int))
        yield inserting(scene, edge, "Dense", {"units": abs(units)}, 0.45)
    if rank == 4 and (kind in _OVER_TIME or "1D" in kind or kind == "RepeatVector"):
        for target, likely in _sequences(scene, edge, shape):
            yield inserting(scene, edge, "Reshape", {"target_shape": target}, likely)
    if rank == 2 and "2D" in kind and shape[1]:
        side = math.isqrt(shape[1])
        square = (side, side, 1) if side * side == shape[1] else (1, 1, shape[1])
        yield inserting(scene, edge, "Reshape", {"target_shape": square}, 1.0)
    if rank == 3 and "2D" in kind and shape[1] and shape[2]:
        image = (shape[1], shape[2], 1)
        yield inserting(scene, edge, "Reshape", {"target_shape": image}, 0.9)
    tensor = scene.tensor(edge.source, edge.output)
    if tensor is not None and tensor.dtype == "string":
        values = {"max_tokens": 10000, "output_sequence_length": 100}
        rows = scene.value(cone.node, "input_dim")
        if isinstance(rows, int):
            values["max_tokens"] = rows
        yield inserting(scene, edge, "TextVectorization", values, 0.1)


def _sequences(scene: Scene, edge: Edge, shape: Shape) -> Iterator[tuple[Value, float]]:
    """A sequence of an image: of its places, or of its rows where they were made to be the time."""
    _, rows, columns, channels = shape
    if rows and columns and channels:
        is_turned = scene.kind(scene.graph.node(edge.source)) == "Permute"
        yield (rows, columns * channels), 0.45 if is_turned else 0.75
        yield (rows * columns, channels), 0.6
    elif channels:
        yield (-1, channels), 0.6


def _embeddings(cone: Cone, edge: Edge, shape: Shape) -> Iterator[Candidate | None]:
    values = _embedding_values(cone)
    tensor = cone.scene.tensor(edge.source, edge.output)
    is_ids = tensor is not None and "int" in tensor.dtype
    yield inserting(cone.scene, edge, "Embedding", values, 0.08 if is_ids else 1.3)


def _embedding_values(cone: Cone) -> dict[str, Value]:
    peers = cone.scene.peers.get("Embedding", ())
    values: dict[str, Value] = {"input_dim": 10000, "output_dim": 64}
    return dict(cone.scene.values(peers[0])) if peers else values


def _lengths(scene: Scene) -> list[int]:
    """The lengths of the sequences that come into the model."""
    shapes = [node.shape for node in scene.graph.inputs()]
    return [shape[0] for shape in shapes if len(shape) > 1 and isinstance(shape[0], int)]


def _towards(scene: Scene, edge: Edge, shape: Shape, other: Shape) -> Iterator[Candidate | None]:
    """Make one shape another one."""
    if len(shape) == len(other) == 4:
        yield from _images(scene, edge, shape, other)
    if len(shape) == 2 and len(other) == 2 and other[1]:
        yield inserting(scene, edge, "Dense", {"units": other[1]}, 1.1)
    if len(shape) == 3 and len(other) == 3 and shape[1] == other[1] and other[2]:
        yield inserting(scene, edge, "Dense", {"units": other[2]}, 1.1)
    if len(shape) == 2 and len(other) == 3 and other[1] and shape[1]:
        yield inserting(scene, edge, "RepeatVector", {"n": other[1]}, 1.0)
    if len(shape) == 2 and len(other) == 4 and shape[1]:
        target = {"target_shape": (1, 1, shape[1])}
        yield inserting(scene, edge, "Reshape", target, 0.9)
    if len(shape) > 2 and len(other) == 2:
        yield inserting(scene, edge, "Flatten", None, 0.7)
        if len(shape) in _POOLS:
            yield inserting(scene, edge, _POOLS[len(shape)], None, 0.75)


def _images(scene: Scene, edge: Edge, shape: Shape, other: Shape) -> Iterator[Candidate | None]:
    ours, theirs = shape[1:3], other[1:3]
    if all(ours) and all(theirs) and ours != theirs:
        rows, columns = (_ratio(a, b) for a, b in zip(ours, theirs, strict=True))
        if rows > 1 and columns > 1:
            yield inserting(scene, edge, "UpSampling2D", {"size": (rows, columns)}, 0.9)
        rows, columns = (_ratio(b, a) for a, b in zip(ours, theirs, strict=True))
        if rows > 1 and columns > 1:
            yield inserting(scene, edge, "MaxPooling2D", {"pool_size": (rows, columns)}, 1.0)
        more = [(b or 0) - (a or 0) for a, b in zip(ours, theirs, strict=True)]
        if min(more) >= 0:
            padding = tuple((each // 2, each - each // 2) for each in more)
            yield inserting(scene, edge, "ZeroPadding2D", {"padding": padding}, 0.95)
        if max(more) <= 0:
            cropping = tuple((-each // 2, -each - -each // 2) for each in more)
            yield inserting(scene, edge, "Cropping2D", {"cropping": cropping}, 0.97)
        resized = {"height": theirs[0], "width": theirs[1]}
        yield inserting(scene, edge, "Resizing", resized, 1.3)
    if shape[-1] != other[-1] and other[-1]:
        projection: dict[str, Value] = {"filters": other[-1], "kernel_size": 1}
        if ours != theirs and all(ours) and all(theirs):
            steps = tuple(_ratio(b, a, up=True) for a, b in zip(ours, theirs, strict=True))
            if min(steps) > 1:
                projection |= {"strides": steps, "padding": "same"}
        yield inserting(scene, edge, "Conv2D", projection, 1.0)


def _ratio(small: int | None, large: int | None, up: bool = False) -> int:
    if not small or not large:
        return 0
    if up:
        return -(-large // small)
    return large // small if large % small == 0 else 0


def rewired(cone: Cone) -> Iterator[Candidate | None]:
    """Wires of the refused node, and of the joins before it, that come from elsewhere."""
    joins = [each for each in cone.nodes[1:] if cone.scene.kind(each) in _JOINS][:3]
    for node in (cone.node, *joins):
        penalty = cone.far(node) + (0.2 if node in joins else 0.0)
        for edge in cone.scene.graph.inputs_of(node.id):
            yield from _elsewhere(cone.scene, edge, penalty)
            yield from _swapped(cone, edge, penalty)
        yield from _crossed(cone.scene, node, penalty)


def from_dangling(cone: Cone) -> Iterator[Candidate | None]:
    """Wires on the way that should come from what leads nowhere now."""
    scene, goal = cone.scene, cone.scene.order.get(cone.node.id, 0)
    nodes = [each for each in scene.graph.nodes() if scene.order.get(each.id, goal) < goal]
    loose = [each for each in nodes if not scene.graph.outputs_of(each.id)]
    for source in loose[:_MOST_LOOSE]:
        if not scene.answer(source).outputs:
            continue
        for node in cone.nodes:
            for edge in scene.graph.inputs_of(node.id):
                yield replugging(scene, edge, source.id, 0, _LOOSE + cone.far(node))


def skipped(cone: Cone) -> Iterator[Candidate | None]:
    """Wires on the way that come from far, where the node drawn right before was meant."""
    scene, graph = cone.scene, cone.scene.graph
    ids = [each.id for each in graph.nodes()]
    before = dict(pairwise(reversed(ids)))
    for node in cone.nodes[1:]:
        source = before.get(node.id)
        edges = graph.inputs_of(node.id)
        if source is None or not scene.answer(source).outputs:
            continue
        for edge in edges if all(edge.source != source for edge in edges) else ():
            yield replugging(scene, edge, source, 0, 0.5 + cone.far(node))


def _elsewhere(scene: Scene, edge: Edge, penalty: float) -> Iterator[Candidate | None]:
    source = scene.graph.node(edge.source)
    names = output_names_of(scene.design, scene.graph, source, scene.catalog)
    for output in range(len(names)):
        if output != edge.output:
            yield replugging(scene, edge, source.id, output, 0.2 + penalty)
    here = scene.order.get(edge.source, 0)
    nodes = [each for each in scene.graph.nodes() if scene.answer(each).outputs]
    dangling = [each for each in nodes if not scene.graph.outputs_of(each.id)]
    near = sorted(nodes, key=lambda each: abs(scene.order.get(each.id, 0) - here))[:_NEAREST]
    for each in (*dangling, *near):
        if each.id not in (edge.source, edge.target):
            rank = _LOOSE if each in dangling else 0.95
            away = abs(scene.order.get(each.id, 0) - here) * 0.005
            yield replugging(scene, edge, each.id, 0, rank + away + penalty)


def _swapped(cone: Cone, edge: Edge, penalty: float) -> Iterator[Candidate | None]:
    """Two wires of the same slot that were changed for one another."""
    scene, graph = cone.scene, cone.scene.graph
    here = scene.order.get(edge.target, 0)
    alike = graph.nodes()
    if scene.kind(graph.node(edge.target)):
        alike = scene.peers.get(scene.kind(graph.node(edge.target)), [])
    near = sorted(alike, key=lambda each: abs(scene.order.get(each.id, 0) - here))
    for node in near[: 2 * _NEAREST]:
        if node.id == edge.target or node.id not in graph:
            continue
        if scene.kind(node) != scene.kind(graph.node(edge.target)):
            continue
        for other in graph.inputs_of(node.id):
            if other.slot != edge.slot or other.source == edge.source:
                continue
            yield _exchange(scene, edge, other, 0.65 + penalty)


def _crossed(scene: Scene, node: Node, penalty: float) -> Iterator[Candidate | None]:
    """Two wires of one node at each other's slots."""
    edges = scene.graph.inputs_of(node.id)
    for number, edge in enumerate(edges):
        for other in edges[number + 1 :]:
            if other.slot != edge.slot and other.source != edge.source:
                yield _exchange(scene, edge, other, 0.4 + penalty)


def _exchange(scene: Scene, edge: Edge, other: Edge, rank: float) -> Candidate | None:
    graph = scene.graph
    ours = replace(edge, source=other.source, output=other.output)
    theirs = replace(other, source=edge.source, output=edge.output)
    if graph.is_reachable(edge.target, other.source) or graph.is_reachable(
        other.target, edge.source
    ):
        return None
    names = [graph.node(each).name for each in (edge.source, other.source)]
    edit = Several(
        tuple(Disconnect(each, scene.name) for each in (edge, other))
        + tuple(Connect(each, scene.name) for each in (ours, theirs))
    )
    at = " and ".join(dict.fromkeys(graph.node(each).name for each in (edge.target, other.target)))
    title = f"Swap the wires from {names[0]} and {names[1]} at {at}"
    return Candidate(rank, Fix(f"swap:{edge.source}:{other.source}:{at}", title, edit))


def resized_inputs(cone: Cone) -> Iterator[Candidate | None]:
    """Inputs of another shape or dtype."""
    for node in cone.nodes:
        if isinstance(node, InputNode) and cone.scene.name:
            yield from _as_fed(cone, node)
        elif isinstance(node, InputNode):
            for shape, rank in _shapes(cone, node):
                if shape != node.shape:
                    yield sizing(cone.scene, node, shape, rank + cone.far(node))
            if cone.scene.kind(cone.node) in _OF_TEXT and node.dtype != "string":
                yield typing(cone.scene, node, "string", 0.05 + cone.far(node))
            for dtype, rank in (("float32", 0.1), ("int32", 0.6)):
                if node.dtype != dtype and (node.dtype == "string" or dtype == "float32"):
                    yield typing(cone.scene, node, dtype, rank + cone.far(node))


def _shapes(cone: Cone, node: InputNode) -> Iterator[tuple[tuple[Any, ...], float]]:
    shape = node.shape
    readers = cone.scene.readers(node)
    if not shape:
        for each in (*(other.shape for other in cone.scene.graph.inputs()), (1,), (32,)):
            yield each, 0.2
        return
    kinds = {cone.scene.kind(reader) for reader in readers}
    for other in cone.scene.graph.inputs():
        if other.id != node.id and len(other.shape) == len(shape):
            others = {cone.scene.owner(each).id for each in cone.scene.readers(other)}
            is_twin = others & {cone.scene.owner(each).id for each in readers}
            yield other.shape, 0.2 if is_twin else 0.58
    yield from _positive(cone.scene, shape)
    if "int" in node.dtype and len(shape) > 1 and shape[-1] == 1:
        yield shape[:-1], 0.07
    yield from _of_rank(shape, _rank_read(cone.scene, node))
    is_known = len(shape) == 3 and all(isinstance(size, int) for size in shape)
    if is_known and shape[0] <= 4 < shape[2]:
        yield (*shape[1:], shape[0]), 0.05
    if len(shape) == 1 and kinds & {"LSTM", "GRU", "SimpleRNN", "Conv1D", "Bidirectional"}:
        if isinstance(shape[0], int) and shape[0] >= _LONG and "int" not in node.dtype:
            for number, features in enumerate(_features(cone.scene)):
                yield (shape[0], features), 0.1 + number / 100
        for length in _lengths(cone.scene) or _repeats(cone.scene) or [None]:
            yield (length, *shape), 0.2
    if node.dtype == "string" and len(shape) == 1:
        yield (1,), 0.05
    yield from _divisible(shape)
    yield from _concrete(cone.scene, shape)


def _positive(scene: Scene, shape: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], float]]:
    """For sizes that cannot be: what the other axes, or other inputs, have."""
    wrong = {place for place, size in enumerate(shape) if isinstance(size, int) and size < 1}
    if not wrong:
        return
    known = [size for size in shape if isinstance(size, int) and size > 0]
    known += [size for each in scene.graph.inputs() for size in each.shape if size not in (0, None)]
    turned = [-size for size in shape if isinstance(size, int) and size < 0]
    # Channels are not like height and width.
    sizes = [3, 1, *known] if len(shape) - 1 in wrong and len(shape) > 1 else [*known, 32, 64]
    for number, size in enumerate(dict.fromkeys([*turned, *sizes])):
        meant = tuple(size if place in wrong else old for place, old in enumerate(shape))
        yield meant, 0.02 + number / 100


def _features(scene: Scene) -> list[int]:
    """Numbers of features that a sequence may have: one, and what the design speaks of."""
    shapes = [node.shape for node in scene.graph.inputs() if len(node.shape) > 1]
    sizes = [shape[-1] for shape in shapes if isinstance(shape[-1], int)]
    targets = [scene.value(each, "target_shape") for each in scene.peers.get("Reshape", ())]
    told = [size for each in targets if isinstance(each, tuple) for size in each]
    return list(dict.fromkeys([1, *sizes, *(size for size in told if type(size) is int), 3]))


_READS: tuple[tuple[str, int], ...] = (
    (r"ConvLSTM2D|.*3D(Transpose)?", 4),
    (r"ConvLSTM1D|.*2D(Transpose)?", 3),
    (r".*1D(Transpose)?|LSTM|GRU|SimpleRNN|Bidirectional|MultiHeadAttention", 2),
)
"""Classes, and how many axes behind the batch they read."""


def _as_fed(cone: Cone, node: InputNode) -> Iterator[Candidate | None]:
    """The input of a block made what inputs of the model are that feed its uses."""
    scene = cone.scene
    uses = [each for each in scene.design.main.nodes() if getattr(each, "block", "") == scene.name]
    for use in uses:
        for edge in scene.design.main.inputs_of(use.id):
            source = scene.design.main.node(edge.source)
            if edge.slot == node.name and isinstance(source, InputNode):
                yield sizing(scene, node, source.shape, 0.05)
                yield typing(scene, node, source.dtype, 0.06)
    if any(isinstance(size, int) and size < 1 for size in node.shape):
        for shape, rank in _positive(scene, node.shape):
            yield sizing(scene, node, shape, rank + cone.far(node))
    if node.dtype != "float32":
        yield typing(scene, node, "float32", 0.1 + cone.far(node))


def _rank_read(scene: Scene, node: Node) -> int:
    """How many axes the first reader wants that wants a certain number; 0 where none does."""
    front = [node]
    for here in front:
        for reader in scene.readers(here):
            for pattern, rank in _READS:
                if re.fullmatch(pattern, scene.kind(reader)):
                    return rank
            if scene.kind(reader) in _ANY_RANK and len(front) < _NEAREST:
                front.append(reader)
    return 0


def _of_rank(shape: tuple[Any, ...], rank: int) -> Iterator[tuple[tuple[Any, ...], float]]:
    """With axes of one taken away, or with an axis of channels."""
    if rank and len(shape) == rank + 1:
        if shape[-1] == 1:
            yield shape[:-1], 0.04
        yield shape[1:], 0.05
    if rank > 2 and len(shape) == rank - 1:
        yield (*shape, 3), 0.05
        yield (*shape, 1), 0.06


def _repeats(scene: Scene) -> list[Any]:
    return [scene.value(each, "n") for each in scene.peers.get("RepeatVector", ())]


def _divisible(shape: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], float]]:
    if len(shape) == 2 and isinstance(shape[0], int) and shape[0] >= _LONG:
        for factor in (2, 4, 8, 10, 100):
            for count in (shape[0] // factor, -(-shape[0] // factor)):
                yield (count * factor, shape[1]), 0.4 + factor / 1000
    if len(shape) != 3 or not all(isinstance(each, int) for each in shape[:2]):
        return
    if shape[0] != shape[1]:
        for number, side in enumerate(shape[:2]):
            yield (side, side, shape[2]), 0.1 + number / 100
    for factor in (4, 8, 16, 32):
        meant = tuple(-(-each // factor) * factor for each in shape[:2])
        yield (*meant, shape[2]), 0.4 + factor / 1000
    for least in (32, 64, 128, 224):
        if min(shape[:2]) < least:
            yield (least, least, shape[2]), 0.5 + least / 1000


def _concrete(scene: Scene, shape: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], float]]:
    if None not in shape:
        return
    if len(shape) == 3:
        for size in (32, 64, 28, 224):
            for channels in (3, 1):
                meant = (*(each or size for each in shape[:2]), shape[2] or channels)
                yield meant, 0.3 + size / 10000 + (0.001 if channels == 1 else 0)
    elif len(shape) == 2 and shape[-1] is None:
        for number, features in enumerate(_features(scene)):
            yield (shape[0] or 32, features), 0.25 + number / 100
    elif len(shape) <= 2:
        for size in (*_lengths_of_places(scene), 32, 100):
            yield tuple(each or size for each in shape), 0.3 + size / 10000


def _lengths_of_places(scene: Scene) -> list[int]:
    found = [node.shape[0] for node in scene.graph.inputs() if len(node.shape) == 1]
    return [each for each in found if isinstance(each, int)]


def joined(scene: Scene, node: Node) -> Iterator[Candidate | None]:
    """Wires for places that lack one: from what leads nowhere, then from what is near."""
    graph = scene.graph
    missing = _missing(scene, node)
    if not missing:
        return
    yield from _other_slot(scene, node, missing)
    yield from _all_at_once(scene, node)
    for slot, index in missing:
        yield from lost_before(scene, node, slot, index)
    before = [each for each in scene.order if not graph.is_reachable(node.id, each)]
    loose = [each for each in before if not graph.outputs_of(each)]
    here = scene.order.get(node.id, 0)
    fed = {edge.source for edge in graph.inputs_of(node.id)}
    for source in (each for each in before if each not in fed):
        names = output_names_of(scene.design, graph, graph.node(source), scene.catalog)
        if not names:
            continue
        away = abs(_place(scene, source, here) - here) * 0.02
        rank = (0.1 if source in loose else 0.8) + away
        for slot, index in missing:
            yield connecting(scene, Edge(source, 0, node.id, slot, index), rank)
    for source in before:
        taken = {edge.output for edge in graph.outputs_of(source)}
        names = output_names_of(scene.design, graph, graph.node(source), scene.catalog)
        for output in sorted(set(range(1, len(names))) - taken):
            for slot, index in missing:
                rank = 0.05 if source in fed else 0.5
                yield connecting(scene, Edge(source, output, node.id, slot, index), rank)
    if len(fed) == 1 and scene.kind(node) in _JOINS:
        yield removing(scene, node, 1.5)


def _other_slot(
    scene: Scene, node: Node, missing: list[tuple[str, int]]
) -> Iterator[Candidate | None]:
    """Wires that end at a place which the node does not have, led to one that lacks a wire."""
    known = {slot.name for slot in slots_of(scene.design, scene.graph, node, scene.catalog)}
    for edge in scene.graph.inputs_of(node.id):
        for slot, index in missing if edge.slot not in known else ():
            new = replace(edge, slot=slot, index=index)
            edit = Several((Disconnect(edge, scene.name), Connect(new, scene.name)))
            name = scene.graph.node(edge.source).name
            key = f"slot:{edge.source}:{node.id}.{slot}.{index}"
            title = f"Wire {name} to {node.name} on its slot {slot!r}"
            yield Candidate(0.0, Fix(key, title, edit))


def _all_at_once(scene: Scene, node: Node) -> Iterator[Candidate | None]:
    """One source for all places of the graph that lack a wire: what fed them was taken away."""
    graph = scene.graph
    places = {each.id: _missing(scene, each) for each in graph.nodes()}
    lacking = {node_id: found for node_id, found in places.items() if found}
    count = sum(map(len, lacking.values()))
    if not 2 <= count <= _MOST_LACKING or node.id not in lacking:
        return
    ids = [each.id for each in graph.nodes()]
    here = min(map(ids.index, lacking))
    for source in ids:
        if source in lacking or not scene.answer(source).outputs:
            continue
        wires = [
            connecting(scene, Edge(source, 0, each, *place))
            for each, found in lacking.items()
            for place in found
        ]
        names = " and ".join(graph.node(each).name for each in lacking)
        rank = (0.08 if not graph.outputs_of(source) else 0.5) + abs(
            ids.index(source) - here
        ) * 0.02
        yield both(rank, f"Wire {graph.node(source).name} to {names}", *wires)


def _place(scene: Scene, node_id: str, default: int) -> int:
    """By creation, which is where a person drew it; the order of the wires has nothing to say of
    what is not wired."""
    ids = [each.id for each in scene.graph.nodes()]
    return ids.index(node_id) - ids.index(ids[0]) if node_id in ids else default


def _missing(scene: Scene, node: Node) -> list[tuple[str, int]]:
    found = []
    edges = scene.graph.inputs_of(node.id)
    for slot in slots_of(scene.design, scene.graph, node, scene.catalog):
        taken = {edge.index for edge in edges if edge.slot == slot.name}
        needed = 0 if slot.optional else slot.minimum if slot.many else 1
        if len(taken) < needed:
            free = next(index for index in range(len(taken) + 1) if index not in taken)
            found.append((slot.name, free))
        elif slot.optional and slot.many and len(taken) == 1 and slot.name == "initial_state":
            found.append((slot.name, 1 - next(iter(taken))))
    return found


def uncircled(scene: Scene, cycle: tuple[str, ...]) -> Iterator[Candidate | None]:
    """Wires of a circle cut, or taken from before it."""
    on = set(cycle)
    for edge in scene.graph.edges():
        if edge.source in on and edge.target in on:
            ids = [each.id for each in scene.graph.nodes()]
            backwards = ids.index(edge.source) > ids.index(edge.target)
            yield cutting(scene, edge, 0.5 if backwards else 1.5)
            for each in reversed(ids[: ids.index(edge.target)]):
                if each in on or not _gives(scene, each):
                    continue
                new = replace(edge, source=each, output=0)
                steps = (Disconnect(edge, scene.name), Connect(new, scene.name))
                names = [scene.graph.node(e).name for e in (edge.target, each, edge.source)]
                title = f"Wire {names[0]} to {names[1]} instead of {names[2]}"
                away = (ids.index(edge.target) - ids.index(each)) * 0.02
                rank = (0.3 if backwards else 1.3) + away
                loose = not scene.graph.outputs_of(each)
                key = f"uncircle:{edge.target}.{edge.index}:{each}"
                yield Candidate(rank - (0.2 if loose else 0), Fix(key, title, Several(steps)))


def _gives(scene: Scene, node_id: str) -> bool:
    node = scene.graph.node(node_id)
    return bool(output_names_of(scene.design, scene.graph, node, scene.catalog))
