"""Words from a file stay words: nothing that a design says in plain values becomes code that runs
before the person has trusted it."""

from __future__ import annotations

import ast
import json

import pytest

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call, Code, Value
from designer.codegen import STYLES, program_of
from designer.document.trust import held_back
from designer.graph.design import Block, Design, Settings
from designer.graph.graph import Graph, GraphError
from designer.graph.nodes import BlockNode, Edge, InputNode, LayerNode, Node, OpNode, OutputNode
from designer.storage import to_text
from designer.storage.codec import FormatError
from designer.storage.design_file import from_text

DEED = '__import__("os").abort()'
HOSTILE = (
    f'"); {DEED}; ("',
    *(f"x{line_end}{DEED}" for line_end in ("\n", "\r", "\x0c", "\x85", "\u2028")),
    f'\\"{DEED}',
    f'x"""{DEED}',
    f"{{{DEED}}}",
    "x\\",
)
CATALOG = shipped_catalog()


def graph_of(middle: Node, word: str = "a", slot: str = "inputs") -> Graph:
    graph = Graph()
    graph.add(InputNode("n1", word, shape=(4,), dtype=word, key=word, note=word))
    graph.add(middle)
    graph.add(OutputNode("n3", word, key=word, note=word))
    graph.connect(Edge("n1", 0, "n2", slot))
    graph.connect(Edge("n2", 0, "n3", "inputs"))
    return graph


def layer(name: str = "dense", path: str = "keras.layers.Dense", **values: Value) -> LayerNode:
    return LayerNode("n2", name, layer=path, values={"units": 3, **values}, note=name)


def designs_with(word: str) -> dict[str, Design]:
    """Designs that hold a word wherever a file can put one."""
    settings = Settings(name=word, inputs_as="dict", outputs_as="dict", weights=word)
    nested = Settings(inputs_as="nested", outputs_as="nested")
    kernel = "kernel_initializer"
    inner = graph_of(layer(word), word)
    block = Block("blk", inner, {"k": word}, inputs_as="dict", outputs_as="nested")
    use = BlockNode("n2", "use", block="blk", values={"k": word})
    odd = Block("blk", graph_of(layer()), {word: 1})
    return {
        "names, keys, dtype, notes": Design(graph_of(layer(word), word), settings=settings),
        "nested keys": Design(graph_of(layer(), word), settings=nested),
        "value": Design(graph_of(layer(activation=word))),
        "argument": Design(graph_of(layer(**{word: 1}))),
        "call argument": Design(
            graph_of(LayerNode("n2", "d", layer="keras.layers.Dense", call_values={word: 1}))
        ),
        "key of a value": Design(graph_of(layer(**{kernel: {word: 1}}))),
        "inner class": Design(graph_of(layer(**{kernel: Call(word, {})}))),
        "inner argument": Design(graph_of(layer(**{kernel: Call("keras.layers.ReLU", {word: 1})}))),
        "layer": Design(graph_of(layer(path=word))),
        "op": Design(graph_of(OpNode("n2", "op", op=word))),
        "index": Design(
            graph_of(OpNode("n2", "op", op="operator.getitem", values={"index": Code(word)}))
        ),
        "slot": Design(graph_of(layer(), slot=word)),
        "block": Design(graph_of(use, slot=word), {"blk": block}),
        "block argument": Design(graph_of(use), {"blk": odd}),
        "block name": Design(
            graph_of(BlockNode("n2", "use", block=word)), {word: Block(word, graph_of(layer()))}
        ),
    }


@pytest.mark.parametrize("word", HOSTILE, ids=ascii)
def test_a_word_in_a_file_never_becomes_code_that_runs_unasked(word: str) -> None:
    for place, design in designs_with(word).items():
        try:
            loaded = from_text(to_text(design)).design
        except (FormatError, GraphError):
            continue
        if held_back(loaded, CATALOG):
            continue
        program = program_of(loaded, CATALOG)
        for style in STYLES.values():
            code = style.arrange(program).text
            for source in cells(code) if style.suffix == ".ipynb" else [code]:
                assert not calls_the_deed(source), (place, style.name)


def cells(notebook: str) -> list[str]:
    try:
        return ["".join(cell["source"]) for cell in json.loads(notebook)["cells"]]
    except ValueError:
        return [notebook]


def calls_the_deed(source: str) -> bool:
    try:
        names = [node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    except SyntaxError:
        return False
    return "__import__" in names
