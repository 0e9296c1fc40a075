"""Shapes as comments behind the code."""

from designer.codegen import STYLES, Listing, with_shapes
from designer.graph.answers import Answer, Tensor
from tests.codegen.styles.texts import my_model, program

ANSWERS = {
    "n1": Answer((Tensor((None, 32)),)),
    "n2": Answer((Tensor((None, 128)),)),
    "n3": Answer((Tensor((None, 64)),)),
    "n4": Answer((Tensor((None, 10)),)),
}


def shown(style: str) -> list[str]:
    return with_shapes(STYLES[style].arrange(program(my_model())), ANSWERS).text.splitlines()


def test_each_line_says_what_it_computes() -> None:
    assert shown("script")[3:5] == [
        "inputs = keras.Input(shape=(32,))  # (None, 32)",
        'block_1 = layers.Dense(128, activation="relu", name="block_1")(inputs)  # (None, 128)',
    ]


def test_a_subclass_says_it_where_the_layer_is_called() -> None:
    lines = [line.strip() for line in shown("subclass") if "#" in line]
    assert lines[1:] == [
        "block_1 = self.block_1(inputs)  # (None, 128)",
        "block_2 = self.block_2(block_1)  # (None, 64)",
        "return self.classifier(block_2)  # (None, 10)",
    ]


def test_items_of_a_sequential_have_theirs() -> None:
    assert '        layers.Dense(10, name="classifier"),  # (None, 10)' in shown("sequential")


def test_several_outputs_and_other_dtypes_are_told() -> None:
    outputs = (Tensor((None, 4)), Tensor((None,), "int32"))
    listing = with_shapes(Listing("a, b = f(x)\n", {1: "n1"}), {"n1": Answer(outputs)})
    assert listing.text == "a, b = f(x)  # (None, 4), (None,) int32\n"


def test_a_line_does_not_grow_beyond_100_columns() -> None:
    comment = "  # (None, 4)"
    answer = {"n1": Answer((Tensor((None, 4)),))}
    for length, expected in ((100 - len(comment), 100), (101 - len(comment), 101 - len(comment))):
        listing = with_shapes(Listing("x" * length + "\n", {1: "n1"}), answer)
        assert len(listing.text.strip()) == expected


def test_only_the_last_line_of_a_statement_gets_it() -> None:
    listing = Listing("x = f(\n    y,\n)\n", {1: "n1", 2: "n1", 3: "n1"})
    commented = with_shapes(listing, {"n1": Answer((Tensor((None, 4)),))})
    assert commented.text == "x = f(\n    y,\n)  # (None, 4)\n"


def test_a_loop_says_a_shape_that_all_its_uses_have() -> None:
    listing = Listing("for _ in range(2):\n    x = f()(x)\n", {2: "n1"}, {2: ("n2",)})
    same = {"n1": ANSWERS["n2"], "n2": ANSWERS["n2"]}
    assert with_shapes(listing, same).text.endswith("(x)  # (None, 128)\n")
    assert with_shapes(listing, ANSWERS).text == listing.text


def test_what_is_not_known_is_left_out() -> None:
    listing = STYLES["script"].arrange(program(my_model()))
    assert with_shapes(listing, {"n2": Answer(error="wrong")}).text == listing.text
