from dataclasses import replace

import pytest

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.graph.checks import problems_of
from designer.graph.design import Design
from designer.graph.edits import Disconnect
from designer.graph.nodes import Edge, InputNode, LayerNode, UnknownNode
from designer.graph.problems import ERROR, Problem
from tests.builders import Builder, chain, two_branch


def problems(design: Design) -> list[Problem]:
    return list(problems_of(design, shipped_catalog()))


def codes(design: Design) -> list[str]:
    return [problem.code for problem in problems(design)]


def test_a_sound_design_has_no_problem() -> None:
    assert problems(two_branch()) == []
    assert problems(Design()) == []


def test_a_circle_of_wires_is_one_problem_that_names_the_way_round() -> None:
    builder = Builder()
    x = builder.input(4)
    a = builder.layer("Add", x, name="a")
    b = builder.layer("Dense", a, name="b")
    builder.wire(a, b)
    builder.output(b)
    (problem,) = problems(builder.design())
    assert problem.code == "cycle" and "`a` → `b` → `a`" in problem.sentence


def test_a_layer_without_its_wire_is_marked_and_its_deletion_offered() -> None:
    design = chain("Dense", "Dense")
    Disconnect(Edge("n1", 0, "n2", "inputs")).apply(design)
    (problem, *rest) = problems(design)
    assert (problem.code, problem.node, problem.sentence) == (
        "missing-input",
        "n2",
        "Nothing is wired to `dense`.",
    )
    assert [each.code for each in rest] == ["unused-input"]
    problem.fixes[0].edit.apply(design)
    assert "n2" not in design.main


def test_a_merge_of_a_single_tensor_lacks_another() -> None:
    builder = Builder()
    builder.output(builder.layer("Concatenate", builder.input(4)))
    (problem,) = problems(builder.design())
    assert problem.sentence == "`concatenate` joins at least 2 tensors; 1 is wired."


def test_a_second_wire_on_a_single_slot_is_surplus() -> None:
    builder = Builder()
    x, y = builder.input(4), builder.input(4)
    dense = builder.layer("Dense", x)
    builder.graph.connect(Edge(y, 0, dense, "inputs", 1))
    builder.output(dense)
    problem = problems(builder.design())[0]
    assert problem.code == "surplus-input" and "input_layer_1" in problem.sentence
    problem.fixes[0].edit.apply(builder.design())
    assert "surplus-input" not in codes(builder.design())


def test_two_nodes_of_one_name_and_the_fix_that_renames_one() -> None:
    design = chain("Dense", "Dense")
    node = design.main.node("n3")
    design.main.change(replace(node, name="dense"))
    (problem,) = problems(design)
    assert (problem.code, problem.node) == ("duplicate-name", "n3")
    problem.fixes[0].edit.apply(design)
    assert problems(design) == []


@pytest.mark.parametrize("name", ["", "  ", "a/b"])
def test_names_that_keras_does_not_allow(name: str) -> None:
    design = chain("Dense")
    design.main.change(replace(design.main.node("n2"), name=name))
    assert codes(design) == ["invalid-name"]


def test_without_inputs_or_outputs_the_design_as_a_whole_is_marked() -> None:
    builder = Builder()
    builder.layer("Dense")
    found = {problem.code: problem.node for problem in problems(builder.design())}
    assert found["no-input"] == "" and found["no-output"] == ""


def test_an_unused_input_and_a_dead_end_are_warnings() -> None:
    builder = Builder()
    x = builder.input(4)
    builder.input(4, name="unused")
    builder.layer("Dense", x, name="lost")
    builder.output(builder.layer("Dense", x))
    found = problems(builder.design())
    assert {problem.code for problem in found} == {"unused-input", "dead-end"}
    assert all(problem.severity != ERROR for problem in found)


def test_a_layer_that_the_catalogue_does_not_know() -> None:
    design = chain("Dense")
    node = design.main.node("n2")
    assert isinstance(node, LayerNode)
    design.main.change(replace(node, layer="keras.layers.Dance"))
    (problem,) = problems(design)
    assert problem.code == "unknown-layer" and "keras.layers.Dance" in problem.sentence


def test_a_node_of_a_newer_designer_is_kept_and_told() -> None:
    design = chain("Dense")
    design.main.add(UnknownNode("n9", "future", raw={"kind": "hologram"}))
    (problem,) = problems(design)
    assert problem.code == "unknown-node" and "hologram" in problem.sentence


def test_a_required_argument_without_value_and_a_wrong_value() -> None:
    design = chain("Dense")
    node = design.main.node("n2")
    assert isinstance(node, LayerNode)
    design.main.change(replace(node, values={}))
    assert codes(design) == ["missing-value"]
    design.main.change(replace(node, values={"units": -3}))
    (problem,) = problems(design)
    assert problem.code == "wrong-value" and "-3" in problem.sentence
    design.main.change(replace(node, values={"units": 3, "unit": 3}))
    (problem,) = problems(design)
    assert "no argument `unit`" in problem.sentence


def test_an_input_of_size_zero() -> None:
    design = chain("Dense")
    design.main.change(InputNode("n1", "input_layer", shape=(0,)))
    assert codes(design) == ["wrong-value"]


def test_a_node_that_shares_the_layer_of_nobody_can_get_its_own() -> None:
    design = chain("Dense")
    node = design.main.node("n2")
    assert isinstance(node, LayerNode)
    design.main.change(replace(node, shares="n77"))
    (problem,) = problems(design)
    assert problem.code == "lost-sharing"
    problem.fixes[0].edit.apply(design)
    assert codes(design) == []


def test_two_outputs_under_one_key_of_a_dict() -> None:
    builder = Builder()
    x = builder.input(4)
    builder.output(builder.layer("Dense", x), key="y")
    builder.output(builder.layer("Dense", x), key="y")
    assert codes(builder.design(outputs_as="dict")) == ["duplicate-key"]
    assert codes(builder.design(outputs_as="list")) == []


def test_a_list_slot_that_is_full_takes_no_more() -> None:
    builder = Builder()
    x = builder.input(4)
    builder.output(builder.layer("Subtract", x, x, x))
    assert "surplus-input" in codes(builder.design())


def test_a_number_may_stand_in_for_a_wire_and_a_wire_comes_before_it() -> None:
    builder = Builder()
    x = builder.input(4)
    total = builder.op("add", x, x2=2.0)
    builder.output(total)
    assert codes(builder.design()) == []
    text = STYLES["script"].arrange(program_of(builder.design(), shipped_catalog())).text
    assert "add = inputs + 2.0" in text
    builder.graph.connect(Edge(x, 0, total, "x2"))
    text = STYLES["script"].arrange(program_of(builder.design(), shipped_catalog())).text
    assert "add = inputs + inputs" in text
