"""More of what Keras takes without a word: single layers that hardly do what was meant. Pure."""

from __future__ import annotations

from collections.abc import Callable

from designer.diagnosis.causes.heads import activation_of
from designer.diagnosis.causes.scene import Scene, numbers
from designer.diagnosis.causes.steps import (
    LIKELY,
    USUAL,
    clearing,
    fixes,
    inserting,
    removing,
    replugging,
    setting,
    typing,
)
from designer.graph.answers import shape_text
from designer.graph.nodes import InputNode, LayerNode, Node
from designer.graph.problems import WARNING, Problem

_FIRST, _LAST = "channels_first", "channels_last"
_ITSELF = frozenset({"Add", "Subtract", "Average", "Maximum", "Minimum", "Concatenate"})
_DROPS = frozenset(
    {"Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout"}
)
_STRETCHING = frozenset({"Add", "Subtract", "Average", "Maximum", "Minimum", "Multiply"})


def _float_ids(scene: Scene, node: LayerNode) -> Problem | None:
    wires = scene.wires(node)
    if scene.kind(node) != "Embedding" or not wires or wires[0].tensor is None:
        return None
    source, tensor = wires[0].source, wires[0].tensor
    if "float" not in tensor.dtype or not isinstance(source, InputNode):
        return None
    return scene.problem(
        "float-ids",
        WARNING,
        source,
        f"`{node.name}` looks rows up by whole numbers, and `{source.name}` "
        f"{shape_text(tensor.shape)} says {tensor.dtype}: fractions are cut off without a word.",
        "Say the dtype that the ids have.",
        fixes([typing(scene, source, "int32", LIKELY)]),
        [source.id, node.id],
    )


def _linear_stack(scene: Scene, node: LayerNode) -> Problem | None:
    after = _next_of_kind(scene, node)
    if after is None or activation_of(scene, node) != "linear" or scene.owner(node).id != node.id:
        return None
    sizes = [shape[-1] for each in (node, after) if (shape := scene.shape(each))]
    before = (scene.input_shape(node) or (None,))[-1]
    if len(sizes) < 2 or (before and sizes[0] and sizes[0] < min(before, sizes[1] or 0)):
        return None  # A narrow one between wide ones is a factorisation, with fewer weights.
    return scene.problem(
        "linear-stack",
        WARNING,
        node,
        f"`{node.name}` has no activation and feeds `{after.name}`: two linear layers in a row "
        f"are one, whatever the {shape_text(scene.shape(node) or ())} between them.",
        "Give it an activation, or take it out.",
        fixes(
            [
                setting(scene, node, {"activation": "relu"}, LIKELY),
                removing(scene, node, USUAL) if scene.kind(node) == "Dense" else None,
            ]
        ),
        [node.id, after.id],
    )


_IN_A_ROW = frozenset({"Dense", "Conv1D", "Conv2D", "Conv3D"})


def _next_of_kind(scene: Scene, node: LayerNode) -> Node | None:
    """The layer of the same kind that alone reads a layer, dropout left aside. Of convolutions,
    both must look at more than one place: else one of them is a part of the other."""
    kind = scene.kind(node)
    if kind not in _IN_A_ROW:
        return None
    readers = scene.readers(node)
    while len(readers) == 1 and scene.kind(readers[0]) in _DROPS:
        readers = scene.readers(readers[0])
    if len(readers) != 1 or scene.kind(readers[0]) != kind:
        return None
    is_wide = kind == "Dense" or (_is_wide(scene, node) and _is_wide(scene, readers[0]))
    return readers[0] if is_wide else None


def _is_wide(scene: Scene, node: Node) -> bool:
    """Whether a convolution looks at several places along each axis, at all channels together."""
    places = int(scene.kind(node)[-2])
    sizes = numbers(scene.value(node, "kernel_size"), places)
    return sizes is not None and min(sizes) > 1 and scene.value(node, "groups") == 1


def _softmax_inside(scene: Scene, node: LayerNode) -> Problem | None:
    """Of a Dense that only another Dense reads: as attention weights a softmax has its place."""
    readers = scene.readers(node)
    if scene.kind(node) != "Dense" or activation_of(scene, node) != "softmax" or not readers:
        return None
    if any(scene.kind(each) not in ("Dense", "Dropout", "BatchNormalization") for each in readers):
        return None
    return scene.problem(
        "softmax-inside",
        WARNING,
        node,
        f"`{node.name}` gives {shape_text(scene.shape(node) or ())} through a softmax to "
        f"`{readers[0].name}`: features that must sum to 1 hardly learn.",
        "Take relu inside of a network; a softmax belongs to its end.",
        fixes([setting(scene, node, {"activation": "relu"}, LIKELY)]),
        [node.id, readers[0].id],
    )


