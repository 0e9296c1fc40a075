"""Layers too many, too few or of the wrong class. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from designer.catalog.values import Call, Value
from designer.diagnosis.causes.scene import Scene, numbers
from designer.diagnosis.causes.steps import (
    Candidate,
    exchanging,
    inserting,
    inserting_behind,
    removing,
)
from designer.diagnosis.causes.suspects.cone import JOINS, Cone
from designer.diagnosis.causes.suspects.inputs import lengths, square_images
from designer.graph.answers import Shape
from designer.graph.nodes import Edge, InputNode, LayerNode, Node, path_of, values_of

_RESHAPING = ("Flatten", "Pooling", "Permute", "Cropping", "ZeroPadding", "Reshape", "UpSampling",
              "RepeatVector")  # fmt: skip
"""Layers that only change shapes: one too many is soon put somewhere."""
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
_OVER_TIME = frozenset({"LSTM", "GRU", "SimpleRNN", "Bidirectional", "MultiHeadAttention",
                        "TimeDistributed"})  # fmt: skip
_JUST_DRAWN = 1.6
"""What nothing reads yet is where the drawing goes on."""
_SIDES = (7, 4, 8, 14, 16, 5, 6, 2)
"""Of the images that generators and decoders begin with."""
_LEAST_CHANNELS = 8
_FEW = 8
_ATTENDS = frozenset({"Attention", "AdditiveAttention", "MultiHeadAttention"})
_POOLS = {3: "GlobalAveragePooling1D", 4: "GlobalAveragePooling2D", 5: "GlobalAveragePooling3D"}


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
        elif node.id == cone.node.id and not readers:
            rank = _JUST_DRAWN
        yield removing(cone.scene, node, rank + cone.far(node))


def exchanged(cone: Cone) -> Iterator[Candidate | None]:
    """Other classes for a layer: of the rank that comes in, or of the same kind of work."""
    for node in cone.layers:
        kind, shape = cone.scene.kind(node), cone.scene.input_shape(node)
        values = _kept(cone, node)
        if shape is not None and kind[-2:] in ("1D", "2D", "3D") and 3 <= len(shape) <= 5:
            fitting = f"{kind[:-2]}{len(shape) - 2}D"
            if fitting != kind:
                rank = (0.08 if fitting in cone.scene.peers else 0.15) + cone.far(node)
                yield exchanging(cone.scene, node, fitting, values, rank)
                if kind.endswith("1D") and len(shape) == 4:
                    held = {"layer": Call(f"keras.layers.{kind}", values)}
                    is_usual = "TimeDistributed" in cone.scene.peers
                    rank = (0.05 if is_usual else 0.3) + cone.far(node)
                    yield exchanging(cone.scene, node, "TimeDistributed", held, rank)
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
        if kind == "Flatten" and shape is not None and len(shape) == 4 and _reads_sequences(cone):
            for edge in cone.scene.graph.inputs_of(node.id):
                for target, likely in _sequences(cone.scene, edge, shape):
                    meant = {"target_shape": target}
                    yield exchanging(cone.scene, node, "Reshape", meant, likely + cone.far(node))
        inner = f"keras.layers.{kind}"
        if shape is not None and len(shape) > 4 and kind in ("Conv2D", "MaxPooling2D", "Flatten"):
            held = {"layer": Call(inner, values)}
            rank = 0.0 if "TimeDistributed" in cone.scene.peers else 0.1
            yield exchanging(cone.scene, node, "TimeDistributed", held, rank + cone.far(node))
        if kind in ("Dense", "Flatten") and "TimeDistributed" in cone.scene.peers:
            held = {"layer": Call(inner, values)}
            yield exchanging(cone.scene, node, "TimeDistributed", held, 0.3 + cone.far(node))


def _reads_sequences(cone: Cone) -> bool:
    """Whether the refused node does."""
    kind = cone.scene.kind(cone.node)
    return kind in _OVER_TIME or "1D" in kind


def _kept(cone: Cone, node: LayerNode) -> dict[str, Value]:
    """Its own values; a size for each axis, where all are one, as one."""
    own = cone.scene.design.graph(cone.scene.name).node(node.id)
    return {
        name: value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value
        for name, value in values_of(own).items()
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


def behind(cone: Cone) -> Iterator[Candidate | None]:
    """Layers behind one that several others read: where all of them lack the same."""
    if cone.scene.kind(cone.node) in _OVER_TIME:
        yield from _sequences_behind(cone)
    for wire in cone.scene.wires(cone.node):
        shape = wire.shape
        if shape is None or len(cone.scene.readers(wire.source)) < 2:
            continue
        if wire.edge.slot == "attention_mask" and len(shape) == 2 and shape[1]:
            row = {"target_shape": (1, shape[1])}
            yield inserting_behind(cone.scene, wire.source, "Reshape", row, 0.09)
        elif len(shape) == 2 and wire.tensor is not None and "int" in wire.tensor.dtype:
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
    if rank > 2 and kind not in JOINS:
        yield inserting(scene, edge, "Flatten", None, 1.0)
    if rank in _POOLS and kind not in JOINS:
        yield inserting(scene, edge, _POOLS[rank], None, 0.9)
    if kind in JOINS and rank == 2:
        yield from _embedded(cone, edge)
    if edge.slot == "attention_mask" and rank == 2 and shape[1]:
        yield inserting(scene, edge, "Reshape", {"target_shape": (1, shape[1])}, 0.1)
    if rank == 2 and kind in _ATTENDS and shape[1]:
        yield inserting(scene, edge, "Reshape", {"target_shape": (1, shape[1])}, 0.45)
    if rank == 3 and kind in _OVER_TIME:
        yield from _embeddings(cone, edge, shape)
    if rank == 2 and _reads_sequences(cone):
        yield from _embeddings(cone, edge, shape)
        for length in lengths(scene):
            yield inserting(scene, edge, "RepeatVector", {"n": length}, 0.8)
        if shape[1]:
            yield inserting(scene, edge, "Reshape", {"target_shape": (shape[1], 1)}, 1.2)
    for peer in scene.peers.get("Reshape", ()):
        yield inserting(scene, edge, "Reshape", dict(scene.values(peer)), 1.1)
    if rank == 2 and cone.target:
        yield inserting(scene, edge, "Dense", {"units": math.prod(cone.target)}, 0.45)
    if not kind:
        yield from _own_unused(cone, edge)
    is_sequential = _reads_sequences(cone) or kind == "RepeatVector"
    if rank == 4 and (is_sequential or cone.node.id in _own(scene)):
        for target, likely in _sequences(scene, edge, shape):
            yield inserting(scene, edge, "Reshape", {"target_shape": target}, likely)
    if rank == 2 and "2D" in kind and shape[1]:
        pictures = square_images(shape[1])
        is_fed = bool(pictures) and isinstance(scene.graph.node(edge.source), InputNode)
        maps = [] if is_fed else _small_images(shape[1])
        for number, target in enumerate([*maps, *(pictures or [(1, 1, shape[1])])]):
            likely = (0.045 if is_fed else 1.0) + number / 1000
            yield inserting(scene, edge, "Reshape", {"target_shape": target}, likely)
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


def _small_images(size: int) -> list[tuple[int, int, int]]:
    """Small images of many channels that have so many numbers: (7, 7, 64) for 3,136."""
    found = [(side, side, size // side**2) for side in _SIDES if size % side**2 == 0]
    whole = [each for each in found if each[2] >= _LEAST_CHANNELS]
    return sorted(whole, key=lambda each: each[2].bit_count())[:1]


def _own(scene: Scene) -> dict[str, str]:
    """The design's own layers by the ids of the nodes that are one."""
    own = scene.design.custom_layers
    nodes = (node for _, graph in scene.design.graphs() for node in graph.nodes())
    return {node.id: path_of(node) for node in nodes if path_of(node) in own}


