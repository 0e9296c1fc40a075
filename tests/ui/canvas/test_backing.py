import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from designer.ui.canvas.backing import Backing
from designer.ui.canvas.camera import Camera

pytestmark = pytest.mark.usefixtures("qapp")
RED, WHITE = QColor("#ff0000"), QColor("#ffffff")


class Board:
    """Squares of a checked board of 50 units; remembers which areas it was asked for."""

    def __init__(self) -> None:
        self.areas: list = []
        self.color = RED

    def paint(self, painter, area, zoom) -> None:
        self.areas.append(area)
        for column in range(-20, 40):
            for row in range(-20, 40):
                if (column + row) % 2:
                    painter.fillRect(QRectF(column * 50, row * 50, 50, 50), self.color)


@pytest.fixture(params=[1.0, 1.5, 2.0])
def camera(request) -> Camera:
    camera = Camera()
    camera.resize(200, 120, request.param)
    return camera


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def backing(board) -> Backing:
    return Backing(board.paint, WHITE)


def frame(backing, camera, **how) -> QImage:
    image = QImage(
        round(camera.width * camera.ratio),
        round(camera.height * camera.ratio),
        QImage.Format.Format_RGB32,
    )
    image.fill(QColor("#00ff00"))
    image.setDevicePixelRatio(camera.ratio)
    painter = QPainter(image)
    backing.show(painter, camera, **how)
    painter.end()
    return image


def test_a_frame_without_news_paints_nothing(backing, board, camera):
    first = frame(backing, camera)
    board.areas.clear()
    assert frame(backing, camera) == first
    assert board.areas == []


def test_a_pan_paints_only_the_strips_that_come_into_view(backing, board, camera):
    frame(backing, camera)
    board.areas.clear()
    camera.pan(-10, 0)
    after = frame(backing, camera)
    (strip,) = board.areas
    assert strip == pytest.approx((200, 0, 210, 120))
    assert after == frame(Backing(board.paint, WHITE), camera)


def test_a_pan_beyond_the_picture_paints_all_of_it(backing, board, camera):
    frame(backing, camera)
    camera.pan(500, 30)
    assert frame(backing, camera) == frame(Backing(board.paint, WHITE), camera)


def test_an_area_that_changed_is_painted_and_nothing_else(backing, board, camera):
    frame(backing, camera)
    board.areas.clear()
    board.color = QColor("#0000ff")
    backing.spoil_areas([(60, 10, 80, 30)])
    after = frame(backing, camera)
    (area,) = board.areas
    assert area[0] <= 60 and area[2] >= 80 and area[2] - area[0] < 40
    ratio = camera.ratio
    assert after.pixelColor(int(70 * ratio), int(20 * ratio)) == QColor("#0000ff")
    assert after.pixelColor(int(10 * ratio), int(70 * ratio)) == RED


def test_an_area_that_changed_before_a_pan_is_painted_where_it_went(backing, board, camera):
    frame(backing, camera)
    board.color = QColor("#0000ff")
    backing.spoil_areas([(60, 10, 80, 30)])
    camera.pan(40, 0)
    after = frame(backing, camera)
    assert after.pixelColor(int(110 * camera.ratio), int(20 * camera.ratio)) == QColor("#0000ff")


def test_areas_at_the_end_of_the_world_do_no_harm(backing, camera):
    first = frame(backing, camera)
    backing.spoil_areas([(-1e18, -1e18, 1e18, 1e18), (1e17, 5, 1e18, 9)])
    assert frame(backing, camera) == first


def test_a_zoom_in_haste_shows_the_old_picture_scaled(backing, board, camera):
    frame(backing, camera)
    board.areas.clear()
    camera.zoom_to(1.6, 0, 0)
    image = frame(backing, camera, sharp=False)
    assert board.areas == []
    assert image.pixelColor(int(100 * camera.ratio), int(10 * camera.ratio)) == RED
    assert frame(backing, camera) == frame(Backing(board.paint, WHITE), camera)
    assert board.areas


def test_a_zoom_too_far_is_painted_even_in_haste(backing, board, camera):
    frame(backing, camera)
    board.areas.clear()
    camera.zoom_to(3.5, 0, 0)
    frame(backing, camera, sharp=False)
    assert board.areas


def test_another_size_or_screen_paints_anew(backing, board, camera):
    frame(backing, camera)
    camera.resize(260, 90, camera.ratio + 0.25)
    assert frame(backing, camera) == frame(Backing(board.paint, WHITE), camera)


def test_a_clear_background_stays_clear_where_nothing_is_painted(board, camera):
    backing = Backing(board.paint, QColor(0, 0, 0, 0))
    camera.pan(7, 3)
    frame(backing, camera)
    camera.pan(-31, -12)
    image = frame(backing, camera)
    expected = frame(Backing(board.paint, QColor(0, 0, 0, 0)), camera)
    assert image == expected
