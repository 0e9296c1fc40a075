"""What was changed in a design's code, put into the design itself as one edit.

Reading code back loses what Keras does not keep: places, notes, block arguments, expressions, a
default that is written out. So three designs meet here: `old`, the one that is open; `base`, what
its own code reads as; `new`, what the edited code reads as. Base and new have lost the same, and
what differs between them is what the person did. That alone is carried into `old`: ids, places,
notes and blocks of all else stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from frozendict import frozendict

from designer.catalog.table import Catalog
from designer.catalog.values import Code, Value, source_of, walk
from designer.graph.described import Place, flow_of
from designer.graph.design import MAIN, Design
from designer.graph.edits import (
    Add,
    AddBlock,
    Change,
    ChangeCustomLayer,
    ChangeSettings,
    Connect,
    Disconnect,
    Edit,
    Remove,
    Several,
)
from designer.graph.graph import Graph, GraphError
from designer.graph.layout import COLUMN, ROW
from designer.graph.matching import SAME, matched
from designer.graph.naming import free_block_name, free_name
from designer.graph.node_differences import Sides
from designer.graph.nodes import (
    BlockNode,
    Edge,
    InputNode,
    LayerNode,
    Node,
    OutputNode,
    Point,
)

_BOX = (200.0, 130.0)
"""Room that a new node takes, with some air."""
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a block as the code writes it."""

    block: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Reading:
    """What code reads as."""

    design: Design
    uses: Mapping[str, Use] = frozendict()
    """The uses of blocks that it writes, by the names of their nodes: a model has lost which
    values a function was called with."""


def merged(old: Design, base: Reading, new: Reading, catalog: Catalog) -> Several:
    """The edit that carries into `old` what makes `new` another than `base`; empty where nothing
    does. Raises `GraphError` with what cannot be carried over."""
    return Several(tuple(_Merge(old, base, new, catalog).edits()))


class _Merge:
    """The three designs, and which block of one is which of the others."""

    def __init__(self, old: Design, base: Reading, new: Reading, catalog: Catalog) -> None:
        self.old, self.base, self.new = old, base.design, new.design
        self.base_uses, self.new_uses = base.uses, new.uses
        self.catalog = catalog
        self.before: list[Edit] = []
        """What comes before all that happens in the old graphs: new blocks."""
        self.like: dict[str, BlockNode] = {}
        """By block of the new design a use of the old one that is read as it."""
        self._homes: dict[str, str] = {}
        """By block of the new design the one that it is, or becomes, in the merged one."""

    def edits(self) -> Iterator[Edit]:
        inside: list[Edit] = []
        made: dict[str, list[Edit]] = {}
        waiting = [(MAIN, MAIN, MAIN)]
        for names in waiting:
            merge = _GraphMerge(self, *names)
            edits = merge.run()
            if names[0] not in made:
                made[names[0]] = edits
                inside += edits
            elif edits != made[names[0]]:
                raise GraphError(
                    f"{names[0]} would become another block at each of its uses. Change it on the "
                    "canvas, inside the block."
                )
            waiting += [each for each in merge.met if each not in waiting]
        yield from self._custom_layers()
        yield from self.before
        yield from inside
        yield from self._settings()

    def meet(self, old: str, new: str) -> bool:
        """Whether a block of the new design is this one of the old design. A block without
        arguments is one block there; with arguments, one for each set of values."""
        if self.old.blocks[old].arguments:
            return True
        return self._homes.setdefault(new, old) == old

    def block_of(self, new: str) -> str:
        """A block of the new design by its name in the merged one, added where it is not there."""
        if new in self._homes:
            return self._homes[new]
        block = self.new.blocks[new]
        taken = {*self.old.blocks, *self._homes.values(), *self.old.custom_layers}
        name = self._homes[new] = free_block_name(block.name, taken)
        nodes = [
            replace(node, block=self.block_of(node.block)) if isinstance(node, BlockNode) else node
            for node in flow_of(block.graph)
        ]
        self.before += [AddBlock(replace(block.head, name=name))]
        self.before += [Add(node, name) for node in nodes]
        self.before += [Connect(edge, name) for edge in block.graph.edges()]
        return name

    def _custom_layers(self) -> Iterator[Edit]:
        before, after = self.base.custom_layers, self.new.custom_layers
        for name in sorted({*before, *after}):
            if before.get(name) != after.get(name):
                yield ChangeCustomLayer(name, after.get(name))

    def _settings(self) -> Iterator[Edit]:
        before, after = self.base.settings, self.new.settings
        changes = {
            name: getattr(after, name)
            for name in ("name", "inputs_as", "outputs_as")
            if getattr(before, name) != getattr(after, name)
        }
        if changes:
            yield ChangeSettings(replace(self.old.settings, **changes))


