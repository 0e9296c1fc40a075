import numpy as np
import pytest

from designer.ui.canvas.moving import Moving
from designer.ui.canvas.sheet import Sheet
from tests.ui.canvas.canvas_designs import small_catalog, two_branch, wire


@pytest.fixture
def geometry():
    return Sheet(two_branch(), small_catalog()).geometry


def edges_of(geometry, mask):
    return {geometry.edges[row] for row in np.flatnonzero(mask)}


def test_what_moves_what_stays_and_what_is_between_are_all_there_is(geometry):
    moving = Moving(geometry, ["n5", "n6"])
    assert edges_of(geometry, moving.moved.wires) == {wire("n5", "n6")}
    between = {wire("n4", "n5"), wire("n6", "n7")}
    assert edges_of(geometry, moving.still.wires) == (
        set(geometry.edges) - between - {wire("n5", "n6")}
    )
    assert len(moving.wires_between()) == 2
    assert (moving.moved.nodes ^ moving.still.nodes).all()


@pytest.mark.parametrize("edge", [wire("n4", "n5"), wire("n6", "n7")])
def test_a_wire_between_keeps_the_end_that_stays_and_takes_the_other_along(geometry, edge):
    moving = Moving(geometry, ["n5", "n6"])
    moving.offset = (30.0, -20.0)
    shift = [0, 0, 30, -20] if edge.target == "n5" else [30, -20, 0, 0]
    expected = geometry.ends[geometry.edge_row(edge)] + shift
    assert expected.tolist() in moving.wires_between().tolist()


def test_the_geometry_itself_is_left_alone(geometry):
    before = geometry.ends.copy()
    moving = Moving(geometry, ["n5"])
    moving.offset = (30.0, -20.0)
    moving.wires_between()
    assert np.array_equal(before, geometry.ends, equal_nan=True)
    x, y = geometry.position("n5")
    assert moving.places() == {"n5": (x + 30, y - 20)}


def test_a_hidden_wire_is_in_no_part(geometry):
    edge = wire("n4", "n5")
    moving = Moving(geometry, hidden=[edge])
    assert edges_of(geometry, moving.still.wires) == set(geometry.edges) - {edge}
    assert not moving.moved.wires.any()
    assert not len(moving.wires_between())
