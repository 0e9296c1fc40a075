from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.codegen import STYLES, program_of
from tests.builders import Builder


def lines(builder: Builder) -> list[str]:
    program = program_of(builder.design(), shipped_catalog())
    return STYLES["script"].arrange(program).text.splitlines()


def test_an_op_and_a_layer_of_one_name_share_the_numbers_of_keras():
    """Named by hand, the layer `add` would clash with the op, which Keras names `add` itself."""
    builder = Builder()
    x = builder.input(4)
    both = builder.layer("Add", x, x, name="add")
    builder.output(builder.op("add", both, x))
    assert "add = layers.Add()([inputs, inputs])" in lines(builder)


def test_a_layer_behind_an_op_of_its_name_has_the_next_number():
    builder = Builder()
    x = builder.input(4)
    plus = builder.op("add", x, x)
    builder.output(builder.layer("Add", plus, x, name="add_1"))
    assert "add_1 = layers.Add()([add, inputs])" in lines(builder)


def test_a_slice_lets_other_names_be():
    builder = Builder()
    x = builder.input(3, 4)
    part = builder.op("operator.getitem", x, index=Code(":, 0"))
    builder.output(builder.layer("Dense", part, units=2))
    assert any(line.startswith("dense = layers.Dense(2)(") for line in lines(builder))
