"""Which node of one graph is which of another: by name, then by structure.

Ids say nothing here: two files count their nodes independently. A name that a person gave is
believed; one that Keras counts (`dense_2`) moves on when a layer is put in before it, so two
readings are made, one that believes such names and one that believes structure, and the one that
leaves fewer differences counts. Structure is a pair of fingerprints of each node: of all that leads
to it, and of all that it leads to. An inserted node spoils the first for what follows it and the
second for what precedes it, so that each node keeps one of the two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush

from frozendict import frozendict

from designer.catalog.values import source_of
from designer.graph.described import Place, arguments_of, class_of, flow_of
from designer.graph.naming import keras_name
from designer.graph.nodes import BlockNode, Edge, InputNode, LayerNode, Node, OpNode, OutputNode

_Key = Callable[["_Side", str], Hashable]
Spot = tuple[str, int, int]
"""Slot, place among the wires of the slot, output: where and how a wire joins two nodes."""

_LOST, _RENAMED, _CHANGED, _REWIRED = 6, 1, 4, 1
"""What differences weigh when two readings are held against each other."""


@dataclass(frozen=True)
class Translation:
    """What of an old design is called otherwise in the new one: its blocks, and with a block's
    inputs the slots of its uses."""

    blocks: Mapping[str, str] = frozendict()
    slots: Mapping[tuple[str, str], str] = frozendict()
    """By block and slot of the old design."""

    def class_of(self, node: Node) -> str:
        if isinstance(node, BlockNode):
            return f"block {self.blocks.get(node.block, node.block)}"
        return class_of(node)

    def slot(self, node: Node, slot: str) -> str:
        return self.slots.get((node.block, slot), slot) if isinstance(node, BlockNode) else slot


SAME = Translation()


def matched(old: Place, new: Place, translation: Translation = SAME) -> dict[str, str]:
    """The nodes that are one and the same, by their ids in the old and the new graph.

    Deterministic. 0.7 s for twice 10,000 nodes.
    """
    numbers = _Numbers()
    sides = (_Side(old, numbers, translation), _Side(new, numbers, SAME))
    by_name = _reading(*sides, _NAMES_FIRST)
    weight = _weight(*sides, by_name)
    if not weight:
        return by_name
    by_structure = _reading(*sides, _STRUCTURE_FIRST)
    return by_structure if _weight(*sides, by_structure) < weight else by_name


class _Numbers(dict[Hashable, int]):
    """Gives everything that is equal the same number, so that fingerprints stay small."""

    def __missing__(self, key: Hashable) -> int:
        self[key] = len(self)
        return self[key]


@dataclass
class _Side:
    """One of the two graphs, with all that nodes are told apart by."""

    place: Place
    numbers: _Numbers
    translation: Translation
    nodes: dict[str, Node] = field(init=False)
    classes: dict[str, str] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    """By class and arguments, without the name."""
    before: dict[str, list[tuple[Spot, str]]] = field(init=False)
    """What feeds a node, and where."""
    after: dict[str, list[tuple[Spot, str]]] = field(init=False)
    above: dict[str, int] = field(default_factory=dict)
    """Fingerprints of all that leads to a node, itself included."""
    below: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.nodes = {node.id: node for node in flow_of(self.place.graph)}
        self.before, self.after = {node: [] for node in self.nodes}, {n: [] for n in self.nodes}
        for edge, number in _numbered(self.place.graph.edges()):
            slot = self.translation.slot(self.nodes[edge.target], edge.slot)
            spot = (slot, number, edge.output)
            self.before[edge.target].append((spot, edge.source))
            self.after[edge.source].append((spot, edge.target))
        for node in self.nodes.values():
            self.classes[node.id] = self.translation.class_of(node)
            arguments = arguments_of(self.place, node).items()
            said = tuple((name, source_of(value)) for name, value in arguments)
            repeats = bool(getattr(node, "shares", ""))
            self.labels[node.id] = self.numbers[self.classes[node.id], said, repeats]
        for node_id in self.nodes:
            self.above[node_id] = self._fingerprint(node_id, self.before, self.above)
        for node_id in reversed(self.nodes):
            self.below[node_id] = self._fingerprint(node_id, self.after, self.below)

    def _fingerprint(
        self, node_id: str, near: Mapping[str, list[tuple[Spot, str]]], known: Mapping[str, int]
    ) -> int:
        around = sorted((spot, known.get(other, -1)) for spot, other in near[node_id])
        return self.numbers[self.labels[node_id], tuple(around)]


def _numbered(edges: Iterable[Edge]) -> Iterator[tuple[Edge, int]]:
    """Wires, in the order of their targets, with their places in their slots: counted, since the
    indices of list slots may have gaps."""
    target, slot, number = "", "", 0
    for edge in edges:
        number = number + 1 if (edge.target, edge.slot) == (target, slot) else 0
        target, slot = edge.target, edge.slot
        yield edge, number


@dataclass
class _Reading:
    """A matching that grows step by step."""

    old: _Side
    new: _Side
    pairs: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def join(self, old: str, new: str) -> None:
        self.pairs[old] = new
        self.taken.add(new)

    def left(self) -> tuple[list[str], list[str]]:
        """The nodes that have no partner yet, as the data flows."""
        return (
            [node for node in self.old.nodes if node not in self.pairs],
            [node for node in self.new.nodes if node not in self.taken],
        )

    def join_alike(self, key: _Key, *, is_strict: bool = False) -> None:
        """Pair what has the same key; None for a node that has none. A strict key pairs only where
        both sides have it equally often."""
        old, new = self.left()
        known = _by_key(new, partial(key, self.new))
        for found, nodes in _by_key(old, partial(key, self.old)).items():
            others = known.get(found, ())
            if not is_strict or len(others) == len(nodes):
                for pair in self.paired(nodes, others):
                    self.join(*pair)

    def paired(self, old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
        """Partners among nodes that are equally good: those of one name and equal arguments, of
        one name, of equal arguments, and then one after the other."""
        if len(old) == len(new) == 1:
            return [(old[0], new[0])]
        pairs: list[tuple[str, str]] = []
        for key in _LIKENESSES:
            known = _by_key(reversed(new), partial(key, self.new))
            rest: list[str] = []
            for node in old:
                same = known.get(key(self.old, node))
                if same:
                    pairs.append((node, same.pop()))
                else:
                    rest.append(node)
            gone = {other for _, other in pairs}
            old, new = rest, [node for node in new if node not in gone]
            if not old or not new:
                break
        return pairs


def _name_and_label(side: _Side, node: str) -> Hashable:
    return side.nodes[node].name, side.labels[node]


def _name(side: _Side, node: str) -> Hashable:
    return side.nodes[node].name


def _label(side: _Side, node: str) -> Hashable:
    return side.labels[node]


def _nothing(side: _Side, node: str) -> Hashable:
    return ()


_LIKENESSES = (_name_and_label, _name, _label, _nothing)


def _by_key(nodes: Iterable[str], key: Callable[[str], Hashable]) -> dict[Hashable, list[str]]:
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for node in nodes:
        found = key(node)
        if found is not None:
            groups[found].append(node)
    return groups


# Steps: each pairs some of the nodes that are left.


def _given_names(reading: _Reading) -> None:
    """Names that a person gave."""
    reading.join_alike(
        lambda side, node: None if _is_counted(side.nodes[node]) else _named(side, node)
    )


def _all_names(reading: _Reading) -> None:
    reading.join_alike(_named)


def _whole_structure(reading: _Reading) -> None:
    reading.join_alike(lambda side, node: (side.above[node], side.below[node]))


def _half_structure(reading: _Reading) -> None:
    reading.join_alike(lambda side, node: side.above[node])
    reading.join_alike(lambda side, node: side.below[node])


def _near_structure(reading: _Reading) -> None:
    """By what stands right before and right behind; then by one of the two."""

    def near(side: _Side, around: Mapping[str, list[tuple[Spot, str]]], node: str) -> Hashable:
        return tuple(sorted((spot, side.labels[other]) for spot, other in around[node]))

    def before(side: _Side, node: str) -> Hashable:
        return side.labels[node], near(side, side.before, node)

    def after(side: _Side, node: str) -> Hashable:
        return side.labels[node], near(side, side.after, node)

    for key in (lambda side, node: (before(side, node), after(side, node)), before, after):
        reading.join_alike(key, is_strict=True)


def _neighbours(reading: _Reading) -> None:
    """From pairs on to what feeds them and what they feed at the same place, the most alike
    first, until nothing new is found."""
    count = -1
    while count != len(reading.pairs):
        count = len(reading.pairs)
        queue: list[tuple[bool, bool, int, str, str]] = []
        for old, new in list(reading.pairs.items()):
            _look_around(reading, old, new, queue)
        while queue:
            *_, old, new = heappop(queue)
            if old not in reading.pairs and new not in reading.taken:
                reading.join(old, new)
                _look_around(reading, old, new, queue)


def _look_around(
    reading: _Reading, old: str, new: str, queue: list[tuple[bool, bool, int, str, str]]
) -> None:
    sides = reading.old, reading.new
    for ours, theirs in ((s.before for s in sides), (s.after for s in sides)):
        near = _free_by_spot(reading.old, ours[old], reading.pairs)
        far = _free_by_spot(reading.new, theirs[new], reading.taken)
        for spot, nodes in near.items():
            for one, other in reading.paired(nodes, far.get(spot, ())):
                is_other_label = reading.old.labels[one] != reading.new.labels[other]
                is_other_name = reading.old.nodes[one].name != reading.new.nodes[other].name
                heappush(queue, (is_other_label, is_other_name, len(queue), one, other))


def _free_by_spot(
    side: _Side, near: list[tuple[Spot, str]], taken: Mapping[str, str] | set[str]
) -> dict[Hashable, list[str]]:
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for spot, node in near:
        if node not in taken:
            groups[spot, side.classes[node]].append(node)
    return groups


def _same_surroundings(reading: _Reading) -> None:
    """A call of something else between the same neighbours: `ReLU` became `GELU`."""
    known = {new: new for new in reading.taken}

    def key(side: _Side, node: str) -> Hashable:
        if not isinstance(side.nodes[node], (LayerNode, OpNode, BlockNode)):
            return None
        names = reading.pairs if side is reading.old else known
        before = tuple(names.get(other, "") for _, other in side.before[node])
        after = tuple(sorted(names.get(other, "") for _, other in side.after[node]))
        return (before, after) if before and after and "" not in (*before, *after) else None

    reading.join_alike(key)


def _named(side: _Side, node: str) -> Hashable:
    return side.nodes[node].name, side.classes[node]


def _is_counted(node: Node) -> bool:
    """Whether a name is one that Keras or the designer counts by itself: `dense`, `dense_2`."""
    return re.sub(r"_\d+$", "", node.name) == _stem(node)


def _stem(node: Node) -> str:
    if isinstance(node, LayerNode):
        return keras_name(node.layer.rpartition(".")[2])
    if isinstance(node, OpNode):
        return node.op.rpartition(".")[2]
    if isinstance(node, BlockNode):
        return node.block
    return {InputNode: "input_layer", OutputNode: "output"}.get(type(node), "")


_Step = Callable[[_Reading], None]
_NAMES_FIRST: tuple[_Step, ...] = (
    _all_names,
    _whole_structure,
    _half_structure,
    _near_structure,
    _neighbours,
    _same_surroundings,
)
_STRUCTURE_FIRST: tuple[_Step, ...] = (
    _given_names,
    _whole_structure,
    _half_structure,
    _near_structure,
    _all_names,
    _neighbours,
    _same_surroundings,
)


def _reading(old: _Side, new: _Side, steps: tuple[_Step, ...]) -> dict[str, str]:
    reading = _Reading(old, new)
    for step in steps:
        step(reading)
    return {node: reading.pairs[node] for node in old.nodes if node in reading.pairs}


def _weight(old: _Side, new: _Side, pairs: Mapping[str, str]) -> int:
    """How much this matching leaves different."""
    weight = _LOST * (len(old.nodes) + len(new.nodes) - 2 * len(pairs))
    for ours, theirs in pairs.items():
        weight += _RENAMED * (old.nodes[ours].name != new.nodes[theirs].name)
        weight += _CHANGED * (old.labels[ours] != new.labels[theirs])
        wires = {(spot, pairs.get(source)) for spot, source in old.before[ours]}
        weight += _REWIRED * len(wires ^ set(new.before[theirs]))
    return weight