class _GraphMerge:
    """One graph in the three designs."""

    def __init__(self, merge: _Merge, old: str, base: str, new: str) -> None:
        self.merge, self.name = merge, old
        self.met: list[tuple[str, str, str]] = []
        """Blocks that all three use: their names in the old, base and new design."""
        self.old = merge.old.graph(old)
        self.base, self.new = merge.base.graph(base), merge.new.graph(new)
        to_base = self._matched(merge.old, self.old, merge.base, self.base)
        self.old_of_base = {theirs: ours for ours, theirs in to_base.items()}
        self._refuse_what_is_lost()
        pairs = self._matched(merge.base, self.base, merge.new, self.new)
        self.base_of = {theirs: ours for ours, theirs in pairs.items()}
        self.gone = [self.old_of_base[n.id] for n in self.base.nodes() if n.id not in pairs]
        order = flow_of(self.new)
        self.ranks = {node.id: number for number, node in enumerate(order)}
        self.added = [node for node in order if node.id not in self.base_of]
        self.ids = {theirs: self.old_of_base[ours] for theirs, ours in self.base_of.items()}
        """By node of the new graph the id that it has, or gets, in the merged one."""
        free = self.old.new_ids(len(self.added))
        self.ids.update(zip((node.id for node in self.added), free, strict=True))
        self.rewired = self._rewired(pairs, base, new)

    def _matched(
        self, one: Design, graph: Graph, other: Design, other_graph: Graph
    ) -> dict[str, str]:
        """Which node is which, all blocks taken for equal: what code reads as has one for each set
        of values of a block's arguments."""
        if graph is other_graph:
            return {node.id: node.id for node in graph.nodes()}
        catalog = self.merge.catalog
        return matched(
            Place(one, _without_blocks(graph), catalog),
            Place(other, _without_blocks(other_graph), catalog),
        )

    def _refuse_what_is_lost(self) -> None:
        lost = [node.name for node in self.base.nodes() if node.id not in self.old_of_base]
        if lost:
            raise GraphError(
                f"{', '.join(lost)}: the code says this in a way that has no place in the design "
                "as it is drawn. Change it on the canvas."
            )

    def _rewired(self, pairs: Mapping[str, str], base: str, new: str) -> set[str]:
        """Nodes of the new graph, known before, that are fed otherwise now."""
        catalog = self.merge.catalog
        sides = Sides(
            Place(self.merge.base, self.base, catalog),
            Place(self.merge.new, self.new, catalog),
            base,
            new,
            pairs,
            SAME,
        )
        gained = {edge.target for edge in sides.gained}
        return (gained & set(self.base_of)) | {
            pairs[edge.target] for edge in sides.lost if edge.target in pairs
        }

    def run(self) -> list[Edit]:
        rewired = sorted(self.rewired, key=self.ranks.__getitem__)
        wires = [edge for node in rewired for edge in self.old.inputs_of(self.ids[node])]
        fed = sorted({*rewired, *(node.id for node in self.added)}, key=self.ranks.__getitem__)
        return [
            *(Disconnect(edge, self.name) for edge in wires if edge.source not in self.gone),
            *(Remove(node, self.name) for node in self.gone),
            *self._changes(),
            *self._additions(),
            *(Connect(wire, self.name) for node in fed for wire in self._wires(node)),
        ]

    def _changes(self) -> Iterator[Edit]:
        is_other_order = self._has_other_order()
        for new in flow_of(self.new):
            if new.id not in self.base_of:
                continue
            base = self.base.node(self.base_of[new.id])
            old = self.old.node(self.ids[new.id])
            changed = self._carried(old, base, new)
            if is_other_order and isinstance(changed, (InputNode, OutputNode)):
                changed = replace(changed, order=getattr(new, "order", 0))
            if changed != old or self._loses_owner(old):
                yield Change(changed, self.name)

    def _has_other_order(self) -> bool:
        """Whether inputs or outputs are passed in another order than before."""
        pairs = (
            (self.base.inputs(), self.new.inputs()),
            (self.base.outputs(), self.new.outputs()),
        )
        return any(
            [node.id for node in before] != [self.base_of.get(node.id) for node in after]
            for before, after in pairs
        )

    def _loses_owner(self, node: Node) -> bool:
        """Whether taking nodes away would change this one: it would inherit a layer."""
        return getattr(node, "shares", "") in self.gone

    def _carried(self, old: Node, base: Node, new: Node) -> Node:
        """The old node with all that differs between the other two."""
        # The name of a further call of a layer is none of Keras's: it stands in no code.
        is_told = new.name != base.name == old.name and not getattr(new, "shares", "")
        name = new.name if is_told else old.name
        if type(new) is not type(base):
            return self._standing(new, old.id, old.position, old.note, name)
        carried = replace(old, name=name)
        if type(old) is not type(base):
            return carried
        for each in ("shape", "dtype", "batch_size", "key", "layer", "op"):
            if hasattr(new, each) and getattr(new, each) != getattr(base, each):
                carried = replace(carried, **{each: getattr(new, each)})
        if isinstance(carried, BlockNode):
            assert isinstance(base, BlockNode) and isinstance(new, BlockNode)
            return self._carried_sharing(self._carried_use(carried, base, new), base, new)
        values: dict[str, Any] = {
            each: self._carried_values(
                carried, getattr(old, each), getattr(base, each), getattr(new, each)
            )
            for each in ("values", "call_values")
            if hasattr(new, each)
        }
        carried = replace(carried, **values)
        return self._carried_sharing(carried, base, new)

    def _carried_values(
        self,
        node: Node,
        old: Mapping[str, Value],
        base: Mapping[str, Value],
        new: Mapping[str, Value],
    ) -> dict[str, Value]:
        values = dict(old)
        for name in dict.fromkeys((*base, *new)):
            before, after = (
                source_of(side[name]) if name in side else None for side in (base, new)
            )
            if before == after:
                continue
            self._refuse_expression(node, name, old.get(name))
            if name in new:
                values[name] = new[name]
            else:
                values.pop(name, None)
        return values

    def _refuse_expression(self, node: Node, name: str, value: Value) -> None:
        """What depends on a block's arguments has another value at each use: the code that was
        read says one of them only."""
        block = self.merge.old.blocks.get(self.name)
        if block is None or not block.arguments:
            return
        if any(isinstance(each, Code) for each in walk(value)):
            raise GraphError(
                f"{self.name}/{node.name}: {name} is {source_of(value)}, which is another value at "
                "each use of the block. Change it on the canvas, inside the block."
            )

    def _carried_use(self, old: BlockNode, base: BlockNode, new: BlockNode) -> BlockNode:
        """A use of a block: the same block with the values that the code gives it, or another."""
        merge = self.merge
        before, written = merge.base_uses.get(base.name), merge.new_uses.get(new.name)
        if written and written != before and written.block in merge.old.blocks:
            return replace(old, block=written.block, values=written.values)
        if merge.meet(old.block, new.block):
            self.met.append((old.block, base.block, new.block))
            merge.like.setdefault(new.block, old)
            return old
        return replace(old, block=merge.block_of(new.block), values={})

    def _carried_sharing(self, old: Node, base: Node, new: Node) -> Node:
        if not isinstance(old, (LayerNode, BlockNode)):
            return old
        before, after = getattr(base, "shares", ""), getattr(new, "shares", "")
        known = _sharers(self.base, before or base.id)
        now = {self.base_of.get(each, "") for each in _sharers(self.new, after or new.id)}
        if known == now and not self._loses_owner(old):
            return old
        if after:
            return replace(old, shares=self.ids[after], values={})
        return replace(
            old, shares="", values=getattr(new, "values", {}) if old.shares else old.values
        )

    def _standing(self, node: Node, node_id: str, at: Point, note: str, name: str) -> Node:
        """A node of the new graph as it stands in the merged one."""
        made = replace(node, id=node_id, position=at, note=note, name=name)
        shares = getattr(node, "shares", "")
        if shares and isinstance(made, (LayerNode, BlockNode)):
            made = replace(made, shares=self.ids[shares])
        if not isinstance(made, BlockNode):
            return made
        written = self.merge.new_uses.get(node.name)
        if written and written.block in self.merge.old.blocks:
            return replace(made, block=written.block, values=written.values)
        known = self.merge.like.get(made.block)
        if known:
            return replace(made, block=known.block, values=known.values)
        return replace(made, block=self.merge.block_of(made.block))

    def _additions(self) -> Iterator[Edit]:
        kept = [node for node in self.old.nodes() if node.id not in self.gone]
        renamed = {self.ids[n.id]: n.name for n in self.new.nodes() if n.id in self.base_of}
        names = {renamed.get(node.id, node.name) for node in kept}
        places = {node.id: node.position for node in kept}
        for node in self.added:
            node_id, name = self.ids[node.id], free_name(node.name, names)
            names.add(name)
            places[node_id] = self._place_for(node, places)
            yield Add(self._standing(node, node_id, places[node_id], "", name), self.name)

    def _place_for(self, node: Node, places: Mapping[str, Point]) -> Point:
        """Behind what feeds a new node, else before what it feeds; clear of other boxes."""
        feeding, fed = (
            [places[self.ids[end]] for end in ends if self.ids[end] in places]
            for ends in (
                [edge.source for edge in self.new.inputs_of(node.id)],
                [edge.target for edge in self.new.outputs_of(node.id)],
            )
        )
        if feeding:
            x = max(x for x, _ in feeding) + COLUMN
        elif fed:
            x = min(x for x, _ in fed) - COLUMN
        else:
            x = 0.0
        near = feeding or fed or [(0.0, max((y for _, y in places.values()), default=0.0))]
        y = sum(y for _, y in near) / len(near)
        for number in range(_TRIES):
            step = (number + 1) // 2 * ROW * (1 if number % 2 else -1)
            if _is_free(x, y + step, places.values()):
                return x, y + step
        return x, y

    def _wires(self, new_id: str) -> Iterator[Edge]:
        target = self.new.node(new_id)
        for edge in self.new.inputs_of(new_id):
            slot = self._slot(target, edge.slot)
            yield Edge(self.ids[edge.source], edge.output, self.ids[new_id], slot, edge.index)

    def _slot(self, target: Node, slot: str) -> str:
        """The slots of a use are named after the inputs of its block, which are others here."""
        if not isinstance(target, BlockNode):
            return slot
        written = self.merge.new_uses.get(target.name)
        old = self.old.get(self.ids[target.id])
        known = old if isinstance(old, BlockNode) else self.merge.like.get(target.block)
        name = written.block if written else known.block if known else ""
        block = self.merge.old.blocks.get(name)
        theirs = [node.name for node in self.merge.new.blocks[target.block].graph.inputs()]
        ours = [node.name for node in block.graph.inputs()] if block else theirs
        return ours[theirs.index(slot)] if slot in theirs and len(ours) == len(theirs) else slot


def _is_free(x: float, y: float, taken: Iterable[Point]) -> bool:
    return not any(abs(x - ox) < _BOX[0] and abs(y - oy) < _BOX[1] for ox, oy in taken)


def _sharers(graph: Graph, owner: str) -> set[str]:
    """All nodes that call the layer of one."""
    return {owner, *(n.id for n in graph.nodes() if getattr(n, "shares", "") == owner)}


def _without_blocks(graph: Graph) -> Graph:
    """The graph with all its uses of blocks alike."""
    nodes = [
        replace(node, block="", values={}) if isinstance(node, BlockNode) else node
        for node in graph.nodes()
    ]
    return Graph(nodes, graph.edges())
