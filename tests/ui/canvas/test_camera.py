import math

import pytest

from designer.ui.canvas.camera import ZOOM_LEAST, ZOOM_MOST, Camera


@pytest.fixture
def camera() -> Camera:
    camera = Camera()
    camera.resize(800, 600)
    return camera


def test_what_lies_under_the_pointer_stays_there_when_zooming(camera):
    before = camera.to_canvas(300, 200)
    assert camera.zoom_to(2.0, 300, 200)
    assert camera.to_canvas(300, 200) == pytest.approx(before)


def test_a_point_goes_to_the_widget_and_back(camera):
    camera.zoom_to(0.37, 10, 20)
    camera.pan(33, -71)
    assert camera.to_canvas(*camera.to_widget(12.5, -8.0)) == pytest.approx((12.5, -8.0))


def test_the_zoom_stays_within_its_limits(camera):
    camera.zoom_to(1000.0, 0, 0)
    assert camera.zoom == ZOOM_MOST
    camera.zoom_to(1e-9, 0, 0)
    assert camera.zoom == ZOOM_LEAST


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_changes_nothing(camera, odd):
    before = (camera.zoom, camera.x, camera.y)
    assert not camera.zoom_to(odd, 0, 0)
    assert not camera.zoom_to(2.0, odd, 0)
    camera.pan(odd, 1.0)
    camera.fit((0, 0, odd, 1))
    camera.center_on(odd, 0)
    assert (camera.zoom, camera.x, camera.y) == before


def test_fitting_shows_the_whole_area_in_the_middle(camera):
    camera.fit((-1000, 0, 3000, 500))
    left, top, right, bottom = camera.view
    assert left < -1000 and right > 3000 and top < 0 and bottom > 500
    assert (left + right) / 2 == pytest.approx(1000, abs=5)


def test_a_small_design_is_not_blown_up(camera):
    camera.fit((0, 0, 10, 10))
    assert camera.zoom == 1.0


def test_an_area_without_size_can_be_fitted(camera):
    camera.fit((5, 5, 5, 5))
    assert camera.to_widget(5, 5) == pytest.approx((400, 300), abs=1)


def test_a_design_as_wide_as_a_country_is_shown_whole_and_can_be_left_again(camera):
    camera.fit((0, 0, 1e8, 100))
    assert camera.view[2] > 1e8
    camera.zoom_to(camera.zoom * 4, 400, 300, camera.least_zoom((0, 0, 1e8, 100)))
    assert camera.view[2] < 1e8


def test_a_step_out_of_a_view_far_away_is_a_step_and_no_leap(camera):
    camera.fit((0, 0, 1e7, 100))
    far = camera.zoom
    camera.zoom_to(far * 1.2, 400, 300)
    assert camera.zoom == pytest.approx(far * 1.2)


def test_one_may_zoom_out_to_half_of_what_shows_all(camera):
    assert camera.least_zoom((0, 0, 80_000, 100)) == pytest.approx(0.005)
    assert camera.least_zoom(None) == ZOOM_LEAST


def test_a_huge_coordinate_can_be_looked_at(camera):
    camera.center_on(1e9, -1e9)
    assert camera.to_canvas(400, 300) == pytest.approx((1e9, -1e9))


def test_revealing_what_is_in_view_moves_nothing(camera):
    before = (camera.x, camera.y)
    camera.reveal((100, 100, 200, 200))
    assert (camera.x, camera.y) == before


def test_revealing_moves_no_further_than_it_must(camera):
    camera.reveal((900, 100, 1000, 200), margin=40)
    assert camera.to_widget(1000, 200) == pytest.approx((760, 200))


def test_a_resized_view_keeps_its_middle(camera):
    before = camera.to_canvas(400, 300)
    camera.resize(1000, 400)
    assert camera.to_canvas(500, 200) == pytest.approx(before)


def test_the_origin_keeps_to_whole_device_pixels(camera):
    camera.resize(800, 600, 1.5)
    camera.pan(0.4, 10.21)
    for origin in (camera.x, camera.y):
        assert (origin * 1.5) == pytest.approx(round(origin * 1.5))