def _joined_with_itself(scene: Scene, node: LayerNode) -> Problem | None:
    wires = scene.wires(node)
    places = [(wire.edge.source, wire.edge.output) for wire in wires]
    if scene.kind(node) not in _ITSELF or len(set(places)) == len(places):
        return None
    twice = next(wire for wire in wires if places.count((wire.edge.source, wire.edge.output)) > 1)
    again = [wire.edge for wire in wires if wire.edge.source == twice.edge.source][-1]
    loose = [
        each
        for each in scene.graph.nodes()
        if scene.shape(each) and not scene.graph.outputs_of(each.id) and each.id != node.id
    ]
    return scene.problem(
        "joined-with-itself",
        WARNING,
        node,
        f"`{node.name}` joins {twice.told} with itself.",
        "Wire the other branch to it, if one was meant.",
        fixes(replugging(scene, again, each.id, 0, LIKELY) for each in loose),
        [twice.source.id, node.id],
    )


def _mixed_formats(scene: Scene, node: LayerNode) -> Problem | None:
    """Told of the fewer; of as many, of those that were given the format which is not usual."""
    if not _has_format(scene.kind(node)):
        return None
    own = _format(scene, node)
    peers = [each for kind, same in scene.peers.items() if _has_format(kind) for each in same]
    others = [each for each in peers if _format(scene, each) != own]
    more = len(others) - (len(peers) - len(others))
    if not others or more < 0 or (more == 0 and own == _LAST):
        return None
    meant = _FIRST if own == _LAST else _LAST
    places = {_FIRST: "axis 1", _LAST: "the last axis"}
    way_out = (
        clearing(scene, node, ["data_format"], LIKELY)
        if meant == _LAST
        else setting(scene, node, {"data_format": meant}, LIKELY)
    )
    return scene.problem(
        "mixed-formats",
        WARNING,
        node,
        f"`{node.name}` takes {places[own]} for the channels (data_format={own!r}), and "
        f"`{others[0].name}` {places[meant]}: it gives {shape_text(scene.shape(node) or ())}.",
        "Let all layers of a network have one data_format.",
        fixes([way_out]),
        [node.id],
    )


def _has_format(kind: str) -> bool:
    return "Conv" in kind or "Pooling" in kind


def _format(scene: Scene, node: Node) -> str:
    return _FIRST if scene.value(node, "data_format") == _FIRST else _LAST


def _all_dropped(scene: Scene, node: LayerNode) -> Problem | None:
    rate = scene.value(node, "rate")
    if scene.kind(node) not in _DROPS or not isinstance(rate, (int, float)) or rate < 1:
        return None
    return scene.problem(
        "all-dropped",
        WARNING,
        node,
        f"`{node.name}` drops all of {shape_text(scene.shape(node) or ())} in training "
        f"(rate={rate}): nothing behind it learns.",
        "A rate is the share that is dropped: 0.5 is half.",
        fixes([setting(scene, node, {"rate": 0.5}, LIKELY), removing(scene, node, USUAL)]),
        [node.id],
    )


def _stretched_ranks(scene: Scene, node: LayerNode) -> Problem | None:
    wires = [wire for wire in scene.wires(node) if wire.shape]
    ranks = {len(wire.shape or ()) for wire in wires}
    if scene.kind(node) not in _STRETCHING or len(ranks) < 2 or 1 in ranks:
        return None
    thin = min(wires, key=lambda wire: len(wire.shape or ()))
    full = max(wires, key=lambda wire: len(wire.shape or ()))
    if scene.answer(node).error:
        return None
    return scene.problem(
        "stretched-ranks",
        WARNING,
        node,
        f"`{node.name}` puts {thin.told} and {full.told} together, which have different numbers of "
        "axes: the smaller one is repeated along the others.",
        "Bring both to one number of axes.",
        fixes([inserting(scene, full.edge, "Flatten", None, USUAL)]),
        [thin.source.id, full.source.id, node.id],
    )


ODD_RULES: tuple[Callable[[Scene, LayerNode], Problem | None], ...] = (
    _float_ids,
    _linear_stack,
    _softmax_inside,
    _joined_with_itself,
    _mixed_formats,
    _all_dropped,
    _stretched_ranks,
)
