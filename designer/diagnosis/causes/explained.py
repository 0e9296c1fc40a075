"""Why a node was refused, in a sentence: what reaches it, where that parts, what changes it on the
way, and which node is most likely at fault. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from designer.diagnosis.causes.kinds import kind_of
from designer.diagnosis.causes.scene import Scene, Wire
from designer.diagnosis.causes.steps import Candidate
from designer.graph.answers import Shape, shape_text
from designer.graph.edits import Change, Edit, Several
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
    branches = [_way(scene, wire, _fork(scene, wires)) for wire in wires]
    path = [each.id for branch in branches for each in branch]
    blamed = changing or node
    if changing is not None and changing.id != node.id:
        told = f"`{changing.name}` {_told_of(scene, changing)}"
        more = "" if told in sentence else f" {_told_of(scene, changing)}"
        sentence += f" The cause is most likely `{changing.name}`{':' if more else ''}{more}."
        path += [each.id for each in _between(scene, changing, node)]
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


_TOLD = ("filters", "units", "output_dim", "strides", "padding", "pool_size", "size", "n", "axis",
         "target_shape", "kernel_size", "data_format", "dilation_rate", "groups",
         "return_sequences", "dims", "cropping", "output_shape")  # fmt: skip


def _told_of(scene: Scene, node: Node) -> str:
    """`(MaxPooling2D, pool_size=2) makes (None, 28, 28, 8) of (None, 56, 56, 8)`."""
    values = {name: value for name, value in scene.values(node).items() if name in _TOLD}
    told = ", ".join([scene.kind(node), *(f"{key}={value}" for key, value in values.items())])
    before, after = scene.input_shape(node), scene.shape(node)
    if not scene.kind(node):
        return f"gives {shape_text(after)}" if after else "is what comes in"
    if after is None:
        return f"({told})"
    if not _other(before, after):
        return f"({told}) gives {shape_text(after)}"
    return f"({told}) makes {shape_text(after)} of {shape_text(before or ())}"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _blamed(scene: Scene, edit: Edit) -> Node | None:
    """The node of this graph that an edit changes; None where it rather adds or rewires."""
    if isinstance(edit, Change):
        return scene.graph.get(edit.node.id) if edit.graph == scene.name else None
    if isinstance(edit, Several):
        kinds = {type(each) for each in edit.edits}
        if kinds == {Change}:
            return _blamed(scene, edit.edits[0])
    return None
