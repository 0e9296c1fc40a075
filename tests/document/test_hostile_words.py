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
from designer.graph.answers import Answer, Tensor
from designer.graph.design import PASSING, Block, Design, Settings
from designer.graph.graph import Graph, GraphError
from designer.graph.nodes import BlockNode, Edge, InputNode, LayerNode, Node, OpNode, OutputNode
from designer.graph.run_settings import DATA_KINDS
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


def runs_with(word: str) -> dict[str, dict[str, Value]]:
    """Run settings that hold a word wherever a file can put one."""
    huber = Call("keras.losses.Huber", {"reduction": word})
    saving = Call("keras.callbacks.ModelCheckpoint", {"filepath": word, "monitor": word})
    mapped = {"inputs": {"a": (word,), word: (word,)}, "targets": {"a": (word,)}}
    data = {
        f"data of the kind {kind}": {
            "data": {"kind": kind, "name": word, "path": f"{word}{suffix}", **mapped}
        }
        for kind in DATA_KINDS
        for suffix in ("", ".csv", ".parquet", ".npz")
    }
    return {
        **data,
        "kind": {"data": {"kind": word}, "loop": word},
        "name of a loss": {"losses": {"a": word}, "metrics": {"a": (word,)}},
        "argument of a loss": {"losses": {"a": huber, word: word}, "loop": "eager"},
        "argument of a callback": {"callbacks": (saving,), "loop": "compiled"},
        "optimizer": {"optimizer": Call(word, {})},
        "argument of an optimizer": {"optimizer": Call("keras.optimizers.Adam", {word: 1})},
        "class in a callback": {
            "callbacks": (Call("keras.callbacks.EarlyStopping", {"patience": Call(word, {})}),)
        },
        "code": {"losses": {"a": Call("keras.losses.Huber", {"delta": Code(word)})}},
        "numbers": {"seed": word, "epochs": word, "validation_share": word, "batch_size": word},
    }


def trained(word: str, run: dict[str, Value], kind: str) -> Design:
    return Design(
        graph_of(layer(), word),
        settings=Settings(inputs_as=kind, outputs_as=kind, run=run),
    )


@pytest.mark.parametrize("word", HOSTILE, ids=ascii)
def test_no_word_in_run_settings_becomes_code_that_runs_unasked(word: str) -> None:
    answers = {"n2": Answer((Tensor((None, 3)),))}
    complete = 0
    for place, run in runs_with(word).items():
        for kind in PASSING[:2]:
            try:
                loaded = from_text(to_text(trained(word, run, kind))).design
            except (FormatError, GraphError):
                continue
            if held_back(loaded, CATALOG):
                continue
            code = STYLES["training"].arrange(program_of(loaded, CATALOG).told(answers)).text
            assert not calls_the_deed(code), place
            complete += "def compile_model" in code
    assert complete


def test_a_run_that_names_what_is_no_part_of_one_waits_for_trust() -> None:
    evil = Call("os.system", {"command": "true"})
    outside = [
        Call("keras.callbacks.ModelCheckpoint", {"filepath": path})
        for path in ("/tmp/x.keras", "../x.keras", "a/../../x.keras", "~/x.keras", "C:x", "\\x\\y")
    ]
    waiting: list[dict[str, Value]] = [
        {"optimizer": evil},
        {"losses": {"a": evil}},
        {"metrics": {"a": (evil,)}},
        {"callbacks": (evil,)},
        {"callbacks": (Call("keras.callbacks.LambdaCallback", {}),)},
        {"callbacks": (Call("keras.callbacks.RemoteMonitor", {}),)},
        {"optimizer": Call("keras.optimizers.Adam", {"learning_rate": Code("boom()")})},
        {"optimizer": Call("keras.optimizers.Adam", {"learning_rate": evil})},
        *({"callbacks": (call,)} for call in outside),
    ]
    for run in waiting:
        assert held_back(trained("a", run, "list"), CATALOG), run


def test_what_runs_are_made_of_needs_no_trust() -> None:
    decay = Call("keras.optimizers.schedules.CosineDecay", {"initial_learning_rate": 0.1})
    run: dict[str, Value] = {
        "optimizer": Call("keras.optimizers.SGD", {"learning_rate": decay}),
        "losses": {"a": Call("keras.losses.Huber", {"delta": 2.0})},
        "metrics": {"a": ("mae", Call("keras.metrics.RootMeanSquaredError", {}))},
        "callbacks": (
            Call("keras.callbacks.EarlyStopping", {"patience": 3}),
            Call("keras.callbacks.ModelCheckpoint", {"filepath": "best/model.keras"}),
            Call("keras.callbacks.TensorBoard", {"log_dir": "logs"}),
        ),
    }
    assert held_back(trained("a", run, "list"), CATALOG) == ()


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
