"""Why a node was refused, in a sentence: what reaches it, where that parts, what changes it on the
way, and which node is most likely at fault. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from designer.catalog.values import source_of
from designer.diagnosis.causes.kinds import kind_of
from designer.diagnosis.causes.scene import Scene, Wire
from designer.diagnosis.causes.steps import Candidate
from designer.graph.answers import Shape, shape_text
from designer.graph.edits import (
    Add,
    Change,
    Connect,
    Disconnect,
    Edit,
    Remove,
    Several,
    parts_of,
)
from designer.graph.nodes import LayerNode, Node
from designer.graph.problems import ERROR, Fix, Problem

_VERBS: Mapping[str, str] = {
    "Add": "adds",
    "Subtract": "subtracts",
    "Multiply": "multiplies",
    "Average": "averages",
    "Concatenate": "joins",
    "Dot": "multiplies",
    "Maximum": "compares",
    "Minimum": "compares",
}
_MOST_STEPS = 6
"""Of a branch; those nearest to where they meet are told."""


def explained(
    scene: Scene, node: Node, words: str, helpful: Sequence[Candidate], follows: Sequence[str] = ()
) -> Problem:
    """The problem of a refused node, on the node that is changed by the likeliest way out."""
    wires = [wire for wire in scene.wires(node) if wire.tensor]
    kind = kind_of(scene, node, words)
    is_join = scene.kind(node) in _VERBS and len(wires) > 1 and not kind.words
    changing = _blamed(scene, helpful[0].fix.edit) if helpful else None
    sentence = (
        _mismatch(scene, node, wires)
        if is_join
        else _refusal(scene, node, wires, kind.words or words)
    )
    fork = _fork(scene, wires)
    path = [fork.id] if fork else []
    path += [each.id for wire in wires for each in _way(scene, wire, fork)]
    blamed = changing or node
    if changing is not None and changing.id != node.id:
        is_told = f"`{changing.name}` {_told_of(scene, changing)}" in sentence
        told = "." if is_told else f": it {_told_of(scene, changing)}."
        misread = _misread(scene, changing, helpful[0].fix.edit)
        if misread:
            told = f", which reads `{misread}`."
        sentence += f" The cause is most likely `{changing.name}`{told}"
        path += [each.id for each in _between(scene, changing, node)]
    elif helpful:
        sentence += _elsewhere(scene, helpful[0].fix.edit)
    hint = helpful[0].fix.title + "." if helpful else "Change its arguments, or its wires."
    fixes: list[Fix] = [each.fix for each in helpful]
    return scene.problem(
        kind.code, ERROR, blamed, sentence, hint, fixes, [*path, node.id], [*follows, node.id]
    )


def _mismatch(scene: Scene, node: Node, wires: Sequence[Wire]) -> str:
    told = _listed([wire.told for wire in wires])
    fork = _fork(scene, wires)
    sentence = f"`{node.name}` {_VERBS[scene.kind(node)]} {told}, which do not fit together."
    if fork is not None:
        sentence += f" They part at `{fork.name}`."
    axes = _differing([wire.shape for wire in wires if wire.shape])
    steps = [_steps(scene, wire, fork, axes) for wire in wires]
    named = [f"{_listed(each)}" for each in steps if each]
    return sentence + (f" On the way {'; '.join(named)}." if named else "")


def _differing(shapes: Sequence[Shape]) -> frozenset[int]:
    """The axes along which shapes differ, counted from behind; none where their ranks do."""
    if len({len(shape) for shape in shapes}) != 1:
        return frozenset()
    return frozenset(
        number - len(shapes[0])
        for number, sizes in enumerate(zip(*shapes, strict=True))
        if len(set(sizes)) > 1
    )


def _refusal(scene: Scene, node: Node, wires: Sequence[Wire], words: str) -> str:
    told = f" It gets {_listed([wire.told for wire in wires])}." if wires else ""
    if wires and wires[0].told in words:
        told = ""
    steps = _steps(scene, wires[0], None) if wires else []
    way = f" On the way there {_listed(steps)}." if steps else ""
    return f"`{node.name}` {words}{told}{way}"


def _steps(
    scene: Scene, wire: Wire, fork: Node | None, axes: frozenset[int] = frozenset()
) -> list[str]:
    """What changes these axes on the way from the fork, or from the input, to the end; with none,
    what changes any."""
    way = _way(scene, wire, fork)
    makers = [each for each in way if _turns(scene, each, axes)]
    if -1 in axes or not axes:
        sized = [each for each in way if _says_channels(scene, each)][-1:]
        makers = [each for each in way if each in makers or each in sized]
    return [f"`{each.name}` {_told_of(scene, each)}" for each in makers[-_MOST_STEPS:]]


def _turns(scene: Scene, node: Node, axes: frozenset[int]) -> bool:
    before, after = scene.input_shape(node), scene.shape(node)
    if before is None or after is None:
        return False
    if len(before) != len(after) or not axes:
        return before[1:] != after[1:]
    within = {axis for axis in axes - {-1} if -axis <= len(before)}
    return any(before[axis] != after[axis] for axis in within)


def _says_channels(scene: Scene, node: Node) -> bool:
    if not isinstance(node, LayerNode):
        return False
    if scene.kind(node) == "Concatenate":
        return True
    return bool({"filters", "units", "output_dim", "target_shape"} & scene.values(node).keys())


def _way(scene: Scene, wire: Wire, fork: Node | None) -> list[Node]:
    """The nodes of a branch, the first ones first, from behind the fork on."""
    found = []
    for each in (wire.source, *scene.back(wire.source)):
        if fork is not None and each.id == fork.id:
            break
        found.append(each)
    return found[::-1]


def _between(scene: Scene, start: Node, goal: Node) -> list[Node]:
    """The nodes of the shortest way of wires from one node to another."""
    before, front = {goal.id: ""}, [goal.id]
    for each in front:
        for edge in scene.graph.inputs_of(each):
            if edge.source not in before:
                before[edge.source] = each
                front.append(edge.source)
    found, here = [], start.id
    while here in before and here:
        found.append(scene.graph.node(here))
        here = before[here]
    return found


def _fork(scene: Scene, wires: Sequence[Wire]) -> Node | None:
    """The last node that all branches come from."""
    if len(wires) < 2:
        return None
    common: set[str] | None = None
    for wire in wires:
        behind = scene.graph.ancestors(wire.source.id) | {wire.source.id}
        common = behind if common is None else common & behind
    if not common:
        return None
    return scene.graph.node(max(common, key=lambda each: scene.order.get(each, 0)))


def _other(before: Shape | None, after: Shape | None) -> bool:
    return before is not None and after is not None and before[1:] != after[1:]


def _told_of(scene: Scene, node: Node) -> str:
    """`halves height and width (pool_size=2)`: what a node does to shapes, and what says so."""
    before, after = scene.input_shape(node), scene.shape(node)
    if not scene.kind(node):
        return f"gives {shape_text(after)}" if after else "is what comes in"
    if after is None:
        return f"({_arguments(scene, node, _SPATIAL | _CHANNELS | _OTHERS)})"
    if before is None or not _other(before, after):
        told = _arguments(scene, node, _SPATIAL | _CHANNELS | _OTHERS)
        return f"gives {shape_text(after)} ({told})"
    parts = effects(before, after, is_by_ratio=_works_by_ratio(scene, node))
    if not parts:
        told = _arguments(scene, node, _SPATIAL | _CHANNELS | _OTHERS)
        return f"makes {shape_text(after)} of {shape_text(before)} ({told})"
    return " and ".join(f"{each} ({_arguments(scene, node, said)})" for each, said in parts)


_SPATIAL = frozenset(
    {"strides", "pool_size", "size", "padding", "kernel_size", "cropping", "dilation_rate",
     "data_format", "height", "width"}
)  # fmt: skip
_CHANNELS = frozenset({"filters", "units", "output_dim", "groups"})
_OTHERS = frozenset({"n", "axis", "target_shape", "dims", "return_sequences", "output_shape"})
_BY_DIFFERENCE = re.compile(r"(Depthwise|Separable)?Conv\d|Cropping|ZeroPadding")
_PLACES = {3: ("length",), 4: ("height", "width"), 5: ("depth", "height", "width")}


def _works_by_ratio(scene: Scene, node: Node) -> bool:
    """Whether sizes are multiplied or divided. What a window loses at the borders is a difference,
    also where half is left of four places."""
    if not _BY_DIFFERENCE.match(scene.kind(node)):
        return True
    strides = scene.value(node, "strides")
    return any(each != 1 for each in (strides if isinstance(strides, tuple) else (strides or 1,)))


def effects(
    before: Shape, after: Shape, *, is_by_ratio: bool = True
) -> list[tuple[str, frozenset[str]]]:
    """What became of sizes and channels, each with the arguments that may say so; nothing where
    the number of axes changed."""
    if len(before) != len(after) or len(before) not in (2, *_PLACES):
        return []
    found: list[tuple[str, frozenset[str]]] = []
    places = _PLACES.get(len(before), ())
    changed = [
        (name, old, new)
        for name, old, new in zip(places, before[1:-1], after[1:-1], strict=False)
        if old != new
    ]
    if changed:
        found.append((_change_of(changed, is_by_ratio), _SPATIAL))
    if before[-1] != after[-1]:
        word = "channels" if len(before) > 3 else "features"
        found.append((f"makes {after[-1]} {word} of {before[-1]}", _CHANNELS))
    return found


def _change_of(changed: Sequence[tuple[str, int | None, int | None]], is_by_ratio: bool) -> str:
    names = " and ".join(name for name, _, _ in changed)
    ratios = {(new or 0) / old if old and is_by_ratio else 0.0 for _, old, new in changed}
    ratio = ratios.pop() if len(ratios) == 1 else 0.0
    if ratio in (0.5, 2.0):
        return f"{'halves' if ratio == 0.5 else 'doubles'} {names}"
    if ratio > 1 and ratio == int(ratio):
        return f"multiplies {names} by {int(ratio)}"
    olds, news = (" and ".join(str(each[n]) for each in changed) for n in (1, 2))
    return f"makes {names} {news} of {olds}"


def _arguments(scene: Scene, node: Node, names: frozenset[str]) -> str:
    """The class, and what the person gave of these arguments."""
    values = {name: value for name, value in scene.values(node).items() if name in names}
    told = [f"{name}={source_of(value)}" for name, value in values.items()]
    return ", ".join(told) or scene.kind(node)


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _elsewhere(scene: Scene, edit: Edit) -> str:
    """A cause that lies in another graph: inside of a block."""
    inner = edit.edits[0] if isinstance(edit, Several) and edit.edits else edit
    if not isinstance(inner, Change) or inner.graph == scene.name:
        return ""
    node = scene.design.graph(inner.graph).get(inner.node.id)
    where = f"in the block {inner.graph}" if inner.graph else "outside of the block"
    return f" The cause is most likely `{node.name}` {where}." if node else ""


def _blamed(scene: Scene, edit: Edit) -> Node | None:
    """The node of this graph that an edit changes, takes out or wires anew; None where it rather
    adds."""
    parts = [each for each in parts_of(edit) if getattr(each, "graph", "") == scene.name]
    gone = [each.node for each in parts if isinstance(each, Remove)]
    changed = [each.node.id for each in parts if isinstance(each, Change)]
    if any(isinstance(each, Add) for each in parts):
        return None
    drawn = [each.edge.target for each in parts if isinstance(each, Connect)]
    cut = [each.edge.target for each in parts if isinstance(each, Disconnect)]
    moved = drawn if drawn == cut and len(drawn) == 1 else []
    found = [*gone, *changed, *moved]
    return scene.graph.get(found[0]) if found else None


def _misread(scene: Scene, node: Node, edit: Edit) -> str:
    """What a node reads that an edit has it read no more; empty where the edit does not rewire."""
    parts = parts_of(edit)
    if {type(each) for each in parts} != {Connect, Disconnect}:
        return ""
    cut = [each.edge for each in parts if isinstance(each, Disconnect)]
    sources = [scene.graph.node(edge.source).name for edge in cut if edge.target == node.id]
    return sources[0] if sources else ""