def _own_unused(cone: Cone, edge: Edge) -> Iterator[Candidate | None]:
    """A layer that the design brings and nowhere has, before one that it has."""
    used = _own(cone.scene)
    for name in cone.scene.design.custom_layers if cone.node.id in used else ():
        if name not in used.values():
            yield inserting(cone.scene, edge, name, None, 0.3)


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


def _embedded(cone: Cone, edge: Edge) -> Iterator[Candidate | None]:
    """Ids made rows, where they meet rows."""
    tensor = cone.scene.tensor(edge.source, edge.output)
    widths = [shape[-1] for shape in cone.shapes if len(shape) == 3 and shape[-1]]
    if tensor is not None and "int" in tensor.dtype and widths:
        values = {**_embedding_values(cone), "output_dim": widths[0]}
        yield inserting(cone.scene, edge, "Embedding", values, 0.25)


def _embedding_values(cone: Cone) -> dict[str, Value]:
    """As the largest of the design: too few rows fail later, too many only cost."""
    peers = cone.scene.peers.get("Embedding", ())
    if not peers:
        return {"input_dim": 10000, "output_dim": 64}
    return dict(cone.scene.values(max(peers, key=lambda each: _rows(cone.scene, each))))


def _rows(scene: Scene, node: Node) -> int:
    rows = scene.values(node).get("input_dim")
    return rows if isinstance(rows, int) else 0


