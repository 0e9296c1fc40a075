"""The exact text of exported code, and that a formatter and a linter would leave it as it is."""

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call, Code
from designer.codegen import STYLES, Memo, program_of
from designer.graph.design import Block, Design
from designer.graph.edits import Change, Disconnect
from designer.graph.nodes import BlockNode, Edge, InputNode, OutputNode
from designer.paths import resource
from designer.storage import load
from tests.block_designs import all_designs
from tests.builders import Builder, chain, two_branch
from tests.graph.test_edits import EDITS

TWO_BRANCH_SCRIPT = """\
import keras
from keras import layers

inputs = keras.Input(shape=(784,))
dense = layers.Dense(128, activation="relu")(inputs)
dense_1 = layers.Dense(128, activation="tanh")(inputs)
concatenate = layers.Concatenate()([dense, dense_1])
dense_2 = layers.Dense(64, activation="relu")(concatenate)
dense_3 = layers.Dense(10)(dense_2)
softmax = layers.Softmax()(dense_3)

model = keras.Model(inputs=inputs, outputs=softmax)

if __name__ == "__main__":
    model.summary()
"""

SMALL_FUNCTION = """\
import keras
from keras import layers


def build_model() -> keras.Model:
    inputs = keras.Input(shape=(8,))
    dense = layers.Dense(5)(inputs)

    return keras.Model(inputs=inputs, outputs=dense)


if __name__ == "__main__":
    model = build_model()
    model.summary()
"""


def code(design: Design, style: str = "script") -> str:
    return STYLES[style].arrange(program_of(design, shipped_catalog())).text


def lines(design: Design) -> list[str]:
    return code(design).splitlines()


def small() -> Builder:
    builder = Builder()
    builder.output(builder.layer("Dense", builder.input(8), units=5))
    return builder


def test_script_of_the_two_branches() -> None:
    assert code(two_branch()) == TWO_BRANCH_SCRIPT


def test_function_of_a_small_design() -> None:
    assert code(small().design(), "function") == SMALL_FUNCTION


def test_a_name_is_written_where_keras_would_give_another() -> None:
    builder = Builder()
    x = builder.input(8)
    builder.output(builder.layer("Dense", x, name="my_logit_layer", units=10))
    assert 'layers.Dense(10, name="my_logit_layer")' in code(builder.design())


def test_the_order_of_statements_decides_which_names_keras_gives() -> None:
    builder = Builder()
    x = builder.input(8)
    late = builder.layer("Dense", units=1)
    early = builder.layer("Dense", x, units=2)
    builder.wire(late, early)
    builder.output(late)
    text = code(builder.design())
    assert 'dense_1 = layers.Dense(2, name="dense_1")(inputs)' in text
    assert "dense = layers.Dense(1)(dense_1)" in text


def test_only_values_that_differ_from_the_default_are_written() -> None:
    builder = Builder()
    x = builder.input(28, 28, 1)
    builder.output(
        builder.layer("Conv2D", x, filters=8, kernel_size=(3, 3), padding="valid", use_bias=False)
    )
    assert "layers.Conv2D(8, (3, 3), use_bias=False)(inputs)" in code(builder.design())


def test_attention_is_called_by_position_and_keyword() -> None:
    builder = Builder()
    x, y = builder.input(4, 8, name="x_in"), builder.input(6, 8, name="y_in")
    attended = builder.layer(
        "MultiHeadAttention", x, y, num_heads=2, key_dim=4, call={"use_causal_mask": True}
    )
    builder.output(attended)
    assert """\
multi_head_attention = layers.MultiHeadAttention(num_heads=2, key_dim=4)(
    x_in,
    y_in,
    use_causal_mask=True,
)
""" in code(builder.design())


def test_several_outputs_of_a_call_are_bound_to_names_of_their_own() -> None:
    builder = Builder()
    x = builder.input(None, 4)
    lstm = builder.layer("LSTM", x, units=3, return_state=True)
    dense = builder.layer("Dense", units=2)
    builder.graph.connect(Edge(lstm, 2, dense, "inputs"))
    builder.output(dense)
    text = code(builder.design())
    first = next(line for line in text.splitlines() if "LSTM" in line)
    names = first.partition(" = ")[0].split(", ")
    assert names == ["_lstm", "_lstm_state_h", "lstm_state_c"]
    assert f"layers.Dense(2)({names[2]})" in text


