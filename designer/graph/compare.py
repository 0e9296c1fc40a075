"""What makes one design another than a second one.

Where nodes stand on the canvas is no difference, nor is the order in which they were drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields

from designer.catalog.table import Catalog
from designer.catalog.values import Value
from designer.graph.described import Place, class_of
from designer.graph.design import MAIN, Block, Design, Settings
from designer.graph.differences import (
    ADDED,
    BLOCK,
    CHANGED,
    CUSTOM_LAYER,
    DESIGN,
    REMOVED,
    RENAMED,
    ArgumentChange,
    Comparison,
    Difference,
    GraphComparison,
    other_values,
)
from designer.graph.graph import Graph
from designer.graph.matching import Translation, matched
from designer.graph.node_differences import Sides
from designer.graph.nodes import BlockNode


def compared(old: Design, new: Design, catalog: Catalog) -> Comparison:
    """All that differs between two designs; `new` is the later one."""
    blocks = _same_blocks(old, new)
    slots: dict[tuple[str, str], str] = {}
    graphs: dict[str, GraphComparison] = {}
    of_nodes: dict[str, list[Difference]] = {}
    for old_name in (*_inner_first(old, blocks), MAIN):
        sides = _sides(old, new, catalog, old_name, Translation(blocks, slots))
        slots.update(_other_slots(old_name, sides))
        graphs[sides.new_name] = GraphComparison(
            old_name, sides.pairs, tuple(sides.lost), tuple(sides.gained)
        )
        of_nodes[sides.new_name] = [*_other_order(sides), *sides.differences()]
    found = [*_other_settings(old.settings, new.settings), *of_nodes[MAIN]]
    for old_name, new_name in blocks.items():
        found += _other_head(old.blocks[old_name], new.blocks[new_name])
        found += of_nodes[new_name]
    found += _one_sided(BLOCK, set(old.blocks) - set(blocks), set(new.blocks) - {*blocks.values()})
    found += _other_custom_layers(old, new)
    return Comparison(old, new, catalog, tuple(found), graphs, blocks)


def _same_blocks(old: Design, new: Design) -> dict[str, str]:
    """The blocks that both have, in the order of the new design: by name, then those that call
    the same."""
    same = {name: name for name in new.blocks if name in old.blocks}
    left = [name for name in old.blocks if name not in same]
    found: dict[str, str] = {}
    for name, block in new.blocks.items():
        calls = _calls(block.graph)
        alike = (other for other in left if _calls(old.blocks[other].graph) == calls)
        other = same.get(name) or next(alike, "")
        if other:
            found[other] = name
            left = [each for each in left if each != other]
    return found


def _calls(graph: Graph) -> Counter[str]:
    """How often a graph calls what; its blocks may have other names on the other side."""
    return Counter(
        BLOCK if isinstance(node, BlockNode) else class_of(node) for node in graph.nodes()
    )


def _inner_first(design: Design, blocks: Mapping[str, str]) -> list[str]:
    """Blocks behind those that they use: a use's slots are known once the block is compared."""
    found: dict[str, None] = {}

    def visit(name: str, users: tuple[str, ...]) -> None:
        if name in found or name in users or name not in blocks:
            return
        for node in design.blocks[name].graph.nodes():
            if isinstance(node, BlockNode):
                visit(node.block, (*users, name))
        found[name] = None

    for name in blocks:
        visit(name, ())
    return list(found)


def _sides(
    old: Design, new: Design, catalog: Catalog, old_name: str, translation: Translation
) -> Sides:
    new_name = translation.blocks.get(old_name, MAIN)
    ours = Place(old, old.graph(old_name), catalog)
    theirs = Place(new, new.graph(new_name), catalog)
    pairs = matched(ours, theirs, translation)
    return Sides(ours, theirs, old_name, new_name, pairs, translation)


def _other_slots(block: str, sides: Sides) -> Iterator[tuple[tuple[str, str], str]]:
    """The slots of a block's uses are named after its inputs."""
    for node in sides.old.graph.inputs():
        if node.id in sides.pairs:
            yield (block, node.name), sides.new.graph.node(sides.pairs[node.id]).name


def _other_order(sides: Sides) -> Iterator[Difference]:
    """Inputs and outputs that both have and that are passed in another order."""
    graphs = sides.old.graph, sides.new.graph
    for word, ends in (
        ("inputs", [graph.inputs() for graph in graphs]),
        ("outputs", [graph.outputs() for graph in graphs]),
    ):
        before = [sides.pairs[node.id] for node in ends[0] if node.id in sides.pairs]
        after = [node.id for node in ends[1] if node.id in sides.partner]
        if before != after:
            names = (", ".join(node.name for node in side) for side in ends)
            yield _changed(sides.new_name, [ArgumentChange(f"order of {word}", *names)])


def _other_settings(old: Settings, new: Settings) -> Iterator[Difference]:
    changes = other_values(_plain(old), _plain(new))
    yield from _if_any(MAIN, changes)


def _plain(settings: Settings) -> dict[str, Value]:
    values = {field.name: getattr(settings, field.name) for field in fields(settings)}
    run: Mapping[str, Value] = values.pop("run")
    return {**values, **run}


def _other_head(old: Block, new: Block) -> Iterator[Difference]:
    if old.name != new.name:
        yield Difference(
            RENAMED, BLOCK, new.name, changes=(ArgumentChange("name", old.name, new.name),)
        )
    heads = (
        {**block.arguments, **{each: getattr(block, each) for each in _HEAD}}
        for block in (old, new)
    )
    yield from _if_any(new.name, other_values(*heads))


_HEAD = ("form", "inputs_as", "outputs_as")


def _if_any(graph: str, changes: Iterable[ArgumentChange]) -> Iterator[Difference]:
    found = list(changes)
    if found:
        yield _changed(graph, found)


def _changed(graph: str, changes: Iterable[ArgumentChange]) -> Difference:
    about = BLOCK if graph else DESIGN
    return Difference(CHANGED, about, graph, graph, changes=tuple(changes))


def _one_sided(about: str, gone: Iterable[str], come: Iterable[str]) -> Iterator[Difference]:
    for kind, names in ((REMOVED, gone), (ADDED, come)):
        for name in sorted(names):
            yield Difference(kind, about, name)


def _other_custom_layers(old: Design, new: Design) -> Iterator[Difference]:
    ours, theirs = old.custom_layers, new.custom_layers
    yield from _one_sided(CUSTOM_LAYER, set(ours) - set(theirs), set(theirs) - set(ours))
    for name in sorted(set(ours) & set(theirs)):
        before, after = (
            {f"line {number}": line for number, line in enumerate(layer.source.splitlines(), 1)}
            for layer in (ours[name], theirs[name])
        )
        if before != after:
            lines = ArgumentChange("source", f"{len(before)} lines", f"{len(after)} lines")
            yield Difference(CHANGED, CUSTOM_LAYER, name, changes=(lines,))
