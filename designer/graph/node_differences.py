"""What differs between two graphs whose nodes have been matched: nodes, arguments, wires."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from designer.catalog.values import quoted
from designer.graph.described import Place, arguments_of, class_of, flow_of, source_name, word_for
from designer.graph.differences import (
    ADDED,
    CHANGED,
    REMOVED,
    RENAMED,
    REWIRED,
    ArgumentChange,
    Difference,
    other_values,
)
from designer.graph.graph import Graph
from designer.graph.matching import Translation
from designer.graph.nodes import BlockNode, Edge, LayerNode, Node, OpNode


@dataclass
class Sides:
    """One graph on both sides."""

    old: Place
    new: Place
    old_name: str
    new_name: str
    pairs: Mapping[str, str]
    translation: Translation
    partner: Mapping[str, str] = field(init=False)
    sharing: tuple[dict[str, set[str]], dict[str, set[str]]] = field(init=False)
    lost: list[Edge] = field(default_factory=list)
    gained: list[Edge] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.partner = {theirs: ours for ours, theirs in self.pairs.items()}
        self.sharing = _sharers(self.old.graph), _sharers(self.new.graph)
        self._compare_wires()

    def differences(self) -> Iterator[Difference]:
        """In the order of the new graph; what is gone stands behind what fed it."""
        rewired = {edge.target for edge in self.gained}
        rewired |= {self.pairs[edge.target] for edge in self.lost if edge.target in self.pairs}
        for old, new in self._in_order():
            if old is None or new is None:
                yield self._difference(REMOVED if old else ADDED, old, new)
                continue
            if old.name != new.name:
                renamed = ArgumentChange("name", old.name, new.name)
                yield self._difference(RENAMED, old, new, [renamed])
            changes = [*self._other_class(old, new), *self._other_arguments(old, new)]
            if changes:
                yield self._difference(CHANGED, old, new, changes)
            if new.id in rewired:
                yield self._difference(REWIRED, old, new, self._other_slots(old, new))

    def _difference(
        self,
        kind: str,
        old: Node | None,
        new: Node | None,
        changes: Iterable[ArgumentChange] = (),
    ) -> Difference:
        node, graph = (new, self.new_name) if new else (old, self.old_name)
        assert node is not None
        return Difference(
            kind, name=node.name, graph=graph, old=old, new=new, changes=tuple(changes)
        )

    def _in_order(self) -> list[tuple[Node | None, Node | None]]:
        rank = {node.id: number for number, node in enumerate(flow_of(self.new.graph))}
        order: list[tuple[int, int, Node | None, Node | None]] = [
            (number, -1, self.old.graph.get(self.partner.get(node, "")), self.new.graph.node(node))
            for node, number in rank.items()
        ]
        behind: dict[str, int] = {}
        for number, node in enumerate(flow_of(self.old.graph)):
            if node.id in self.pairs:
                behind[node.id] = rank[self.pairs[node.id]]
                continue
            sources = [edge.source for edge in self.old.graph.inputs_of(node.id)]
            behind[node.id] = max((behind.get(source, -1) for source in sources), default=-1)
            order.append((behind[node.id], number, node, None))
        order.sort(key=lambda item: item[:2])
        return [(old, new) for _, _, old, new in order]

    def _other_class(self, old: Node, new: Node) -> Iterator[ArgumentChange]:
        if self.translation.class_of(old) != class_of(new):
            kinds = {BlockNode: "block", OpNode: "op"}
            yield ArgumentChange(kinds.get(type(new), "layer"), word_for(old), word_for(new))

    def _other_arguments(self, old: Node, new: Node) -> Iterator[ArgumentChange]:
        if isinstance(old, LayerNode) and isinstance(new, LayerNode) and old.shares and new.shares:
            # The owners of their layers tell the rest.
            yield from other_values(old.call_values, new.call_values)
        else:
            ours, theirs = arguments_of(self.old, old), arguments_of(self.new, new)
            yield from other_values(ours, theirs)
        before, after = self.sharing[0].get(_owner(old)), self.sharing[1].get(_owner(new))
        if {self.pairs.get(each, "") for each in before or ()} != (after or set()):
            texts = (_partners(self.old, old, before), _partners(self.new, new, after))
            yield ArgumentChange("shares", *texts)
        if old.note != new.note:
            yield ArgumentChange("note", *(quoted(n.note) if n.note else "" for n in (old, new)))

        if old.silenced != new.silenced:
            yield ArgumentChange("silenced", *(", ".join(n.silenced) for n in (old, new)))

    def _other_slots(self, old: Node, new: Node) -> Iterator[ArgumentChange]:
        before: dict[str, list[Edge]] = defaultdict(list)
        after: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.old.graph.inputs_of(old.id):
            before[self.translation.slot(old, edge.slot)].append(edge)
        for edge in self.new.graph.inputs_of(new.id):
            after[edge.slot].append(edge)
        for slot in dict.fromkeys((*before, *after)):
            ours = [(self.pairs.get(edge.source, ""), edge.output) for edge in before[slot]]
            if ours != [(edge.source, edge.output) for edge in after[slot]]:
                names = (_names(self.old.graph, before[slot]), _names(self.new.graph, after[slot]))
                yield ArgumentChange(slot, *names)

    def _compare_wires(self) -> None:
        """Find lost and gained wires, target by target."""
        ours: dict[str, list[_Wire]] = defaultdict(list)
        theirs: dict[str, list[_Wire]] = defaultdict(list)
        for edge in self.old.graph.edges():
            slot = self.translation.slot(self.old.graph.node(edge.target), edge.slot)
            source, target = (
                self.pairs.get(end, f"old {end}") for end in (edge.source, edge.target)
            )
            ours[target].append(_Wire(source, slot, edge.output, edge))
        for edge in self.new.graph.edges():
            theirs[edge.target].append(_Wire(edge.source, edge.slot, edge.output, edge))
        for target in dict.fromkeys((*theirs, *ours)):
            lost, gained = _parted(ours.get(target, []), theirs.get(target, []))
            self.lost += lost
            self.gained += gained


@dataclass(frozen=True, slots=True)
class _Wire:
    """A wire into some node, its source and slot in terms of the new graph."""

    source: str
    slot: str
    output: int
    edge: Edge = field(compare=False)


def _parted(ours: list[_Wire], theirs: list[_Wire]) -> tuple[list[Edge], list[Edge]]:
    """The wires that only one side has. One that moved up in a list, since a wire before it went,
    is the same; where all are there in another order, those are told that changed places."""
    if ours == theirs:
        return [], []
    lost, gained = _beyond(ours, theirs), _beyond(theirs, ours)
    if not lost and not gained:
        ours, theirs = (sorted(wires, key=lambda wire: wire.slot) for wires in (ours, theirs))
        moved = [(one, other) for one, other in zip(ours, theirs, strict=True) if one != other]
        lost, gained = [one for one, _ in moved], [other for _, other in moved]
    return [wire.edge for wire in lost], [wire.edge for wire in gained]


def _beyond(wires: list[_Wire], others: list[_Wire]) -> list[_Wire]:
    left = Counter(others)
    found = []
    for wire in wires:
        if left[wire]:
            left[wire] -= 1
        else:
            found.append(wire)
    return found


def _owner(node: Node) -> str:
    return getattr(node, "shares", "") or node.id


def _sharers(graph: Graph) -> dict[str, set[str]]:
    """By owner all nodes that call one layer, where there are several."""
    groups: dict[str, set[str]] = {}
    for node in graph.nodes():
        if _owner(node) != node.id:
            groups.setdefault(_owner(node), {_owner(node)}).add(node.id)
    return groups


def _partners(place: Place, node: Node, group: set[str] | None) -> str:
    """The names of the nodes that call the same layer as this one."""
    names = [place.graph.node(each).name for each in (group or set()) - {node.id}]
    return ", ".join(sorted(names))


def _names(graph: Graph, edges: Iterable[Edge]) -> str:
    return ", ".join(source_name(graph, edge) for edge in edges)
