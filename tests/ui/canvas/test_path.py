from dataclasses import replace

import numpy as np

from designer.graph.answers import Answer
from designer.graph.edits import Add, Change, Connect, Disconnect, Remove, Several
from designer.graph.nodes import Edge, LayerNode
from designer.graph.problems import ERROR, Problem
from designer.ui.canvas.path import path_on, proposed_on
from designer.ui.canvas.sheet import ERROR as MARKED
from designer.ui.canvas.sheet import FOLLOWS, WAITS, Sheet
from designer.ui.canvas.tips import tip_of_node
from designer.ui.canvas.troubles import worst_by_node
from tests.builders import Builder


def forked() -> tuple[Builder, list[str]]:
    """input → a → add, input → b → add → head → output."""
    built = Builder()
    x = built.input(8)
    a, b = built.layer("Dense", x, units=4), built.layer("Dense", x, units=5)
    add = built.layer("Add", a, b)
    head = built.layer("Dense", add, units=2, name="head")
    out = built.output(head)
    for row, node in enumerate([x, a, b, add, head, out]):
        built.graph.change(replace(built.graph.node(node), position=(row * 300.0, row * 200.0)))
    return built, [x, a, b, add, head, out]


def sheet_of(built: Builder, *problems: Problem) -> Sheet:
    worst = worst_by_node(problems)
    answers = {node: Answer(error="No.") for each in problems for node in each.follows}
    return Sheet(
        built.design(), built.catalog, "", answers.get, lambda node: worst.get(node, ("", ""))
    )


def test_a_way_has_the_wires_between_its_boxes_and_no_others():
    built, (x, a, _b, add, _head, _) = forked()
    geometry = sheet_of(built).geometry
    path = path_on(geometry, [x, a, add])
    found = {geometry.edges[row] for row in np.flatnonzero(path.wires)}
    assert {(edge.source, edge.target) for edge in found} == {(x, a), (a, add)}
    assert [geometry.ids[row] for row in np.flatnonzero(path.nodes)] == [x, a, add]


def test_a_way_of_nodes_that_are_gone_is_none():
    built, _ = forked()
    assert path_on(sheet_of(built).geometry, ["gone"]) is None


def test_a_wire_that_was_taken_away_is_not_on_the_way():
    built, (x, a, _, add, *_rest) = forked()
    sheet = sheet_of(built)
    (edge,) = [each for each in built.graph.inputs_of(a) if each.source == x]
    built.graph.disconnect(edge)
    sheet.update([x, a])
    assert path_on(sheet.geometry, [x, a, add]).wires.sum() == 1


def test_what_follows_is_pale_and_says_whom_it_waits_for():
    built, (_, _, _, add, head, _out) = forked()
    sheet = sheet_of(built, Problem("m", ERROR, add, "They differ.", follows=(head,)))
    assert sheet.face(add).severity == "error" and sheet.face(head).severity == ""
    assert sheet.face(head).waits
    assert sheet.geometry.marks[sheet.geometry.row(head)] == WAITS
    assert sheet.geometry.marks[sheet.geometry.row(add)] == MARKED
    assert tip_of_node(sheet, head).endswith("Waits for add")


def test_a_node_behind_waits_for_the_nearest_error_before_it():
    built, (_, _, _, add, head, _) = forked()
    worst = worst_by_node([Problem("m", ERROR, add, "They differ.")])
    sheet = Sheet(
        built.design(),
        built.catalog,
        "",
        {head: Answer(waits=True)}.get,
        lambda node: worst.get(node, ("", "")),
    )
    assert tip_of_node(sheet, head).endswith("Waits for add")


def test_an_error_of_its_own_outweighs_that_a_node_follows():
    problems = (
        Problem("m", ERROR, "n1", "They differ.", follows=("n2", "n3")),
        Problem("v", ERROR, "n2", "No units."),
    )
    assert worst_by_node(problems) == {
        "n1": (ERROR, "They differ."),
        "n2": (ERROR, "No units."),
        "n3": (FOLLOWS, "n1"),
    }


def test_a_proposal_shows_what_comes_and_what_goes():
    built, (_, a, _, add, *_rest) = forked()
    sheet = sheet_of(built)
    wire = next(edge for edge in built.graph.inputs_of(add) if edge.source == a)
    new = LayerNode("new", "projection", layer="keras.layers.Dense", values={"units": 5})
    edit = Several(
        (
            Add(new),
            Disconnect(wire),
            Connect(Edge(a, 0, "new", "inputs")),
            Connect(Edge("new", 0, add, wire.slot, wire.index)),
        )
    )
    found = proposed_on(sheet, edit, "")
    assert found.kinds == {add: "rewired", "new": "added"}
    assert len(found.gained) == 2 and len(found.lost) == 1
    ghost = found.ghosts.geometry.rect("new")
    assert not len(sheet.geometry.boxes_in(ghost)), "it stands beside the boxes that are there"


def test_a_proposal_says_which_arguments_change_and_what_would_be_removed():
    built, (_, a, _, _add, head, _) = forked()
    sheet = sheet_of(built)
    node = built.graph.node(a)
    edit = Several((Change(replace(node, values={"units": 5})), Remove(head)))
    found = proposed_on(sheet, edit, "")
    assert found.words[a] == "units 4 → 5" and found.kinds[head] == "removed"
    assert len(found.lost) == 2


def test_a_proposal_for_another_graph_shows_nothing():
    built, (_, a, *_rest) = forked()
    found = proposed_on(sheet_of(built), Change(built.graph.node(a), "block"), "")
    assert not found.kinds


def test_the_canvas_shows_the_way_until_something_else_is_selected(canvas_of, qtbot):
    built, (x, a, b, add, *_rest) = forked()
    canvas = canvas_of(built.design())
    problem = Problem("m", ERROR, add, "They differ.", path=(x, a, b))
    canvas.context.session.complain([problem])
    plain = canvas.grab().toImage()
    canvas.context.selection.set([add])
    assert canvas.path.nodes.sum() == 4
    assert canvas.grab().toImage() != plain
    canvas.context.selection.set()
    assert canvas.path is None
    assert canvas.grab().toImage() == plain


def test_the_way_follows_boxes_that_are_moved_and_nodes_that_go(canvas_of):
    built, (x, a, b, add, *_rest) = forked()
    canvas = canvas_of(built.design())
    canvas.context.session.complain([Problem("m", ERROR, add, "They differ.", path=(x, a, b))])
    canvas.context.selection.set([add])
    canvas.document.move({a: (900.0, 900.0)})
    canvas.grab()
    canvas.document.remove([b])
    assert canvas.path.nodes.sum() == 3
    canvas.document.undo_stack.undo()
    assert canvas.path.nodes.sum() == 4
    canvas.grab()
