from dataclasses import replace

import numpy as np
import pytest

from designer.graph.answers import Answer, Tensor
from designer.graph.design import CustomLayer
from designer.graph.edits import Add, Change, ChangeCustomLayer, Connect, Disconnect, Move, Remove
from designer.graph.edits import touched as touched_by
from designer.ui.canvas.geometry import Geometry
from designer.ui.canvas.sheet import ERROR, EVERYWHERE, PLAIN, REACH, WAITS, WARNING, Sheet
from tests.builders import chain
from tests.ui.canvas.canvas_designs import attention, grid, layer, small_catalog, two_branch, wire


def sheet_of(design, **more):
    return Sheet(design, small_catalog(), **more)


def apply(sheet, edit):
    """Apply an edit and let the sheet follow it by the ids that the document would tell."""
    inverse = edit.apply(sheet.setting.design)
    ids = {node for _, node in touched_by(edit) | touched_by(inverse)}
    return sheet.update(ids), inverse


def pictured(geometry: Geometry) -> tuple:
    """All that can be seen of a geometry, in no order."""
    boxes = {
        node: (geometry.rect(node), geometry.form(node))
        for node in geometry.nodes_in((-1e12, -1e12, 1e12, 1e12))
    }
    rows = geometry.wires_in((-1e12, -1e12, 1e12, 1e12))
    return boxes, {geometry.edges[row]: tuple(geometry.ends[row]) for row in rows}


EDITS = {
    "add": Add(layer("n20", "more", "Dense", (50, 60), units=3)),
    "remove": Remove("n4"),
    "rename": Change(layer("n2", "first", "Dense", (250, 0), units=128, activation="relu")),
    "fewer lines": Change(layer("n2", "dense", "Dense", (250, 0), units=1)),
    "move": Move((("n2", (11.0, 22.0)), ("n4", (333.0, 1.0)))),
    "wire": Connect(wire("n1", "n4", index=2)),
    "unwire": Disconnect(wire("n3", "n4", index=1)),
}


@pytest.mark.parametrize("name", EDITS)
def test_after_an_edit_and_its_undo_a_sheet_is_what_a_new_one_would_be(name):
    sheet = sheet_of(two_branch())
    _, inverse = apply(sheet, EDITS[name])
    assert pictured(sheet.geometry) == pictured(sheet_of(sheet.setting.design).geometry)
    apply(sheet, inverse)
    assert pictured(sheet.geometry) == pictured(sheet_of(two_branch()).geometry)


def test_a_moved_node_spoils_where_it_was_and_where_it_is():
    sheet = sheet_of(two_branch())
    areas, _ = apply(sheet, Move((("n2", (0.0, 900.0)),)))
    tops = {area[1] for area in areas}
    assert {0.0 - REACH, 900.0 - REACH} <= tops


def test_an_edit_spoils_nothing_far_away():
    sheet = sheet_of(two_branch())
    areas, _ = apply(sheet, Change(replace(sheet.setting.graph.node("n7"), name="result")))
    assert min(area[0] for area in areas) > 900


def test_a_change_of_very_many_nodes_spoils_all_at_once():
    sheet = sheet_of(grid(400))
    assert sheet.areas_of(f"n{i}" for i in range(1, 401)) == [EVERYWHERE]


def test_a_renamed_owner_changes_the_face_of_those_who_share_its_layer():
    sheet = sheet_of(attention())
    assert sheet.face("n9").subtitle == "Dense of dense"
    apply(sheet, Change(replace(sheet.setting.graph.node("n8"), name="head")))
    assert sheet.face("n9").subtitle == "Dense of head"


def test_a_custom_layer_that_gets_another_slot_gives_the_nodes_that_call_it_a_port():
    design = two_branch()
    design.main.change(replace(design.main.node("n5"), layer="Gate"))
    sheet = sheet_of(design)
    source = "class Gate(keras.layers.Layer):\n    def call(self, inputs, gate): ...\n"
    ChangeCustomLayer("Gate", CustomLayer("Gate", source)).apply(design)
    assert sheet.update_borrowed()
    assert [port.name for port in sheet.geometry.form("n5").inputs] == ["inputs", "gate"]


def test_faces_are_made_once_and_again_only_when_something_about_them_changed():
    sheet = sheet_of(two_branch())
    first = sheet.face("n2")
    assert sheet.face("n2") is first
    sheet.forget_faces(["n3"])
    assert sheet.face("n2") is first
    sheet.forget_faces(["n2"])
    assert sheet.face("n2") is not first


def test_marks_say_what_is_wrong_with_nodes():
    answers = {"n2": Answer(error="no"), "n3": Answer(waits=True), "n5": Answer()}
    troubles = {"n4": ("warning", "hm")}
    sheet = sheet_of(
        two_branch(), answers=answers.get, troubles=lambda node: troubles.get(node, ("", ""))
    )
    marks = {
        node: sheet.geometry.marks[sheet.geometry.row(node)] for node in ("n2", "n3", "n4", "n5")
    }
    assert marks == {"n2": ERROR, "n3": WAITS, "n4": WARNING, "n5": PLAIN}


def test_rows_of_what_has_left_are_cleared_in_the_end():
    sheet = sheet_of(two_branch())
    for number in range(2_500):
        edit = Add(layer(f"x{number}", "more", "Dense", units=3))
        _, inverse = apply(sheet, edit)
        apply(sheet, inverse)
    assert sheet.geometry.wasted < 2_100
    assert pictured(sheet.geometry) == pictured(sheet_of(two_branch()).geometry)


def steps_of(sheet):
    """How thick each wire of a chain is, in its order."""
    nodes = sheet.setting.graph.nodes()[:-1]
    rows = [sheet.geometry.edge_row(sheet.setting.graph.outputs_of(node.id)[0]) for node in nodes]
    return sheet.thickness(np.array(rows)).tolist()


def test_a_wire_is_as_thick_as_its_channels_are_many():
    counts = {"n1": 3, "n2": 128, "n3": 4096}
    answers = {node: Answer((Tensor((None, 8, 8, count)),)) for node, count in counts.items()}
    sheet = sheet_of(chain("Conv2D", "Conv2D"), answers=answers.get)
    assert steps_of(sheet) == [0, 1, 3]
    answers["n2"] = Answer((Tensor((None, 8, 8, 512)),))
    sheet.forget_faces(["n2"])
    assert steps_of(sheet) == [0, 2, 3]


def test_a_wire_whose_channels_are_not_known_is_thin():
    answers = {node: Answer((Tensor((None, 8, 4096)),)) for node in ("n1", "n2")}
    assert steps_of(sheet_of(chain("Reshape"), answers=answers.get)) == [0, 0]
