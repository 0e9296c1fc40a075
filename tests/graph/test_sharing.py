"""Nodes that call one layer: linked, and made unique again."""

import pytest

from designer.catalog.table import shipped_catalog
from designer.graph.design import Design
from designer.graph.graph import GraphError
from designer.graph.nodes import LayerNode
from designer.graph.sharing import linked, made_unique
from designer.storage import to_text
from tests.builders import Builder

CATALOG = shipped_catalog()


def three() -> tuple[Design, list[str]]:
    builder = Builder()
    ids = [builder.layer("Dense", builder.input(4), units=units) for units in (3, 4, 5)]
    return builder.design(), ids


def layer(design: Design, node_id: str) -> LayerNode:
    node = design.main.node(node_id)
    assert isinstance(node, LayerNode)
    return node


def test_the_oldest_of_linked_nodes_owns_the_layer() -> None:
    design, (first, second, third) = three()
    linked(design, CATALOG, [third, first, second]).apply(design)
    assert [layer(design, each).shares for each in (first, second, third)] == ["", first, first]
    assert layer(design, second).values == {}


def test_linking_to_a_node_that_shares_already_joins_its_family() -> None:
    design, (first, second, third) = three()
    linked(design, CATALOG, [second, third]).apply(design)
    linked(design, CATALOG, [first, second]).apply(design)
    assert [layer(design, each).shares for each in (first, second, third)] == ["", first, first]


def test_layers_of_two_classes_are_not_linked() -> None:
    builder = Builder()
    dense = builder.layer("Dense", builder.input(4))
    relu = builder.layer("ReLU", dense)
    with pytest.raises(GraphError, match="dense is a Dense and re_lu a ReLU"):
        linked(builder.design(), CATALOG, [dense, relu])


def test_an_input_has_nothing_to_share() -> None:
    builder = Builder()
    with pytest.raises(GraphError, match="no weights to share"):
        linked(builder.design(), CATALOG, [builder.input(4), builder.input(4)])


def test_a_node_made_unique_gets_the_values_that_it_shared() -> None:
    design, (first, second, third) = three()
    linked(design, CATALOG, [first, second, third]).apply(design)
    before = to_text(design)
    inverse = made_unique(design, [third]).apply(design)
    assert (layer(design, third).shares, layer(design, third).values) == ("", {"units": 3})
    assert layer(design, second).shares == first
    inverse.apply(design)
    assert to_text(design) == before


def test_when_the_owner_becomes_unique_the_next_one_owns_what_the_others_share() -> None:
    design, (first, second, third) = three()
    linked(design, CATALOG, [first, second, third]).apply(design)
    made_unique(design, [first]).apply(design)
    assert [layer(design, each).shares for each in (first, second, third)] == ["", "", second]
    assert layer(design, second).values == {"units": 3}


def test_nodes_that_share_nothing_cannot_be_made_unique() -> None:
    design, ids = three()
    with pytest.raises(GraphError, match="None of these"):
        made_unique(design, ids)
