"""The exact text of blocks, of their uses, and of rows of them as loops."""

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.codegen import STYLES, Listing, Memo, program_of
from designer.graph.design import Design
from designer.graph.edits import Change, ChangeBlock
from designer.graph.nodes import BlockNode, Edge, LayerNode
from designer.paths import resource
from designer.session.results import script_text
from designer.storage import load
from tests.block_designs import (
    all_designs,
    blocks_in_blocks,
    dense_block,
    dict_block,
    list_block,
    nested_block,
    nested_list_block,
    row_of_uses,
    sequential_block,
    shared_use,
)
from tests.builders import Builder

REUSED_BLOCK = """\
import keras
from keras import layers


def get_multi_block(input_dim=64, name="multi_block") -> keras.Model:
    inputs = keras.Input(shape=(input_dim,), name="input_layer")
    dense = layers.Dense(32, activation="relu", name="dense")(inputs)
    dense_1 = layers.Dense(32, activation="tanh", name="dense_1")(inputs)
    concatenate = layers.Concatenate(name="concatenate")([dense, dense_1])
    return keras.Model(inputs=inputs, outputs=concatenate, name=name)


inputs = keras.Input(shape=(200,))
multi_block = get_multi_block(input_dim=200)(inputs)
multi_block_1 = get_multi_block(name="multi_block_1")(multi_block)
multi_block_2 = get_multi_block(name="multi_block_2")(multi_block_1)
dense = layers.Dense(10)(multi_block_2)
softmax = layers.Softmax()(dense)

model = keras.Model(inputs=inputs, outputs=softmax)
"""


def listing(design: Design, style: str = "script") -> Listing:
    return STYLES[style].arrange(program_of(design, shipped_catalog()))


def text(design: Design, style: str = "script") -> str:
    return listing(design, style).text


def test_the_seed_texts_block_used_three_times() -> None:
    design = load(resource("examples/reused_block.kdesign")).design
    assert text(design).startswith(REUSED_BLOCK)


