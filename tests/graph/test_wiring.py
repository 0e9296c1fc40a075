import pytest

from designer.catalog.table import shipped_catalog
from designer.graph.design import Design
from designer.graph.nodes import Edge
from designer.graph.wiring import free_place, why_not
from tests.builders import Builder, two_branch


def reason(design: Design, edge: Edge) -> str:
    return why_not(design, shipped_catalog(), edge)


@pytest.mark.parametrize(
    ("edge", "words"),
    [
        (Edge("n2", 0, "n5", "inputs"), ""),
        (Edge("n2", 0, "n4", "inputs", 2), ""),
        (Edge("n6", 0, "n2", "inputs"), "dense already leads to dense_3"),
        (Edge("n2", 0, "n2", "inputs"), "cannot feed itself"),
        (Edge("n2", 0, "n1", "inputs"), "input_layer takes no tensor"),
        (Edge("n8", 0, "n2", "inputs"), "output has no output"),
        (Edge("n2", 1, "n5", "inputs"), "no output"),
        (Edge("n2", 0, "n5", "value"), "no slot 'value'"),
    ],
)
def test_a_wire_that_cannot_be_says_why(edge: Edge, words: str) -> None:
    found = reason(two_branch(), edge)
    assert words in found and bool(words) == bool(found)


def test_a_full_list_slot_takes_no_other_wire_but_lets_one_be_replaced() -> None:
    builder = Builder()
    x, y = builder.input(4), builder.input(4)
    difference = builder.layer("Subtract", x, x)
    assert "at most 2" in reason(builder.design(), Edge(y, 0, difference, "inputs", 2))
    assert reason(builder.design(), Edge(y, 0, difference, "inputs", 1)) == ""


def test_the_next_wire_goes_to_the_first_place_that_is_free() -> None:
    builder = Builder()
    x = builder.input(4, 8)
    total = builder.layer("Add", x, x)
    attention = builder.layer("MultiHeadAttention", x)
    design, catalog = builder.design(), shipped_catalog()
    assert free_place(design, design.main, catalog, total) == ("inputs", 2)
    assert free_place(design, design.main, catalog, attention) == ("value", 0)
    assert free_place(design, design.main, catalog, attention, "key") == ("key", 0)
    assert free_place(design, design.main, catalog, x) is None
