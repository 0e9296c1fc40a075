"""What is kept from one edit to the next is what would be written and found anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call, Code
from designer.codegen import Memo, program_of
from designer.graph.checks import Sound, problems_of
from designer.graph.design import CustomLayer, Design
from designer.graph.graph import CycleError, Graph
from designer.graph.nodes import BlockNode, InputNode, LayerNode, Node, OutputNode
from tests.random_designs import random_design

EDITS = 25
SOURCES = (
    "class Mine(keras.layers.Layer):\n    def call(self, x):\n        return x\n",
    "class Mine(keras.layers.Layer):\n    def __init__(self, size, **kw):\n"
    "        super().__init__(**kw)\n    def call(self, x):\n        return x, x\n",
    "class Mine(keras.layers.Dense):\n    pass\n",
)
VALUES = (
    3,
    -1,
    "wrong",
    Code("units + nothing"),
    Call("keras.initializers.Ones", {}),
    Call("part_0", {}),
    Call("Mine", {"size": 2}),
)


def _rename(random: Random, graph: Graph, node: Node) -> None:
    name = random.choice(("dense", "dense_1", "add", "0", "class", node.name + "_x"))
    graph.change(replace(node, name=name))


def _set(random: Random, graph: Graph, node: Node) -> None:
    if isinstance(node, (LayerNode, BlockNode)):
        name = random.choice(("units", "activation", "kernel_initializer", "return_state", "axis"))
        graph.change(replace(node, values={**node.values, name: random.choice(VALUES)}))
    elif isinstance(node, InputNode):
        graph.change(replace(node, shape=random.choice(((0,), (6,), (3, 6), (None, 6)))))


def _call_another(random: Random, graph: Graph, node: Node) -> None:
    if isinstance(node, LayerNode):
        names = ("keras.layers.LSTM", "keras.layers.Dense", "Mine", "keras.layers.Gone", "a.b.C")
        graph.change(replace(node, layer=random.choice(names)))


def _share(random: Random, graph: Graph, node: Node) -> None:
    if isinstance(node, LayerNode):
        others = [each.id for each in graph.nodes() if isinstance(each, LayerNode)]
        graph.change(replace(node, shares=random.choice(("", "n77", *others))))


def _cut(random: Random, graph: Graph, node: Node) -> None:
    for edge in graph.inputs_of(node.id)[:1]:
        graph.disconnect(edge)


def _wire(random: Random, graph: Graph, node: Node) -> None:
    if isinstance(node, OutputNode):
        return
    edges = graph.edges()
    if edges:
        edge = random.choice(edges)
        graph.disconnect(edge)
        graph.connect(replace(edge, source=node.id, output=random.choice((0, 0, 1))))


def _remove(random: Random, graph: Graph, node: Node) -> None:
    for edge in {*graph.inputs_of(node.id), *graph.outputs_of(node.id)}:
        graph.disconnect(edge)
    graph.remove(node.id)


def _add(random: Random, graph: Graph, node: Node) -> None:
    graph.add(LayerNode(graph.new_id(), "dense", layer="keras.layers.Dense", values={"units": 2}))


NODE_EDITS: tuple[Callable[[Random, Graph, Node], None], ...] = (
    _rename,
    _set,
    _set,
    _call_another,
    _share,
    _cut,
    _wire,
    _wire,
    _remove,
    _add,
)


def _edit(random: Random, design: Design) -> None:
    if random.random() < 0.15:
        design.custom_layers["Mine"] = CustomLayer("Mine", random.choice(SOURCES))
    elif random.random() < 0.1:
        block = random.choice(list(design.blocks.values()))
        arguments = random.choice(({}, {"units": 5}, {"units": 4, "nothing": 1}))
        block.take(replace(block.head, arguments=arguments))
    else:
        graph = random.choice([graph for _, graph in design.graphs()])
        if graph.nodes():
            random.choice(NODE_EDITS)(random, graph, random.choice(graph.nodes()))


@pytest.mark.parametrize("seed", range(20))
def test_programs_and_problems_are_those_that_are_made_anew(seed: int) -> None:
    design, catalog, random = random_design(seed), shipped_catalog(), Random(seed)
    memo, sound = Memo(), Sound()
    for _ in range(EDITS):
        _edit(random, design)
        assert problems_of(design, catalog, sound) == problems_of(design, catalog)
        try:
            anew = program_of(design, catalog)
        except CycleError:
            with pytest.raises(CycleError):
                program_of(design, catalog, memo)
            continue
        assert program_of(design, catalog, memo) == anew
        for _, graph in design.graphs():
            fresh = Graph(graph.nodes(), graph.edges())
            assert graph.alive() == fresh.alive()
            incoming = (edge for node in graph.nodes() for edge in graph.inputs_of(node.id))
            assert sorted(incoming) == sorted(graph.edges())
            assert graph.cycle() or graph.depth() == fresh.depth()