def _towards(scene: Scene, edge: Edge, shape: Shape, other: Shape) -> Iterator[Candidate | None]:
    """Make one shape another one."""
    if len(shape) == len(other) and 3 <= len(shape) <= 5:
        yield from _images(scene, edge, shape, other)
    if len(shape) == 4 and len(other) == 3 and shape[1] == other[1]:
        for number, kind in enumerate(("GlobalMaxPooling1D", "Flatten")):
            held = {"layer": Call(f"keras.layers.{kind}", {})}
            yield inserting(scene, edge, "TimeDistributed", held, 0.6 + number / 10)
    if len(shape) == 2 and len(other) == 2 and other[1]:
        yield inserting(scene, edge, "Dense", {"units": other[1]}, 1.1)
    if len(shape) == 3 and len(other) == 3 and shape[1] == other[1] and other[2]:
        yield inserting(scene, edge, "Dense", {"units": other[2]}, 1.1)
    if len(shape) == 2 and len(other) == 3 and other[1] and shape[1]:
        yield inserting(scene, edge, "RepeatVector", {"n": other[1]}, 1.0)
    if len(shape) == 2 and len(other) == 3 and other[1] and shape[1] and not shape[1] % other[1]:
        rows = {"target_shape": (other[1], shape[1] // other[1])}
        yield inserting(scene, edge, "Reshape", rows, 0.75)
    if len(shape) == 2 and len(other) == 4 and shape[1]:
        places = (other[1] or 0) * (other[2] or 0)
        if places and shape[1] % places == 0:
            grid = {"target_shape": (other[1], other[2], shape[1] // places)}
            yield inserting(scene, edge, "Reshape", grid, 0.5)
        target = {"target_shape": (1, 1, shape[1])}
        yield inserting(scene, edge, "Reshape", target, 0.9)
    if len(shape) > 2 and len(other) == 2:
        yield inserting(scene, edge, "Flatten", None, 0.7)
        if len(shape) in _POOLS:
            yield inserting(scene, edge, _POOLS[len(shape)], None, 0.75)


def _images(scene: Scene, edge: Edge, shape: Shape, other: Shape) -> Iterator[Candidate | None]:
    """What makes one image as large as another one; sequences and volumes just so."""
    ours, theirs, suffix = shape[1:-1], other[1:-1], f"{len(shape) - 2}D"
    if all(ours) and all(theirs) and ours != theirs:
        pairs = list(zip(ours, theirs, strict=True))
        larger, smaller = [_ratio(a, b) for a, b in pairs], [_ratio(b, a) for a, b in pairs]
        if min(larger) >= 1:
            for kind, values in _enlarging(scene, suffix, tuple(larger), other):
                yield inserting(scene, edge, kind, values, 0.5)
            size = {"size": _for_axes(larger)}
            yield inserting(scene, edge, f"UpSampling{suffix}", size, 0.9)
        if min(smaller) >= 1:
            size = {"pool_size": _for_axes(smaller)}
            yield inserting(scene, edge, f"MaxPooling{suffix}", size, 1.0)
        more = [(b or 0) - (a or 0) for a, b in pairs]
        if min(more) >= 0:
            padding = _for_axes([(each // 2, each - each // 2) for each in more])
            yield inserting(scene, edge, f"ZeroPadding{suffix}", {"padding": padding}, 0.95)
        if max(more) <= 0:
            cropping = _for_axes([(-each // 2, -each - -each // 2) for each in more])
            yield inserting(scene, edge, f"Cropping{suffix}", {"cropping": cropping}, 0.97)
        if suffix == "2D":
            resized = {"height": theirs[0], "width": theirs[1]}
            yield inserting(scene, edge, "Resizing", resized, 1.3)
    if shape[-1] != other[-1] and other[-1] and suffix != "1D":
        projection: dict[str, Value] = {"filters": other[-1], "kernel_size": 1}
        if ours != theirs and all(ours) and all(theirs):
            steps = tuple(_ratio(b, a, up=True) for a, b in zip(ours, theirs, strict=True))
            if min(steps) > 1:
                projection |= {"strides": steps, "padding": "same"}
        yield inserting(scene, edge, f"Conv{suffix}", projection, 1.0)


def _for_axes(values: Sequence[Value]) -> Value:
    """A value for each axis; of one axis, the value itself."""
    return values[0] if len(values) == 1 else tuple(values)


def _enlarging(
    scene: Scene, suffix: str, ratio: tuple[int, ...], other: Shape
) -> Iterator[tuple[str, dict[str, Value]]]:
    """How the design enlarges elsewhere, by as much."""
    for kind, name in ((f"Conv{suffix}Transpose", "strides"), (f"UpSampling{suffix}", "size")):
        for each in scene.peers.get(kind, ())[:_FEW]:
            if numbers(scene.value(each, name), len(ratio)) == ratio:
                values = dict(scene.values(each))
                yield kind, {**values, "filters": other[-1]} if "filters" in values else values
                break


def _ratio(small: int | None, large: int | None, up: bool = False) -> int:
    if not small or not large:
        return 0
    if up:
        return -(-large // small)
    return large // small if large % small == 0 else 0
