import pytest

from designer.catalog.operators import SLICE_PATH
from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call, Code
from designer.graph.answers import Answer, Tensor
from designer.graph.nodes import LayerNode, OpNode, UnknownNode
from designer.ui.canvas.faces import (
    NOT_SET,
    Setting,
    category_of,
    face_of,
    label_text,
    lines_of,
    params_text,
    short_text,
    subtitle_of,
)
from tests.ui.canvas.canvas_designs import attention, layer, small_catalog, two_branch, wire

CATALOG = small_catalog()


def setting_of(design):
    return Setting(design, CATALOG, design.main)


def face(design, node_id, answer=None, **trouble):
    return face_of(setting_of(design), design.main.node(node_id), answer, **trouble)


def test_a_face_has_the_name_the_class_and_what_was_given():
    dense = face(two_branch(), "n2", Answer((Tensor((None, 128)),), 100_480))
    assert (dense.title, dense.subtitle) == ("dense", "Dense")
    assert dense.lines == (("units", "128"), ("activation", "relu"))
    assert (dense.shape, dense.params) == ("(None, 128)", "100,480")


def test_defaults_take_no_line():
    assert dict(face(two_branch(), "n6").lines) == {"units": "10"}


def test_a_required_argument_without_a_value_is_shown_as_not_set():
    node = layer("n9", "conv", "Conv2D", filters=8)
    assert ("kernel_size", NOT_SET) in lines_of(setting_of(two_branch()), node)


def test_a_box_shows_only_the_most_telling_arguments():
    given = {"filters": 8, "kernel_size": 3, "strides": 2, "padding": "same", "activation": "relu"}
    node = layer("n9", "conv", "Conv2D", **given)
    names = [name for name, _ in lines_of(setting_of(two_branch()), node)]
    assert names == ["filters", "kernel_size", "strides", "padding"]


def test_an_input_shows_its_shape_and_an_unusual_dtype():
    assert face(two_branch(), "n1").lines == (("shape", "(784,)"),)
    assert face(attention(), "n2").lines == (("shape", "(None,)"), ("dtype", "bool"))


def test_a_node_that_shares_a_layer_says_whose_and_shows_its_values():
    design = attention()
    again = face(design, "n9")
    assert again.subtitle == "Dense of dense"
    assert again.lines == face(design, "n8").lines


def test_an_op_says_that_it_is_one():
    assert face(attention(), "n7").subtitle == "ops.relu"


def face_in_keras(design, node_id):
    """By the whole catalogue."""
    return face_of(Setting(design, shipped_catalog(), design.main), design.main.node(node_id), None)


def test_a_number_in_place_of_a_wire_is_shown_until_there_is_a_wire():
    design = two_branch()
    design.main.add(OpNode("n9", "fmod", op="keras.ops.fmod", values={"x2": 1.0}))
    assert face_in_keras(design, "n9").lines == (("x2", "1.0"),)
    design.main.connect(wire("n2", "n9", "x2"))
    assert face_in_keras(design, "n9").lines == ()


def test_an_op_with_a_sign_shows_it_with_the_number_in_place_of_a_wire():
    design = two_branch()
    design.main.add(OpNode("n9", "subtract", op="keras.ops.subtract", values={"x1": 1}))
    assert (face_in_keras(design, "n9").subtitle, face_in_keras(design, "n9").lines) == (
        "1 - x2",
        (),
    )
    design.main.connect(wire("n2", "n9", "x1"))
    assert face_in_keras(design, "n9").subtitle == "x1 - x2"
    design.main.add(OpNode("n10", "negative", op="keras.ops.negative"))
    assert face_in_keras(design, "n10").subtitle == "-x"


def test_a_slice_shows_its_index_and_says_where_it_has_none():
    design = two_branch()
    design.main.add(OpNode("n9", "sliced", op=SLICE_PATH, values={"index": Code(":, 0")}))
    assert (face_in_keras(design, "n9").subtitle, face_in_keras(design, "n9").lines) == (
        "x[:, 0]",
        (),
    )
    design.main.add(OpNode("n10", "sliced_1", op=SLICE_PATH))
    assert face_in_keras(design, "n10").lines == (("index", "not set"),)


def test_nothing_is_shown_where_nothing_is_known():
    dense = face(two_branch(), "n2", None)
    assert (dense.shape, dense.params, dense.severity) == ("", "", "")


def test_a_failure_of_keras_marks_the_face_and_gives_its_words():
    add = face(two_branch(), "n4", Answer(error="Shapes do not match."))
    assert (add.severity, add.badge) == ("error", "Shapes do not match.")


def test_a_problem_outranks_what_keras_said():
    add = face(two_branch(), "n4", Answer(error="ugly"), severity="warning", badge="plain words")
    assert (add.severity, add.badge) == ("warning", "plain words")


def test_further_outputs_are_counted():
    tensors = tuple(Tensor((None, 64)) for _ in range(3))
    assert face(attention(), "n5", Answer(tensors)).shape == "(None, 64) +2"


@pytest.mark.parametrize(
    ("node", "category"), [("n1", "Inputs"), ("n2", "Core"), ("n4", "Merging"), ("n7", "Outputs")]
)
def test_a_face_has_the_colour_of_its_category(node, category):
    design = two_branch()
    assert category_of(setting_of(design), design.main.node(node)) == category


def test_a_layer_that_the_catalogue_does_not_know_shows_what_was_given():
    node = LayerNode("n9", "odd", layer="keras_hub.layers.Odd", values={"size": 3})
    setting = setting_of(two_branch())
    assert subtitle_of(setting, node) == "Odd"
    assert lines_of(setting, node) == (("size", "3"),)


def test_a_node_of_an_unknown_kind_has_a_face_too():
    setting = setting_of(two_branch())
    node = UnknownNode("n9", "future")
    assert (subtitle_of(setting, node), category_of(setting, node)) == ("unknown node", "Custom")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("relu", "relu"),
        ((3, 3), "(3, 3)"),
        (Call("keras.regularizers.L2", {"l2": 0.01}), "L2(0.01)"),
        (None, "None"),
    ],
)
def test_values_are_written_short(value, text):
    assert short_text(value) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (650, "650"),
        (9_999_999, "9,999,999"),
        (25_600_000, "25.6 M"),
        (1_000_001_000_000, "1 T"),
        (3_200_000_000, "3.2 G"),
    ],
)
def test_parameter_counts_stay_short(count, text):
    assert params_text(count) == text


@pytest.mark.parametrize(
    ("shape", "dtype", "text"),
    [
        ((None, 28, 28, 32), "float32", "28×28×32"),
        ((None, None, 64), "float32", "?×64"),
        ((8, 64), "float32", "8×64"),
        ((None,), "float32", "scalar"),
        ((None, 10), "int32", "10 int32"),
    ],
)
def test_a_label_leaves_out_what_goes_without_saying(shape, dtype, text):
    assert label_text(shape, dtype) == text
