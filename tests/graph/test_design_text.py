from __future__ import annotations

from dataclasses import replace

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.graph.design import CustomLayer, Design
from designer.graph.design_text import text_of
from designer.graph.edits import Change
from tests.builders import Builder, two_branch
from tests.graph.test_compare import block_design, shared
from tests.graph.test_matching import with_other_ids


def text(design: Design) -> str:
    return text_of(design, shipped_catalog())


def test_places_leave_no_trace() -> None:
    moved = two_branch()
    for node in moved.main.nodes():
        Change(replace(node, position=(1.0, 2.0))).apply(moved)
    assert text(moved) == text(two_branch())


def test_another_numbering_along_the_flow_leaves_no_trace_in_a_chain() -> None:
    builder = Builder()
    builder.output(builder.layer("ReLU", builder.layer("Dense", builder.input(8), units=4)))
    design = builder.design()
    assert text(Design(main=with_other_ids(design.main))) == text(design)


def test_a_call_of_a_shared_layer_names_its_owner() -> None:
    assert "    second = Dense(units=4) again (first) of right\n" in text(shared(is_shared=True))


def test_slots_are_named_where_there_are_several() -> None:
    builder = Builder()
    query, value = builder.input(4, 8, name="query"), builder.input(4, 8, name="value")
    builder.output(builder.layer("MultiHeadAttention", query, value))
    assert ") of query=query, value=value\n" in text(builder.design())


def test_notes_stand_above_their_node() -> None:
    design = two_branch()
    Change(replace(design.main.node("n5"), note="half\nas wide")).apply(design)
    lines = text(design).splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("    dense_2 ="))
    assert lines[place - 2 : place] == ["    # half", "    # as wide"]


def test_blocks_and_custom_layers_come_before_the_model() -> None:
    design = block_design()
    design.custom_layers["Linear"] = CustomLayer("Linear", "class Linear:\n    pass\n")
    hidden = design.blocks["encode"].graph.named("hidden")
    assert hidden is not None
    design.blocks["encode"].graph.change(replace(hidden, values={"units": Code("width // 2")}))
    heads = [line for line in text(design).splitlines() if line and not line.startswith(" ")]
    assert heads == ["custom layer Linear", "block encode(width=4)", "model"]
    assert "    hidden = Dense(units=width // 2) of features\n" in text(design)


def test_how_tensors_are_passed_is_said_where_it_is_not_as_usual() -> None:
    design = two_branch()
    design.settings = replace(design.settings, name="net", outputs_as="dict", run={"epochs": 3})
    lines = text(design).splitlines()
    assert lines[0] == "model net, outputs as dict" and lines[-1] == "run epochs = 3"
