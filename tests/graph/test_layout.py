import random
from itertools import combinations, pairwise

import pytest

from designer.graph.graph import CycleError, Graph
from designer.graph.layers import layers_of
from designer.graph.layout import COLUMN, LONGEST_LINE, layered
from designer.graph.nodes import Edge, LayerNode
from tests.builders import Builder

HEIGHT = 120.0


def graph_of(*edges: str) -> Graph:
    """A graph of single letters: `ab` is a wire from a to b."""
    names = sorted({name for edge in edges for name in edge})
    graph = Graph(LayerNode(name, name, layer="keras.layers.Add") for name in names)
    for number, (source, target) in enumerate(edges):
        graph.connect(Edge(source, 0, target, "inputs", number))
    return graph


def overlapping(places, height=HEIGHT):
    return [
        (a, b)
        for a, b in combinations(places, 2)
        if abs(places[a][0] - places[b][0]) < COLUMN and abs(places[a][1] - places[b][1]) < height
    ]


def random_graph(count: int, seed: int = 3) -> Graph:
    chance = random.Random(seed)
    graph = Graph(LayerNode(f"n{n}", f"n{n}", layer="keras.layers.Add") for n in range(count))
    for target in range(1, count):
        near = range(max(0, target - 12), target)
        for index, source in enumerate(chance.sample(near, min(len(near), chance.choice((1, 2))))):
            graph.connect(Edge(f"n{source}", 0, f"n{target}", "inputs", index))
    return graph


def test_a_chain_stands_in_a_straight_line():
    places = layered(graph_of("ab", "bc", "cd"))
    assert [places[name] for name in "abcd"] == [(n * COLUMN, places["a"][1]) for n in range(4)]


def test_wires_lead_to_the_right():
    graph = random_graph(LONGEST_LINE - 2)
    places = layered(graph)
    assert all(places[e.source][0] < places[e.target][0] for e in graph.edges())


@pytest.mark.parametrize("seed", range(5))
def test_no_box_lies_on_another(seed):
    assert overlapping(layered(random_graph(150, seed))) == []


def test_boxes_of_any_height_find_room():
    heights = {"a": 60.0, "b": 400.0, "c": 90.0, "d": 60.0}
    places = layered(graph_of("ab", "ac", "bd", "cd"), heights.__getitem__)
    first, second = sorted("bc", key=lambda name: places[name][1])
    assert places[second][1] - places[first][1] >= heights[first]


def test_wires_that_need_not_cross_do_not():
    assert _crossings(graph_of("ad", "be", "cf", "dh", "eg", "fi")) == 0
    assert _crossings(graph_of("ay", "bx", "ax")) == 0


def _crossings(graph):
    layers = layers_of(graph)
    pairs = [
        (layers.places[source], layers.places[target])
        for source in range(len(layers.layer_of))
        for target in layers.after[source]
    ]
    return sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(pairs, 2))


def test_a_wire_past_boxes_has_room_of_its_own():
    """A skip connection runs straight; what it skips makes way."""
    places = layered(graph_of("ab", "bc", "cd", "ad", "de"))
    line = places["a"][1] + 21
    assert places["a"][1] == places["d"][1]
    assert all(not places[name][1] < line < places[name][1] + HEIGHT for name in "bc")


def test_an_input_stands_right_before_what_it_feeds():
    places = layered(graph_of("ab", "bc", "cd", "xd"))
    assert places["x"][0] == places["c"][0]


def test_a_long_design_is_broken_into_lines():
    builder = Builder()
    last = builder.input(4)
    for _ in range(200):
        last = builder.layer("Dense", last, units=4)
    builder.output(last)
    places = list(layered(builder.design().main).values())
    width = max(x for x, _ in places) + COLUMN
    height = max(y for _, y in places) - min(y for _, y in places)
    assert 1 < width / height < 4
    assert len({y for _, y in places}) > 3


def test_it_is_broken_where_few_wires_pass():
    """Groups of two branches, joined by one wire each: no group is torn."""
    names = [f"n{number}" for number in range(320)]
    graph = Graph(LayerNode(name, name, layer="keras.layers.Add") for name in names)
    groups = [names[number : number + 4] for number in range(0, 320, 4)]
    for first, left, right, last in groups:
        wires = [(first, left), (first, right), (left, last), (right, last)]
        for index, (a, b) in enumerate(wires):
            graph.connect(Edge(a, 0, b, "inputs", index))
    for group, after in pairwise(groups):
        graph.connect(Edge(group[-1], 0, after[0], "inputs"))
    places = layered(graph)
    assert all(places[group[0]][0] < places[group[-1]][0] for group in groups)


def test_equal_designs_are_laid_out_equally():
    assert layered(random_graph(120)) == layered(random_graph(120))


def test_a_cycle_has_no_layout():
    with pytest.raises(CycleError):
        layered(graph_of("ab", "ba"))


def test_an_empty_graph_has_no_places():
    assert layered(Graph()) == {}
