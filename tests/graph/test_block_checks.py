"""What is said about blocks and their uses."""

from dataclasses import replace

import pytest

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.graph.checks import problems_of
from designer.graph.design import Design
from designer.graph.edits import Add, AddBlock, ChangeBlock, Disconnect
from designer.graph.nodes import BlockNode, InputNode, LayerNode
from designer.graph.problems import ERROR, Problem
from tests.block_designs import all_designs, blocks_in_blocks, dense_block, nested_block
from tests.builders import Builder, chain


def problems(design: Design, code: str = "") -> list[Problem]:
    found = problems_of(design, shipped_catalog())
    return [problem for problem in found if not code or problem.code == code]


def change(design: Design, graph: str, name: str, **fields: object) -> None:
    node = design.graph(graph).named(name)
    assert node is not None
    design.graph(graph).change(replace(node, **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", all_designs())
def test_sound_blocks_have_no_problem(name: str) -> None:
    assert problems(all_designs()[name]) == []


def test_a_block_that_uses_itself_is_told_at_the_node_that_does_it() -> None:
    design = blocks_in_blocks()
    Add(BlockNode("n90", "loop", block="stage"), "res_block").apply(design)
    found = problems(design, "recursion")
    assert {(problem.graph, problem.node) for problem in found} >= {("res_block", "n90")}
    found[0].fixes[0].edit.apply(design)


def test_a_value_for_an_argument_that_the_block_lacks_is_told_and_taken_away() -> None:
    design = blocks_in_blocks()
    change(design, "", "stage", values={"widht": 3})
    (problem,) = problems(design)
    assert "no argument `widht`" in problem.sentence and problem.hint == "Its arguments: `width`."
    problem.fixes[0].edit.apply(design)
    assert problems(design) == []


def test_a_name_that_is_no_block_argument_is_told_in_its_graph() -> None:
    design = blocks_in_blocks()
    change(design, "res_block", "dense", values={"units": Code("unitz * 2")})
    names = [problem for problem in problems(design) if problem.code == "unknown-name"]
    assert [(problem.graph, "unitz" in problem.sentence) for problem in names] == [
        ("res_block", True)
    ]


def test_names_that_an_expression_sets_itself_and_what_code_imports_are_known() -> None:
    builder = Builder()
    source = "lambda x: keras.ops.sum([abs(y) for y in x])"
    builder.output(builder.layer("Lambda", builder.input(4), function=Code(source)))
    assert problems(builder.design(), "unknown-name") == []


def test_block_arguments_mean_nothing_in_the_main_graph() -> None:
    design = chain("Dense")
    change(design, "", "dense", values={"units": Code("width")})
    (problem,) = problems(design)
    assert problem.code == "unknown-name" and problem.severity == ERROR


def test_an_argument_that_nothing_names_is_a_warning_and_goes_by_its_fix() -> None:
    design = blocks_in_blocks()
    block = design.blocks["stage"]
    ChangeBlock(replace(block.head, arguments={**block.arguments, "rate": 0.5})).apply(design)
    (problem,) = problems(design)
    assert (problem.code, problem.severity, problem.graph) == ("idle-argument", "warning", "stage")
    problem.fixes[0].edit.apply(design)
    assert problems(design) == []


def test_a_sequential_block_that_is_no_chain_is_told_with_the_reason() -> None:
    builder = dense_block(form="sequential")
    builder.output(builder.use("res_block", builder.input(8)))
    (problem,) = problems(builder.design())
    assert problem.sentence == (
        "The block `res_block` cannot be a Sequential: `input_layer` does not feed exactly one"
        " node."
    )
    problem.fixes[0].edit.apply(builder.design())
    assert problems(builder.design()) == []


def test_a_block_that_nothing_uses_may_be_unfinished() -> None:
    design = chain("Dense")
    AddBlock(replace(blocks_in_blocks().blocks["stage"].head, arguments={})).apply(design)
    found = problems(design)
    assert {problem.code for problem in found} == {"no-input", "no-output"}
    assert ERROR not in {problem.severity for problem in found}
    Add(BlockNode("n9", "stage", block="stage")).apply(design)
    assert ERROR in {problem.severity for problem in problems(design, "no-input")}


def test_a_problem_inside_a_block_says_which_block() -> None:
    design = blocks_in_blocks()
    graph = design.blocks["res_block"].graph
    dense = graph.named("dense")
    assert dense is not None
    Disconnect(graph.inputs_of(dense.id)[0], "res_block").apply(design)
    assert {problem.graph for problem in problems(design, "missing-input")} == {"res_block"}


def test_keys_of_blocks_are_checked_like_those_of_the_model() -> None:
    design = nested_block()
    change(design, "mix", "pair_1", key="pair/2")
    (problem,) = problems(design)
    assert (problem.code, problem.graph) == ("nested-key", "mix")
    assert "has gaps" in problem.sentence
    node = design.graph("mix").node(problem.node)
    assert isinstance(node, InputNode) and node.key == "pair/2"


def test_a_use_cannot_share_the_model_of_another_block() -> None:
    design = blocks_in_blocks()
    outer = design.main
    use = outer.named("stage")
    assert use is not None
    outer.add(BlockNode("n50", "wrong", block="res_block", shares=use.id))
    assert [problem.node for problem in problems(design, "lost-sharing")] == ["n50"]
    outer.change(LayerNode("n50", "wrong", layer="keras.layers.Dense", shares=use.id))
    assert [problem.node for problem in problems(design, "lost-sharing")] == ["n50"]
