import pytest

from designer.graph.graph import CycleError, Graph, GraphError
from designer.graph.nodes import Edge, InputNode, LayerNode
from tests.builders import Builder, chain


def test_nodes_stand_in_creation_order_whatever_order_they_came_in() -> None:
    graph = Graph([InputNode(f"n{number}", f"x{number}") for number in (10, 2, 1)])
    assert [node.id for node in graph.nodes()] == ["n1", "n2", "n10"]


def test_one_tensor_can_be_wired_twice_to_a_list_slot() -> None:
    builder = Builder()
    x = builder.input(4)
    total = builder.layer("Add", x, x)
    assert [edge.index for edge in builder.graph.inputs_of(total)] == [0, 1]


def test_ties_keep_creation_order_and_inputs_come_first() -> None:
    builder = Builder()
    x = builder.input(4)
    late = builder.layer("Concatenate")
    a, b = builder.layer("Dense", x), builder.layer("Dense", x)
    builder.wire(late, b, a)
    assert [node.id for node in builder.graph.in_order()] == [x, a, b, late]


def test_a_cycle_is_named_along_its_wires() -> None:
    builder = Builder()
    a = builder.layer("Dense", name="a")
    b = builder.layer("Dense", a, name="b")
    builder.wire(a, b)
    with pytest.raises(CycleError, match=r"(a → b → a|b → a → b)\."):
        builder.graph.in_order()


def test_an_id_is_never_given_twice_even_after_its_node_is_gone() -> None:
    graph = chain("Dense").main
    last = graph.new_id()
    graph.add(InputNode(last, "more"))
    graph.remove(last)
    assert graph.new_id() != last


def test_an_edge_to_nowhere_is_refused() -> None:
    graph = Graph([InputNode("n1", "x")])
    with pytest.raises(GraphError, match="n2"):
        graph.connect(Edge("n1", 0, "n2", "inputs"))


def test_values_of_nodes_cannot_be_changed_in_place() -> None:
    node = LayerNode("n1", "dense", layer="keras.layers.Dense", values={"units": 3})
    with pytest.raises(TypeError):
        node.values["units"] = 4  # type: ignore[index]


def test_inputs_are_passed_in_the_order_that_was_given_to_them() -> None:
    builder = Builder()
    builder.input(4, name="second", order=1)
    builder.input(4, name="first")
    assert [node.name for node in builder.graph.inputs()] == ["first", "second"]