def test_a_shared_layer_is_made_once_and_called_twice() -> None:
    builder = Builder()
    a, b = builder.input(4, name="a"), builder.input(4, name="b")
    left = builder.layer("Dense", a, name="encoder", units=3)
    right = builder.again(left, b)
    builder.output(builder.layer("Subtract", left, right))
    text = code(builder.design())
    assert text.count("layers.Dense(") == 1
    assert "encoder = encoder_layer(a)" in text
    assert "encoder_1 = encoder_layer(b)" in text


def test_inputs_and_outputs_as_dicts() -> None:
    builder = Builder()
    text, image = builder.input(4, name="text"), builder.input(4, name="image", key="pixels")
    builder.output(builder.layer("Concatenate", text, image), name="score")
    written = lines(builder.design(inputs_as="dict", outputs_as="dict"))
    closing = next(line for line in written if "keras.Model(" in line)
    assert closing.startswith(
        'model = keras.Model(inputs={"text": text, "pixels": image}, outputs='
    )
    assert closing.endswith('outputs={"score": concatenate})')


def test_what_leads_to_no_output_is_left_out_of_a_complete_export() -> None:
    builder = small()
    builder.layer("ReLU", "n1")
    assert "ReLU" not in code(builder.design())


def test_an_unfinished_design_says_what_is_missing_in_its_place() -> None:
    design = chain("Dense", "ReLU")
    Disconnect(Edge("n1", 0, "n2", "inputs")).apply(design)
    text = code(design)
    assert "# dense: nothing is wired to it yet." in text
    assert "# re_lu: waits for dense." in text
    assert "keras.Model(" not in text


@pytest.mark.parametrize("style", STYLES)
def test_beginnings_of_designs_are_python_in_every_style(style: str) -> None:
    lonely = Builder()
    lonely.layer("Dense", units=3)
    unused = Builder()
    unused.input(4)
    for design in (Builder().design(), lonely.design(), unused.design()):
        ast.parse(code(design, style))


def test_every_line_knows_its_node() -> None:
    listing = STYLES["script"].arrange(program_of(two_branch(), shipped_catalog()))
    by_line = {line: listing.text.splitlines()[line - 1] for line in listing.nodes}
    assert {node: by_line[line].partition(" = ")[0] for line, node in listing.nodes.items()} == {
        "n1": "inputs",
        "n2": "dense",
        "n3": "dense_1",
        "n4": "concatenate",
        "n5": "dense_2",
        "n6": "dense_3",
        "n7": "softmax",
    }


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("class", "class_"),
        ("layers", "layers_"),
        ("max", "max_"),
        ("block1-conv", "block1_conv"),
        ("2d", "x2d"),
        ("ä", "x"),
        ("input_layer", "inputs"),
    ],
)
def test_names_become_variables_that_python_allows(name: str, variable: str) -> None:
    design = chain("Dense")
    Change(InputNode("n1", name, shape=(8,))).apply(design)
    assert lines(design)[3].startswith(f"{variable} = keras.Input(")


def test_a_note_becomes_comments_and_can_hold_no_code() -> None:
    design = chain("Dense")
    Change(InputNode("n1", "x", shape=(8,), note="first\nimport os\rimport sys")).apply(design)
    assert lines(design)[3:6] == ["# first", "# import os", "# import sys"]


def _taking(form: str) -> Design:
    builder = Builder()
    ids = builder.input(7, name="ids", key="text/ids", dtype="int32")
    flags = builder.input(None, 4, name="flags", key="text/flags", batch_size=3)
    words = builder.layer("Embedding", ids, input_dim=9, output_dim=4)
    builder.output(builder.layer("Concatenate", words, flags, axis=1))
    return builder.design(inputs_as=form)


@pytest.mark.parametrize("style", ["script", "function", "subclass"])
@pytest.mark.parametrize(
    ("form", "call"),
    [
        ("list", "[ids, flags]"),
        ("dict", '{"text/ids": ids, "text/flags": flags}'),
        ("nested", '{"text": {"ids": ids, "flags": flags}}'),
    ],
)
def test_the_code_ends_with_a_call_in_the_form_of_the_inputs(
    style: str, form: str, call: str
) -> None:
    assert code(_taking(form), style).endswith(f"""\
    model.summary()

    # With arrays that have the batch in front:
    #   ids: (batch, 7) int32
    #   flags: (3, None, 4) float32
    # model.predict({call})
""")


def test_a_single_input_that_is_passed_by_name_has_its_call_as_well() -> None:
    assert '# model.predict({"input_layer": inputs})' in code(small().design(inputs_as="dict"))
    assert "predict" not in code(small().design())