@pytest.mark.parametrize("name", all_designs())
def test_a_formatter_and_a_linter_leave_it_as_it_is(tmp_path: Path, name: str) -> None:
    for style in ("script", "function"):
        (tmp_path / f"{style}.py").write_text(text(all_designs()[name], style))
    config = tmp_path / "ruff.toml"
    config.write_text("line-length = 100\n")
    for command in (["check"], ["format", "--diff"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--config", str(config), str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_shared_use_calls_one_model_twice() -> None:
    assert (
        "res_block_0_layer = res_block(units=32)\n"
        "res_block_0 = res_block_0_layer(left)\n"
        "res_block_1 = res_block_0_layer(right)\n"
    ) in text(shared_use())


def test_a_block_in_a_block_is_a_function_that_calls_another() -> None:
    written = text(blocks_in_blocks())
    assert "    res_block_1 = res_block(units=width * 2, rate=0.5, name=" in written
    assert written.index("def res_block(") < written.index("def stage(")


def test_tensors_of_a_dict_are_handed_over_and_taken_back_by_their_keys() -> None:
    assert (
        'heads_outputs = heads()({"ids": inputs, "attention mask": inputs_1})\n'
        'heads_scores, heads_box = heads_outputs["scores"], heads_outputs["the box"]\n'
    ) in text(dict_block())


def test_a_list_of_outputs_is_spread_over_variables() -> None:
    assert "_both_total, both_difference = both()([inputs, inputs_1])\n" in text(list_block())
    spread = "(fork_output, fork_output_1), fork_output_2 = fork()(inputs)\n"
    assert spread in text(nested_list_block())


def test_keys_that_are_paths_make_structures() -> None:
    written = text(nested_block())
    structure = '{"text": {"ids": text_ids, "mask": text_mask}, "pair": [pair_0, pair_1]}'
    assert f"mix_outputs = mix()({structure})\n" in written
    assert f"    inputs={structure},\n" in written
    assert "outputs=[mix_output, [mix_output_1, mix_output_2]]" in written


def test_a_sequential_block_holds_its_layers() -> None:
    assert (
        'def dense_block(units=8, name="dense_block") -> keras.Sequential:\n'
        "    return keras.Sequential(\n"
        "        [\n"
        '            keras.Input(shape=(8,), name="input_layer"),\n'
        '            layers.Dense(units, name="dense"),\n'
    ) in text(sequential_block())


def test_a_long_head_of_a_function_stands_one_argument_a_line() -> None:
    builder = dense_block()
    design = builder.design()
    block = design.blocks["res_block"]
    many = {**block.arguments, **{f"an_argument_with_a_long_name_{n}": n for n in range(4)}}
    ChangeBlock(replace(block.head, arguments=many)).apply(design)
    builder.output(builder.use("res_block", builder.input(8)))
    assert (
        "def res_block(\n    units=16,\n    rate=0.1,\n    an_argument_with_a_long_name_0=0,\n"
    ) in text(design)


def test_a_use_of_an_unfinished_block_is_a_gap_and_the_block_is_shown_as_far_as_it_is() -> None:
    builder = Builder()
    inner = Builder()
    inner.layer("Dense")
    builder.block("draft", inner)
    builder.output(builder.use("draft"))
    written = text(builder.design())
    assert "# draft: the block draft is not complete yet." in written
    assert "    raise NotImplementedError" in written
    compile(written, "draft", "exec")


def test_a_block_that_uses_itself_ends_in_a_gap() -> None:
    design = blocks_in_blocks()
    inner = design.blocks["res_block"].graph
    add = inner.named("add")
    assert add is not None
    inner.add(BlockNode("n90", "loop", block="stage"))
    inner.connect(Edge("n1", 0, "n90", "input_layer"))
    inner.connect(Edge("n90", 0, add.id, "inputs", 7))
    assert "# stage: the block stage is not complete yet." in text(design)


def test_a_changed_block_changes_its_uses_even_where_statements_are_remembered() -> None:
    design, memo = dict_block(), Memo()
    catalog = shipped_catalog()
    program_of(design, catalog, memo)
    block = design.blocks["heads"]
    ChangeBlock(replace(block.head, outputs_as="list")).apply(design)
    remembered = STYLES["script"].arrange(program_of(design, catalog, memo)).text
    assert remembered == text(design)
    assert "heads_scores, heads_box = heads()" in remembered


def test_equal_uses_in_a_row_are_a_loop() -> None:
    assert (
        "dense = layers.Dense(8)(inputs)\n"
        "x = res_block()(dense)\n"
        "for i in range(1, 5):\n"
        '    x = res_block(name=f"res_block_{i}")(x)\n'
        "dense_1 = layers.Dense(2)(x)\n"
    ) in text(row_of_uses(5))


def test_uses_that_differ_in_one_argument_loop_over_its_values() -> None:
    assert (
        "x = res_block(units=8)(dense)\n"
        "for i, units in enumerate((16, 32, 64), start=1):\n"
        '    x = res_block(units=units, name=f"res_block_{i}")(x)\n'
    ) in text(row_of_uses(4, units=[8, 16, 32, 64]))


def test_uses_that_differ_in_two_arguments_or_are_too_few_are_written_out() -> None:
    differing = row_of_uses(5, units=[1, 2, 3, 4, 5], rate=[0.1, 0.2, 0.3, 0.4, 0.5])
    for design in (differing, row_of_uses(3)):
        assert "for " not in text(design)


def named(design: Design, name: str) -> BlockNode:
    node = design.main.named(name)
    assert isinstance(node, BlockNode)
    return node


def test_a_name_out_of_order_or_a_remark_ends_a_row() -> None:
    for fields in ({"name": "other"}, {"note": "the deepest one"}):
        design = row_of_uses(8)
        Change(replace(named(design, "res_block_3"), **fields)).apply(design)  # type: ignore[arg-type]
        written = text(design)
        assert "for i in range(4, 8):" in written
        assert fields.get("note", 'name="other"') in written


def test_a_use_whose_tensor_goes_elsewhere_too_is_not_in_a_loop() -> None:
    builder = dense_block()
    uses = [builder.use("res_block", builder.input(8))]
    for _ in range(3):
        uses.append(builder.use("res_block", uses[-1]))
    builder.output(builder.layer("Add", uses[2], uses[3]))
    assert "for " not in text(builder.design())


def test_every_use_in_a_loop_has_its_lines() -> None:
    design = row_of_uses(5)
    shown = listing(design)
    loop = next(n for n, line in enumerate(shown.text.splitlines(), 1) if "for i" in line)
    for name in ("res_block_1", "res_block_4"):
        assert shown.lines_of("", [named(design, name).id]) == [loop, loop + 1]


def test_what_keras_runs_has_a_line_of_its_own_for_every_use() -> None:
    design = row_of_uses(5)
    script = script_text(program_of(design, shipped_catalog()))
    assert "for " not in script.text
    lines = {node: line for line, node in script.line_nodes.items()}
    uses = [named(design, f"res_block{end}").id for end in ("", "_1", "_2", "_3", "_4")]
    assert all(lines[b] - lines[a] == 1 for a, b in pairwise(uses))


def test_a_text_that_names_a_variable_of_a_loop_stays() -> None:
    design = row_of_uses(5)
    dense = design.main.named("dense_1")
    assert isinstance(dense, LayerNode)
    values = {**dense.values, "kernel_initializer": Code('"res_block_4"'), "name": "res_block_4"}
    Change(replace(dense, values=values)).apply(design)
    assert 'kernel_initializer="res_block_4"' in text(design)


def test_the_first_call_makes_a_shared_layer_where_its_owner_comes_later() -> None:
    builder = Builder()
    x = builder.input(4)
    owner = builder.layer("Dense", units=4, name="encoder")
    again = builder.again(owner, x, name="early")
    builder.wire(owner, again)
    builder.output(owner)
    assert (
        'encoder_layer = layers.Dense(4, name="encoder")\n'
        "early = encoder_layer(inputs)\n"
        "encoder = encoder_layer(early)\n"
    ) in text(builder.design())


def test_a_shared_layer_is_made_where_the_call_of_its_owner_leads_nowhere() -> None:
    builder = Builder()
    owner = builder.layer("Dense", builder.input(4), units=4, name="encoder")
    builder.output(builder.again(owner, builder.input(4), name="used"))
    written = text(builder.design())
    assert 'encoder_layer = layers.Dense(4, name="encoder")\nused = encoder_layer(' in written
    assert "encoder = " not in written.replace("encoder_layer", "")


def test_a_use_whose_model_is_called_again_is_in_no_loop() -> None:
    design = row_of_uses(6)
    design.main.add(
        BlockNode("n90", "again", block="res_block", shares=named(design, "res_block_2").id)
    )
    assert "for i in range(3, 6):" in text(design)
    design.main.change(replace(design.main.node("n90"), shares=named(design, "res_block_3").id))  # type: ignore[call-arg]
    assert "for " not in text(design)
