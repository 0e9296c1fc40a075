from __future__ import annotations

import random
import time
from dataclasses import replace

from designer.catalog.table import shipped_catalog
from designer.graph.described import Place
from designer.graph.design import Design
from designer.graph.graph import Graph
from designer.graph.matching import matched
from designer.graph.nodes import Edge, InputNode, LayerNode
from tests.builders import Builder, two_branch


def pairs_of(old: Graph, new: Graph) -> dict[str, str]:
    """Partners by name."""
    catalog = shipped_catalog()
    found = matched(Place(Design(main=old), old, catalog), Place(Design(main=new), new, catalog))
    return {old.node(ours).name: new.node(theirs).name for ours, theirs in found.items()}


def dense_chain(*units: int) -> Graph:
    """Dense layers in a row, named as Keras counts them."""
    builder = Builder()
    last = builder.input(8)
    for each in units:
        last = builder.layer("Dense", last, units=each)
    builder.output(last)
    return builder.graph


def with_other_ids(graph: Graph) -> Graph:
    """The same graph drawn in another order, every node elsewhere."""
    ids = [node.id for node in graph.nodes()]
    random.Random(1).shuffle(ids)
    new = {old: f"n{number}" for number, old in enumerate(ids, 1)}
    nodes = [
        replace(
            node,
            id=new[node.id],
            position=(7.0, 9.0),
            **({"shares": new.get(node.shares, "")} if isinstance(node, LayerNode) else {}),
        )
        for node in graph.nodes()
    ]
    edges = [replace(e, source=new[e.source], target=new[e.target]) for e in graph.edges()]
    return Graph(nodes, edges)


def test_a_graph_drawn_in_another_order_is_matched_whole() -> None:
    graph = two_branch().main
    found = pairs_of(graph, with_other_ids(graph))
    assert found == {name: name for name in graph.names()}


def test_a_layer_put_in_moves_no_name_that_keras_counts() -> None:
    found = pairs_of(dense_chain(64, 32, 10), dense_chain(64, 48, 32, 10))
    assert found["dense_1"] == "dense_2" and found["dense_2"] == "dense_3"
    assert "dense_1" not in found.values()


def test_a_layer_taken_out_moves_no_name_that_keras_counts() -> None:
    found = pairs_of(dense_chain(64, 48, 32, 10), dense_chain(64, 32, 10))
    assert found["dense_2"] == "dense_1" and "dense_1" not in found


def test_two_layers_put_in_at_different_places_leave_those_between_matched() -> None:
    found = pairs_of(dense_chain(64, 32, 16, 10), dense_chain(64, 7, 32, 16, 9, 10))
    assert found["dense_1"] == "dense_2" and found["dense_2"] == "dense_3"


def test_a_name_that_a_person_gave_comes_before_structure() -> None:
    def branches(first: str, second: str) -> Graph:
        builder = Builder()
        pixels = builder.input(8)
        one = builder.layer("Dense", pixels, units=4, name=first)
        other = builder.layer("Dense", pixels, units=5, name=second)
        builder.output(builder.layer("Concatenate", one, other))
        return builder.graph

    found = pairs_of(branches("left", "right"), branches("right", "left"))
    assert (found["left"], found["right"]) == ("left", "right")


def test_a_renamed_layer_is_found_by_what_surrounds_it() -> None:
    old, new = two_branch().main, two_branch().main
    node = new.named("dense_2")
    assert node is not None
    new.change(replace(node, name="hidden"))
    assert pairs_of(old, new)["dense_2"] == "hidden"


def test_a_layer_renamed_and_changed_at_once_is_found_by_its_neighbours() -> None:
    old, new = two_branch().main, two_branch().main
    node = new.named("dense_2")
    assert isinstance(node, LayerNode)
    new.change(replace(node, name="hidden", values={"units": 99}))
    assert pairs_of(old, new)["dense_2"] == "hidden"


def test_another_class_between_the_same_neighbours_is_the_same_node() -> None:
    def net(activation: str) -> Graph:
        builder = Builder()
        first = builder.layer("Dense", builder.input(8), units=4, name="first")
        builder.output(builder.layer("Dense", builder.layer(activation, first), name="last"))
        return builder.graph

    assert pairs_of(net("ReLU"), net("ELU"))["re_lu"] == "elu"


def test_equal_branches_are_matched_one_to_one() -> None:
    def fan(count: int) -> Graph:
        builder = Builder()
        pixels = builder.input(8)
        ends = [builder.layer("Dense", pixels, units=4) for _ in range(count)]
        builder.output(builder.layer("Concatenate", *ends))
        return builder.graph

    found = pairs_of(fan(5), fan(4))
    assert len(set(found.values())) == len(found) == len(fan(4))


def test_two_graphs_with_nothing_in_common_have_only_their_ends_matched() -> None:
    first = Graph([LayerNode("n1", "a", layer="keras.layers.Dense")])
    second = Graph([LayerNode("n1", "b", layer="keras.layers.ReLU")])
    assert pairs_of(first, second) == {}


def test_a_graph_with_a_circle_is_matched_by_name() -> None:
    graph = Graph(
        [LayerNode(f"n{n}", f"add_{n}", layer="keras.layers.Add") for n in (1, 2)],
        [Edge("n1", 0, "n2", "inputs"), Edge("n2", 0, "n1", "inputs")],
    )
    assert pairs_of(graph, graph) == {"add_1": "add_1", "add_2": "add_2"}


def long_chain(count: int, extra: frozenset[int] = frozenset()) -> Graph:
    """Dense layers in a row, dropouts before some of them."""
    graph = Graph([InputNode("n1", "input_layer", shape=(8,))])
    last = "n1"
    for place in range(count):
        node = LayerNode("", f"dense_{place}", layer="keras.layers.Dense")
        nodes = [replace(node, values={"units": place % 7 + 1})]
        if place in extra:
            dropout = LayerNode("", f"dropout_{place}", layer="keras.layers.Dropout")
            nodes.insert(0, replace(dropout, values={"rate": 0.5}))
        for each in nodes:
            new = replace(each, id=graph.new_id())
            graph.add(new)
            graph.connect(Edge(last, 0, new.id, "inputs"))
            last = new.id
    return graph


def test_ten_thousand_nodes_take_no_more_than_a_few_seconds() -> None:
    old, new = long_chain(10_000), long_chain(10_000, frozenset({100, 5000, 5003}))
    began = time.process_time()
    found = pairs_of(old, new)
    # 0.7 s on a quiet core; the bound leaves room for a busy machine.
    assert time.process_time() - began < 6
    assert found == {name: name for name in old.names()}
