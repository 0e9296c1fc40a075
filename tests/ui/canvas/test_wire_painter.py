from designer.graph.answers import Answer, Tensor
from designer.ui.canvas.sheet import Sheet
from designer.ui.canvas.wire_painter import thickness_step
from tests.builders import chain
from tests.ui.canvas.canvas_designs import small_catalog, wire


def test_a_wire_is_as_thick_as_its_channels_are_many():
    answers = {
        node: Answer((Tensor((None, 8, 8, channels)),))
        for node, channels in (("n1", 3), ("n2", 64), ("n3", 2048))
    }
    sheet = Sheet(
        chain("Conv2D", "Conv2D", "Conv2D"), small_catalog(), answers=answers.get
    )
    wires = [wire("n1", "n2"), wire("n2", "n3"), wire("n3", "n4")]
    assert [thickness_step(sheet, each) for each in wires] == [0, 1, 3]
    answers["n2"] = Answer((Tensor((None, 8, 8, 256)),))
    sheet.forget_faces(["n2"])
    assert thickness_step(sheet, wires[1]) == 2


def test_a_wire_whose_channels_are_not_known_is_thin():
    answers = {"n1": Answer((Tensor((None, 8, 4096)),))}
    sheet = Sheet(chain("Reshape"), small_catalog(), answers=answers.get)
    assert thickness_step(sheet, wire("n1", "n2")) == 0
