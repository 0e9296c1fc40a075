from designer.graph.answers import Answer, Tensor
from designer.ui.canvas.geometry import PortHit
from designer.ui.canvas.sheet import Sheet
from designer.ui.canvas.tips import tip_of
from tests.builders import chain
from tests.ui.canvas.canvas_designs import attention, small_catalog, two_branch, wire


def sheet_of(design, answers=None, troubles=lambda _node: ("", "")):
    return Sheet(design, small_catalog(), answers=(answers or {}).get, troubles=troubles)


def hit(sheet, node, side, number):
    form = sheet.geometry.form(node)
    port = (form.inputs if side == "in" else form.outputs)[number]
    return PortHit(node, port, 0.0, 0.0)


def test_a_wire_tells_its_ends_and_the_whole_tensor():
    sheet = sheet_of(two_branch(), {"n3": Answer((Tensor((None, 128), "float16", masked=True),))})
    tip = tip_of(sheet, None, "", wire("n3", "n4", index=1))
    assert (
        tip
        == "dense_1 → concatenate, inputs [1]\n(None, 128) float16, with a mask\nbatch, channels"
    )


def test_a_wire_tells_where_the_dtype_changed():
    answers = {"n1": Answer((Tensor((None, 4)),)), "n2": Answer((Tensor((None, 4), "float16"),))}
    tip = tip_of(sheet_of(two_branch(), answers), None, "", wire("n2", "n4"))
    assert tip.endswith("dense makes float16 of float32.")


def test_a_wire_tells_where_the_channels_stand():
    sheet = sheet_of(chain("Conv2D"), {"n1": Answer((Tensor((None, 8, 8, 3)),))})
    tip = tip_of(sheet, None, "", wire("n1", "n2"))
    assert tip.endswith("float32\nbatch, height, width, channels\nchannels_last")


def test_a_wire_says_when_its_shape_is_not_known():
    assert tip_of(sheet_of(two_branch()), None, "", wire("n1", "n2")).endswith("not known yet")


def test_a_node_tells_its_whole_name_and_what_is_wrong():
    sheet = sheet_of(two_branch(), troubles=lambda _node: ("error", "It lacks an input."))
    assert tip_of(sheet, None, "n2", None) == "dense (Dense)\nIt lacks an input."


def test_a_port_tells_its_slot_and_whether_it_must_be_wired():
    sheet = sheet_of(attention())
    assert tip_of(sheet, hit(sheet, "n3", "in", 0), "", None) == "query"
    assert tip_of(sheet, hit(sheet, "n3", "in", 3), "", None) == "attention_mask (optional)"


def test_an_output_tells_its_tensor():
    sheet = sheet_of(attention(), {"n5": Answer((Tensor((None, 8)), Tensor((None, 9))))})
    assert tip_of(sheet, hit(sheet, "n5", "out", 1), "", None) == (
        "state_h\n(None, 9) float32\nbatch, channels"
    )


def test_nothing_has_no_tip():
    assert tip_of(sheet_of(two_branch()), None, "", None) == ""
