from dataclasses import replace

from designer.catalog.table import shipped_catalog
from designer.diagnosis.causes.scene import Scene
from designer.graph.answers import Answer, Tensor
from designer.graph.design import Design
from designer.graph.edits import Change, Edit
from designer.graph.nodes import InputNode, LayerNode
from designer.session.pieces import Cutter, Piece
from tests.builders import Builder


def photos() -> Design:
    b = Builder()
    image = b.input(8, 8, 3, name="image")
    stem = b.layer("Conv2D", image, name="stem", filters=4, kernel_size=3, padding="same")
    left = b.layer("Conv2D", stem, name="left", filters=4, kernel_size=3, padding="same")
    norm = b.layer("BatchNormalization", left, name="norm", axis=-1)
    add = b.layer("Add", stem, norm, name="add")
    b.output(b.layer("Flatten", add, name="flat"))
    return b.design()


def cutter(design: Design, goal: str, unknown: str = "") -> Cutter:
    known = Answer((Tensor((None, 8, 8, 4)),))
    answers = {each.id: known for each in design.main.nodes() if each.name != unknown}
    node = design.main.named(goal)
    assert node is not None
    return Cutter(Scene(design, shipped_catalog(), design.main, answers), node)


def other_filters(design: Design, name: str) -> Edit:
    node = design.main.named(name)
    assert isinstance(node, LayerNode)
    return Change(replace(node, values={**node.values, "filters": 5}))


def cut(design: Design, name: str, goal: str, unknown: str = "") -> Piece | None:
    """The piece between a change of a node and the goal."""
    knife, edit = cutter(design, goal, unknown), other_filters(design, name)
    changed = knife.changed_by(edit)
    edit.apply(design)
    return knife.piece(changed or set())


def test_a_piece_holds_what_lies_between_the_edit_and_the_node() -> None:
    piece = cut(photos(), "left", "add")
    assert piece is not None
    names = [each.name for each in piece.design.main.nodes() if not isinstance(each, InputNode)]
    assert names == ["left", "norm", "add"]


def test_inputs_of_the_known_shapes_stand_for_what_the_edit_cannot_reach() -> None:
    piece = cut(photos(), "left", "add")
    assert piece is not None
    entries = piece.design.main.inputs()
    assert [each.shape for each in entries] == [(8, 8, 4)]
    assert len(piece.design.main.outputs_of(entries[0].id)) == 2


def test_an_edit_behind_the_node_gives_no_piece() -> None:
    assert cut(photos(), "left", "stem") is None


def test_there_is_no_piece_where_a_tensor_that_comes_in_is_not_known() -> None:
    assert cut(photos(), "left", "add", unknown="stem") is None


def test_only_so_much_is_behind_an_edit_as_tensors_are_known() -> None:
    design = photos()
    knife = cutter(design, "add", unknown="stem")
    norm, add, flat = (design.main.named(name) for name in ("norm", "add", "flat"))
    assert norm is not None and add is not None and flat is not None
    behind = knife.behind({norm.id})
    assert behind is not None
    assert norm.id in behind.nodes and add.id not in behind.nodes
