import pytest

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call, Code
from designer.graph.checks import problems_of
from designer.graph.design import Block, CustomLayer
from designer.graph.inner import inner_spec, inner_specs
from tests.builders import Builder, chain

CATALOG = shipped_catalog()


def sentences(outer: str, **values: object) -> list[str]:
    """What the checks say of the values of one layer."""
    builder = Builder()
    builder.output(builder.layer(outer, builder.input(6, 8), **values))
    found = problems_of(builder.design(), CATALOG)
    return [problem.sentence for problem in found if problem.code == "wrong-value"]


def lstm(**values: object) -> Call:
    return Call("keras.layers.LSTM", values)


@pytest.mark.parametrize(
    ("layer", "values", "sentence"),
    [
        (
            "Bidirectional",
            {"layer": lstm(units=-1)},
            "`bidirectional` → `layer` → `units` must be a whole number of at least 1, not -1.",
        ),
        (
            "Bidirectional",
            {"layer": lstm()},
            "`bidirectional` → `layer` → `units` has no value, and `LSTM` needs one.",
        ),
        (
            "Bidirectional",
            {"layer": lstm(units=3, unit=4)},
            "`bidirectional` → `layer` → `unit`: `LSTM` has no argument of that name.",
        ),
        (
            "TimeDistributed",
            {"layer": Call("keras.layers.Bidirectional", {"layer": lstm(units=0)})},
            "`time_distributed` → `layer` → `layer` → `units` must be a whole number of at least "
            "1, not 0.",
        ),
        (
            "RNN",
            {
                "cell": Call(
                    "keras.layers.StackedRNNCells",
                    {"cells": [Call("keras.layers.GRUCell", {"units": 2.5})]},
                )
            },
            "`rnn` → `cell` → `cells[0]` → `units` must be a whole number of at least 1, not 2.5.",
        ),
        (
            "Dense",
            {"units": 3, "kernel_regularizer": Call("keras.regularizers.L2", {"l2": "big"})},
            '`dense` → `kernel_regularizer` → `l2` must be a number of at least 0, not "big".',
        ),
        (
            "TimeDistributed",
            {"layer": Call("encoder", {})},
            "`time_distributed` → `layer` calls `encoder`, which this design does not have.",
        ),
    ],
)
def test_a_wrong_value_inside_is_named_by_the_way_to_it(
    layer: str, values: dict[str, object], sentence: str
) -> None:
    assert sentences(layer, **values) == [sentence]


@pytest.mark.parametrize(
    "layer",
    [
        lstm(units=3, return_sequences=True),
        lstm(units=Code("width"), name="inner"),
        Call("somewhere.Layer", {"anything": 1}),
    ],
)
def test_sound_values_inside_are_left_alone(layer: Call) -> None:
    assert sentences("TimeDistributed", layer=layer) == []


def test_blocks_custom_layers_cells_and_architectures_may_stand_inside() -> None:
    design = chain("Dense")
    design.blocks["encoder"] = Block("encoder", chain("Dense").main, {"width": 4})
    names = {spec.path for spec in inner_specs(design, CATALOG)}
    assert {"encoder", "keras.layers.LSTMCell", "keras.applications.ResNet50"} <= names
    (argument,) = inner_spec(design, CATALOG, "encoder").arguments
    assert (argument.name, argument.default) == ("width", 4)


def test_a_custom_layer_inside_is_known_before_its_arguments_are() -> None:
    builder = Builder()
    builder.output(
        builder.layer("TimeDistributed", builder.input(6, 8), layer=Call("Linear", {"units": 3}))
    )
    design = builder.design()
    design.custom_layers["Linear"] = CustomLayer("Linear", "class Linear: ...")
    assert not [p for p in problems_of(design, CATALOG) if p.code == "wrong-value"]