def test_a_very_long_chain_raises_the_recursion_limit_and_says_why() -> None:
    assert "sys.setrecursionlimit(" in code(chain(*["ReLU"] * 950))
    assert "recursion" not in code(chain(*["ReLU"] * 50))


def test_a_block_is_a_function_that_returns_a_model() -> None:
    inner = Builder()
    x = inner.input(8)
    branches = [inner.layer("Dense", x, units=32, activation=a) for a in ("relu", "tanh")]
    inner.output(inner.layer("Concatenate", *branches))
    inner.graph.change(InputNode(x, "input_layer", shape=(Code("input_dim"),)))
    outer = Builder()
    design = outer.design()
    design.blocks["multi_block"] = Block("multi_block", inner.graph, {"input_dim": 8})
    outer.input(200)
    outer.graph.add(BlockNode("n2", "first", block="multi_block", values={"input_dim": 200}))
    outer.graph.connect(Edge("n1", 0, "n2", "input_layer"))
    outer.graph.add(OutputNode("n3", "y"))
    outer.graph.connect(Edge("n2", 0, "n3", "inputs"))
    text = code(design)
    assert 'def multi_block(input_dim=8, name="multi_block") -> keras.Model:' in text
    assert 'first = multi_block(input_dim=200, name="first")(inputs)' in text


def _samples() -> dict[str, Design]:
    samples = {path.stem: load(path).design for path in resource("examples").glob("*.kdesign")}
    builder = Builder()
    x = builder.input(28, 28, 1, name="a_rather_long_name_for_an_input_of_images")
    regularizer = Call("keras.regularizers.L1L2", {"l1": 0.001, "l2": 0.0001})
    conv = builder.layer(
        "Conv2D",
        x,
        name="a_rather_long_name_for_a_convolution",
        filters=64,
        kernel_size=(3, 3),
        strides=(2, 2),
        activation="relu",
        kernel_regularizer=regularizer,
        bias_regularizer=regularizer,
    )
    many = [builder.layer("MaxPooling2D", conv, name=f"a_long_name_{n}") for n in range(12)]
    joined = builder.layer("Concatenate", *many)
    inner = Call("keras.layers.LSTM", {"units": 32, "return_sequences": True, "dropout": 0.1})
    flat = builder.layer("Reshape", joined, target_shape=(-1, 16))
    both = builder.layer(
        "Bidirectional", flat, layer=inner, merge_mode="concat", name="a_long_name_for_a_wrapper"
    )
    builder.output(both)
    return {
        **samples,
        "long_lines": builder.design(name="a_model_of_long_lines"),
        "two": two_branch(),
        "nested": _taking("nested"),
        **all_designs(),
    }


@pytest.mark.parametrize("style", STYLES)
def test_formatter_and_linter_leave_exported_code_as_it_is(style: str, tmp_path: Path) -> None:
    for name, design in _samples().items():
        (tmp_path / f"{name}.py").write_text(code(design, style), encoding="utf-8")
        if style == "notebook":
            listing = STYLES[style].arrange(program_of(design, shipped_catalog()))
            text = STYLES[style].file_text(listing)
            (tmp_path / f"{name}.ipynb").write_text(text, encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    config = ["--config", "line-length = 100", "--isolated", "--no-cache", str(tmp_path)]
    formatted = subprocess.run(
        [*ruff, "format", "--diff", *config], capture_output=True, text=True, check=False
    )
    assert formatted.returncode == 0, formatted.stdout
    linted = subprocess.run(
        [*ruff, "check", "--select=E,F,W,I,B,UP,SIM,A", *config],
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout


def test_a_memo_writes_the_same_program_after_every_edit() -> None:
    design, catalog = two_branch(), shipped_catalog()
    memo: Memo = {}
    for edit in (*EDITS, Change(InputNode("n1", "dense_2", shape=(3,)))):
        program_of(design, catalog, memo)
        inverse = edit.apply(design)
        assert program_of(design, catalog, memo) == program_of(design, catalog)
        inverse.apply(design)
    assert program_of(design, catalog, memo) == program_of(two_branch(), catalog)


def test_no_name_can_put_code_behind_a_comment() -> None:
    design = chain("Dense", "ReLU")
    evil = "x\nimport os\rimport sys"
    Change(replace(design.main.node("n2"), name=evil, values={})).apply(design)
    for style in STYLES:
        tree = ast.parse(code(design, style))
        names = [
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        ]
        assert set(names) <= {"keras"}
