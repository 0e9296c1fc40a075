"""The nodes on which a refused node depends, nearest first: one of them is the cause. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from designer.catalog.values import Value
from designer.diagnosis.causes.scene import Scene, family_of, is_plain
from designer.graph.answers import Shape
from designer.graph.nodes import Edge, LayerNode, Node

JOINS = ("Add", "Concatenate", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Dot")
FAR = 40
"""How many nodes are looked at; the cause is seldom farther away, and each is tried."""
STEP = 0.01
"""How much less likely each step away from where it shows makes a cause."""


@dataclass(frozen=True)
class Cone:
    """A node that was refused, and what leads to it."""

    scene: Scene
    node: Node

    @cached_property
    def distances(self) -> dict[str, int]:
        """Wires between each node and the refused one."""
        found, front = {self.node.id: 0}, [self.node.id]
        for node_id in front:
            for edge in self.scene.graph.inputs_of(node_id):
                if edge.source not in found and len(found) < FAR:
                    found[edge.source] = found[node_id] + 1
                    front.append(edge.source)
        return found

    @property
    def nodes(self) -> list[Node]:
        return [self.scene.graph.node(node_id) for node_id in self.distances]

    @property
    def layers(self) -> Iterator[LayerNode]:
        """Those with arguments of their own."""
        return (each for each in self.nodes if isinstance(each, LayerNode) and not each.shares)

    def far(self, node: Node) -> float:
        """To be added to the rank of what changes a node."""
        return min(self.distances.get(node.id, FAR), FAR) * STEP

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        return self.scene.graph.inputs_of(self.node.id)

    @cached_property
    def target(self) -> tuple[int, ...]:
        """The form that the refused node is told to give, the batch aside; empty where it is told
        none, or a size of it is left open."""
        told = self.scene.value(self.node, "target_shape")
        if self.scene.kind(self.node) == "ops.reshape":
            told = self.scene.value(self.node, "newshape")
            told = told[1:] if isinstance(told, (tuple, list)) and told[:1] in ((-1,), [-1]) else ()
        is_whole = isinstance(told, (tuple, list)) and all(type(each) is int for each in told)
        return tuple(told) if is_whole and -1 not in told else ()

    @cached_property
    def shapes(self) -> list[Shape]:
        """Those that come to the refused node and are known."""
        return [wire.shape for wire in self.scene.wires(self.node) if wire.shape is not None]

    @cached_property
    def sizes(self) -> list[int]:
        """The sizes that meet at the refused node, the last axes first."""
        found = [size for shape in self.shapes for size in reversed(shape[1:]) if size]
        return list(dict.fromkeys(found))

    def usual(self, node: Node, argument: str) -> list[tuple[Value, float]]:
        """What other layers of the class have for an argument, and how large their share is."""
        peers = [each for each in self.scene.peers.get(self.scene.kind(node), ()) if each != node]
        peers = [each for each in peers if each.id != node.id or each.name != node.name]
        values = [self.scene.value(each, argument) for each in peers]
        counts = Counter(_hashable(value) for value in values if is_plain(value))
        return [(value, count / len(peers)) for value, count in counts.most_common(3)]

    def of_siblings(self, node: Node, argument: str, at_least: int = 1) -> list[Value]:
        """What all layers of the class have that differ from this one in the numbers of their
        names alone: `down1` for `down2`. Empty where they are not of one mind, or too few."""
        family = family_of(node.name)
        peers = self.scene.peers.get(self.scene.kind(node), ())
        values = [
            _hashable(self.scene.value(each, argument))
            for each in peers
            if each.name != node.name and family_of(each.name) == family
        ]
        if len(values) < at_least or len(set(values)) != 1:
            return []
        return [value for value in values[:1] if is_plain(value)]


def _hashable(value: Value) -> Value:
    return tuple(value) if isinstance(value, list) else value
