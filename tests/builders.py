"""Designs for tests, in a few words: `chain("Dense", "ReLU")`, or a `Builder` where they branch."""

from __future__ import annotations

from typing import Any

from designer.catalog.samples import starting_values
from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.graph.design import Block, BlockHead, Design, Settings
from designer.graph.graph import Graph
from designer.graph.naming import free_name, keras_name, name_of_use
from designer.graph.nodes import BlockNode, Edge, InputNode, LayerNode, OpNode, OutputNode
from designer.graph.ports import slots_of


class Builder:
    """Adds nodes one after the other; every method answers with the new node's id."""

    def __init__(self) -> None:
        self.graph = Graph()
        self.catalog = shipped_catalog()
        self._design = Design(main=self.graph)

    def input(self, *shape: int | None, name: str = "input_layer", **fields: Any) -> str:
        node = InputNode(self.graph.new_id(), self._free(name), shape=shape or (8,), **fields)
        return self._add(node)

    def layer(
        self, class_name: str, *sources: str, name: str = "", call: Any = None, **values: Any
    ) -> str:
        """A layer fed by other nodes in the order of its slots; its starting values where none
        are given."""
        path = class_name if "." in class_name else f"keras.layers.{class_name}"
        spec = self.catalog.spec(path)
        given = values or (starting_values(spec) if spec else {})
        free = self._free(name or keras_name(class_name.rpartition(".")[2]))
        node = LayerNode(
            self.graph.new_id(), free, layer=path, values=given, call_values=call or {}
        )
        self._add(node)
        self.wire(node.id, *sources)
        return node.id

    def again(self, owner: str, *sources: str, name: str = "") -> str:
        """Another call of the layer of `owner`."""
        first = self.graph.node(owner)
        assert isinstance(first, LayerNode)
        node = LayerNode(
            self.graph.new_id(), self._free(name or first.name), layer=first.layer, shares=owner
        )
        self._add(node)
        self.wire(node.id, *sources)
        return node.id

    def op(self, name: str, *sources: str, **values: Any) -> str:
        """An op of `keras.ops` by its name, or one of another path."""
        path = name if "." in name else f"keras.ops.{name}"
        free = self._free(path.rpartition(".")[2])
        node = OpNode(self.graph.new_id(), free, op=path, values=values)
        self._add(node)
        self.wire(node.id, *sources)
        return node.id

    def block(self, name: str, inner: Builder, **head: Any) -> None:
        """Give the design a block, with what `inner` has built and the blocks that it has."""
        self._design.blocks |= inner._design.blocks
        self._design.blocks[name] = Block.of(BlockHead(name, **head), inner.graph)

    def use(
        self, block: str, *sources: str, name: str = "", shares: str = "", **values: Any
    ) -> str:
        """A use of a block, fed by other nodes in the order of its inputs."""
        free = self._free(name or name_of_use(block))
        node = BlockNode(self.graph.new_id(), free, block=block, values=values, shares=shares)
        self._add(node)
        self.wire(node.id, *sources)
        return node.id

    def output(self, source: str, name: str = "output", from_: int = 0, **fields: Any) -> str:
        node = OutputNode(self.graph.new_id(), self._free(name), **fields)
        self._add(node)
        self.graph.connect(Edge(source, from_, node.id, "inputs"))
        return node.id

    def output_node(self, name: str = "output") -> str:
        """An output that nothing is wired to yet."""
        return self._add(OutputNode(self.graph.new_id(), self._free(name)))

    def wire(self, target: str, *sources: str) -> None:
        """Wire first outputs to the slots of a node, a list slot taking all that are left."""
        self.wire_outputs(target, *((source, 0) for source in sources))

    def wire_outputs(self, target: str, *places: tuple[str, int]) -> None:
        """The same with outputs of any number."""
        slots = slots_of(self._design, self.graph, self.graph.node(target), self.catalog)
        for number, (source, output) in enumerate(places):
            slot = slots[min(number, len(slots) - 1)] if not slots[0].many else slots[0]
            index = self.graph.next_index(target, slot.name) if slot.many else 0
            self.graph.connect(Edge(source, output, target, slot.name, index))

    def design(self, **settings: Any) -> Design:
        self._design.settings = Settings(**settings)
        return self._design

    def _add(self, node: Any) -> str:
        self.graph.add(node)
        return str(node.id)

    def _free(self, name: str) -> str:
        return free_name(name, self.graph.names())


def chain(*class_names: str, shape: tuple[int | None, ...] = (8,)) -> Design:
    """An input, these layers in a row, an output."""
    builder = Builder()
    last = builder.input(*shape)
    for class_name in class_names:
        last = builder.layer(class_name, last)
    builder.output(last)
    return builder.design()


def two_branch() -> Design:
    """The seed text's model: 218,058 parameters."""
    builder = Builder()
    pixels = builder.input(784)
    relu = builder.layer("Dense", pixels, units=128, activation="relu")
    tanh = builder.layer("Dense", pixels, units=128, activation="tanh")
    both = builder.layer("Concatenate", relu, tanh)
    hidden = builder.layer("Dense", both, units=64, activation="relu")
    logits = builder.layer("Dense", hidden, units=10)
    builder.output(builder.layer("Softmax", logits))
    return builder.design()


def bottleneck() -> Block:
    """Dense of half the width that a use asks for, then of all of it."""
    inner = Builder()
    x = inner.input(24, name="x")
    narrow = inner.layer("Dense", x, name="narrow", units=Code("width // 2"))
    inner.output(inner.layer("Dense", narrow, name="wide", units=Code("width")), name="out")
    return Block("bottleneck", inner.graph, {"width": 24})


def used_twice(**values: int) -> Design:
    """`first` with the default, `second` behind it with these values."""
    main = Builder()
    design = main.design()
    design.blocks["bottleneck"] = bottleneck()
    source = main.input(24, name="pixels")
    for name, given in (("first", {}), ("second", values)):
        use = BlockNode(main.graph.new_id(), name, block="bottleneck", values=given)
        main.graph.add(use)
        main.graph.connect(Edge(source, 0, use.id, "x"))
        source = use.id
    main.output(source)
    return design
