"""Custom layers brought, changed, renamed and taken away, with the nodes that follow."""

from __future__ import annotations

import pytest

from designer.catalog.templates import TEMPLATES
from designer.catalog.values import Call, Code
from designer.graph import custom_layers
from designer.graph.design import CustomLayer, Design
from designer.graph.drawing import LAMBDA, new_node
from designer.graph.edits import Add
from designer.graph.graph import GraphError
from designer.graph.nodes import LayerNode
from designer.storage import to_text
from tests.builders import Builder

OWN = "class Own(keras.layers.Layer):\n    def call(self, inputs, gate):\n        return inputs\n"
TWICE = "def twice(x, factor=2):\n    return x * factor\n"
CHILD = "class Child(Own):\n    def make(self):\n        return Own, super(Child, self), 'Own'\n"


@pytest.fixture
def design() -> Design:
    """Two inputs into an Own (`n3`), which a Lambda of `twice` (`n4`) follows."""
    builder = Builder()
    design = builder.design()
    for name, source in (("Own", OWN), ("twice", TWICE), ("Child", CHILD)):
        design.custom_layers[name] = CustomLayer(name, source)
    a, b = builder.input(4), builder.input(4)
    for path, sources in (("Own", (a, b)), ("twice", ("n3",))):
        node = new_node(design, builder.catalog, path, (0, 0))
        Add(node).apply(design)
        builder.wire(node.id, *sources)
    builder.output("n4")
    return design


def layer(design: Design, node_id: str) -> LayerNode:
    node = design.main.node(node_id)
    assert isinstance(node, LayerNode)
    return node


def slots(design: Design, node_id: str) -> list[str]:
    return sorted(edge.slot for edge in design.main.inputs_of(node_id))


def test_a_function_is_placed_as_the_lambda_that_calls_it(design: Design) -> None:
    assert layer(design, "n4").layer == LAMBDA
    assert layer(design, "n4").values == {"function": Code("twice")}


def test_renaming_changes_the_source_the_other_sources_and_the_nodes(design: Design) -> None:
    before = to_text(design)
    undo = custom_layers.renamed(design, "Own", "Gate").apply(design)
    assert layer(design, "n3").layer == "Gate"
    assert design.custom_layers["Gate"].source == OWN.replace("Own", "Gate")
    child = design.custom_layers["Child"].source
    assert child.startswith("class Child(Gate)") and "return Gate, super(Child" in child
    assert "'Own'" in child
    undo.apply(design)
    assert to_text(design) == before


def test_renaming_a_function_changes_the_values_that_name_it(design: Design) -> None:
    inner = Call("keras.layers.Lambda", {"function": Code("twice")})
    node = LayerNode("n9", "wrap", layer="keras.layers.TimeDistributed", values={"layer": inner})
    Add(node).apply(design)
    custom_layers.renamed(design, "twice", "double").apply(design)
    assert layer(design, "n4").values["function"] == Code("double")
    assert layer(design, "n9").values["layer"].arguments["function"] == Code("double")
    assert design.custom_layers["double"].source.startswith("def double(x")


@pytest.mark.parametrize("name", ["class", "1a", "a b", "", "twice"])
def test_a_name_that_cannot_be_is_refused(design: Design, name: str) -> None:
    with pytest.raises(GraphError):
        custom_layers.renamed(design, "Own", name)


def test_a_class_that_got_another_name_in_its_source_takes_its_nodes_along(design: Design) -> None:
    custom_layers.with_source(design, "Own", OWN.replace("Own", "Gate")).apply(design)
    assert "Own" not in design.custom_layers and layer(design, "n3").layer == "Gate"
    assert len(slots(design, "n3")) == 2


def test_a_parameter_that_got_another_name_keeps_its_wires(design: Design) -> None:
    source = OWN.replace("inputs, gate", "x, gate").replace("return inputs", "return x")
    custom_layers.with_source(design, "Own", source).apply(design)
    assert slots(design, "n3") == ["gate", "x"]


def test_a_layer_that_became_a_function_is_called_by_lambdas(design: Design) -> None:
    custom_layers.with_source(design, "Own", "def own(x):\n    return x\n").apply(design)
    assert layer(design, "n3").layer == LAMBDA
    assert layer(design, "n3").values == {"function": Code("own")}


def test_a_function_becomes_a_layer_with_what_its_lambda_gave_it(design: Design) -> None:
    before = to_text(design)
    design.main.change(
        LayerNode(
            "n4",
            "twice",
            layer=LAMBDA,
            values={"function": Code("twice"), "arguments": {"factor": 3}},
        )
    )
    source = "class Twice(keras.layers.Layer):\n    ...\n"
    undo = custom_layers.with_source(design, "twice", source).apply(design)
    assert (layer(design, "n4").layer, dict(layer(design, "n4").values)) == ("Twice", {"factor": 3})
    assert "twice" not in design.custom_layers
    undo.apply(design)
    assert "twice" in design.custom_layers and to_text(design) != before


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("class Own(", "Own, line 1: "),
        ("x = 1\n", "no layer class and no function"),
        ("def twice(x): ...\n", "has a custom layer twice already"),
    ],
)
def test_a_source_that_cannot_be_is_refused(design: Design, source: str, said: str) -> None:
    with pytest.raises(GraphError, match=said):
        custom_layers.with_source(design, "Own", source)


def test_what_is_used_stays_and_says_by_what(design: Design) -> None:
    with pytest.raises(GraphError, match="still used by own"):
        custom_layers.removed(design, "Own")
    with pytest.raises(GraphError, match="still used by twice"):
        custom_layers.removed(design, "twice")
    design.main.disconnect(*design.main.inputs_of("n4"))
    for node in ("n3",):
        for edge in design.main.inputs_of(node):
            design.main.disconnect(edge)
        design.main.remove(node)
    with pytest.raises(GraphError, match="in the source of Child"):
        custom_layers.removed(design, "Own")
    custom_layers.removed(design, "Child").apply(design)
    custom_layers.removed(design, "Own").apply(design)
    assert list(design.custom_layers) == ["twice"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_every_template_is_a_custom_layer_with_a_free_name(template, design: Design) -> None:
    for _ in range(2):
        source = template.source(design.custom_layers)
        custom_layers.brought(design, source).apply(design)
    names = list(design.custom_layers)[-2:]
    assert names == [template.stem, f"{template.stem}2"]
    assert all(design.custom_layers[name].spec for name in names)
