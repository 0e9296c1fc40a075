"""Rows of the worker by the node of the graph that is shown."""

from designer.session.looks import SOURCES, flags_of, heat_of, node_in, place_of

TIMES = {
    "layers": [
        {"path": ["n1"], "forward_ms": 1.0, "backward_ms": None},
        {"path": ["n8", "@block/n2"], "forward_ms": 2.0, "backward_ms": 4.0},
        {"path": ["n8", "@block/n3"], "forward_ms": 3.0, "backward_ms": 5.0},
        {"path": [], "forward_ms": 9.0, "backward_ms": 9.0},
    ]
}


def test_times_inside_of_a_block_are_summed_up_at_its_use():
    assert heat_of(SOURCES["forward"], TIMES) == {"n1": 1.0, "n8": 5.0}
    assert heat_of(SOURCES["backward"], TIMES) == {"n8": 9.0}


def test_inside_of_the_block_each_node_has_its_own():
    assert heat_of(SOURCES["forward"], TIMES, ("n8",)) == {"n2": 2.0, "n3": 3.0}
    assert heat_of(SOURCES["forward"], TIMES, ("n9",)) == {}


def test_a_mark_inside_of_a_block_is_seen_at_its_use():
    rows = [{"path": ["n8", "@block/n2"], "flag": "vanishing"}, {"path": ["n1"], "flag": ""}]
    assert flags_of(rows) == {"n8": "vanishing"}


def test_the_end_of_a_path_names_graph_and_node():
    assert place_of(("n8", "@block/n2")) == ("block", "n2")
    assert place_of(("n1",)) == ("", "n1")
    assert node_in(("n1",), ("n1",)) == ""
