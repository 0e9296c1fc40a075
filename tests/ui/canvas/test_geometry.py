import math
from time import process_time

import numpy as np
import pytest

from designer.catalog.spec import SlotSpec
from designer.graph.nodes import Edge
from designer.ui.canvas import curves
from designer.ui.canvas.forms import HEADER_PORT, WIDTH, form_of
from designer.ui.canvas.geometry import Geometry

PLAIN = form_of(((SlotSpec("inputs"), ()),), ("output",), 1)
MERGE = form_of(((SlotSpec("inputs", many=True), (0, 1)),), ("output",), 0)
WIRE = Edge("a", 0, "b", "inputs")


@pytest.fixture
def pair() -> Geometry:
    """Two boxes side by side with a wire, 100 apart."""
    geometry = Geometry()
    geometry.put("a", (0.0, 0.0), PLAIN)
    geometry.put("b", (WIDTH + 100.0, 0.0), PLAIN)
    geometry.put_wire(WIRE)
    return geometry


def ends(geometry, edge):
    return geometry.ends[geometry.edge_row(edge)].tolist()


def test_a_wire_goes_from_port_to_port(pair):
    assert ends(pair, WIRE) == [WIDTH, HEADER_PORT, WIDTH + 100, HEADER_PORT]


def test_a_moved_node_takes_the_ends_of_its_wires_along(pair):
    pair.move({"b": (500.0, 200.0)})
    assert ends(pair, WIRE) == [WIDTH, HEADER_PORT, 500.0, 200.0 + HEADER_PORT]


def test_a_node_that_changes_its_form_takes_the_ends_of_its_wires_along(pair):
    edge = Edge("a", 0, "b", "inputs", 1)
    pair.drop_wire(WIRE)
    pair.put_wire(edge)
    pair.put("b", (WIDTH + 100.0, 0.0), MERGE)
    assert ends(pair, edge)[3] == MERGE.inputs[1].y


def test_a_removed_node_takes_its_wires_along(pair):
    pair.drop("a")
    assert "a" not in pair and pair.edge_row(WIRE) is None
    assert pair.wires_of("b") == frozenset()
    assert pair.nodes_in((-1e6, -1e6, 1e6, 1e6)) == ["b"]
    assert not len(pair.wires_in((-1e6, -1e6, 1e6, 1e6)))


def test_what_was_removed_can_come_back(pair):
    pair.drop("a")
    pair.put("a", (0.0, 50.0), PLAIN)
    pair.put_wire(WIRE)
    assert ends(pair, WIRE)[1] == 50.0 + HEADER_PORT


def test_the_topmost_box_is_under_the_pointer(pair):
    pair.put("c", (20.0, 20.0), PLAIN)
    assert pair.node_at(30.0, 30.0) == "c"
    assert pair.node_at(5.0, 5.0) == "a"
    assert pair.node_at(WIDTH + 50.0, 5.0) == ""


def test_a_port_is_found_from_both_sides_of_the_edge_and_no_further_than_the_grip(pair):
    for x in (WIDTH - 6.0, WIDTH + 6.0):
        hit = pair.port_at(x, HEADER_PORT, 8.0)
        assert hit and (hit.node, hit.port.side, hit.x) == ("a", "out", WIDTH)
    assert pair.port_at(WIDTH + 9.0, HEADER_PORT, 8.0) is None


def test_the_nearer_of_two_ports_is_found(pair):
    pair.put("b", (WIDTH + 10.0, 0.0), PLAIN)
    near_b = pair.port_at(WIDTH + 7.0, HEADER_PORT, 12.0)
    assert near_b and (near_b.node, near_b.port.side) == ("b", "in")


def test_a_port_behind_another_box_is_out_of_reach(pair):
    pair.put("c", (WIDTH - 20.0, 0.0), PLAIN)
    assert pair.port_at(WIDTH, HEADER_PORT, 5.0) is None


def test_a_wire_is_found_on_its_curve(pair):
    pair.move({"b": (WIDTH + 300.0, 400.0)})
    x, y = pair.middle_of(WIRE)
    assert pair.wire_at(x + 3.0, y, 5.0) == WIRE
    assert pair.wire_at(x + 40.0, y - 40.0, 5.0) is None


def test_the_rubber_band_finds_what_it_touches(pair):
    assert pair.nodes_in((WIDTH - 1, 5, WIDTH + 50, 10)) == ["a"]
    assert pair.nodes_in((WIDTH - 1, 5, WIDTH + 150, 10)) == ["a", "b"]


def test_a_wire_whose_curve_swings_into_view_is_in_view(pair):
    pair.move({"b": (-600.0, 300.0)})
    swing = curves.sampled(pair.ends[:1])[0]
    right = float(swing[:, 0].max())
    assert right > WIDTH + 10
    assert pair.edge_row(WIRE) in pair.wires_in((right - 5, -50, right + 5, 400))


def test_every_point_of_a_curve_is_inside_its_hull():
    numbers = np.random.default_rng(1).uniform(-900, 900, (200, 4))
    hulls, points = curves.hulls(numbers), curves.sampled(numbers)
    for side in (0, 1):
        assert (points[..., side] >= hulls[:, None, side] - 1e-6).all()
        assert (points[..., side] <= hulls[:, None, side + 2] + 1e-6).all()


def test_the_distance_to_a_straight_wire_is_the_height_above_it():
    flat = np.array([[0.0, 0.0, 200.0, 0.0]])
    assert curves.distances(flat, 90.0, 7.0)[0] == pytest.approx(7.0)


def test_a_cut_finds_the_wires_that_it_crosses(pair):
    assert pair.wires_crossed(WIDTH + 50, -50, WIDTH + 50, 80) == [WIRE]
    assert pair.wires_crossed(WIDTH + 50, 30, WIDTH + 50, 80) == []


def test_bounds_go_around_the_boxes_that_are_asked_for(pair):
    assert pair.bounds(["a"]) == (0.0, 0.0, WIDTH, PLAIN.height)
    assert pair.bounds() == (0.0, 0.0, 2 * WIDTH + 100, PLAIN.height)
    assert Geometry().bounds() is None


@pytest.mark.parametrize("place", [(math.nan, 3.0), (math.inf, 0.0), (1e300, -1e300)])
def test_a_box_is_found_wherever_a_file_says_that_it_is(place):
    geometry = Geometry()
    geometry.put("a", place, PLAIN)
    bounds = geometry.bounds()
    assert bounds and all(map(math.isfinite, bounds))
    assert geometry.node_at(bounds[0] + 1, bounds[1] + 1) == "a"


def test_a_change_of_one_node_in_ten_thousand_costs_next_to_nothing():
    geometry = Geometry()
    geometry.put_all(
        (f"n{i}", (i % 100 * 250.0, i // 100 * 150.0), PLAIN, 0) for i in range(10_000)
    )
    geometry.put_wires([Edge(f"n{i}", 0, f"n{i + 1}", "inputs") for i in range(9_999)])
    begin = process_time()
    for i in range(100):
        geometry.put("n5000", (float(i), 0.0), PLAIN)
    assert (process_time() - begin) / 100 < 0.002


def test_many_edits_leave_no_more_rows_than_a_rebuild_would_clear(pair):
    for number in range(50):
        pair.put(f"x{number}", (0.0, 0.0), PLAIN)
        pair.drop(f"x{number}")
    assert pair.wasted == 50
    assert len(pair) == 2
