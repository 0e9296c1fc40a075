"""Heat maps as numbers, and that they are seen."""

from __future__ import annotations

import base64

from PySide6.QtGui import QColor

from designer.catalog.table import shipped_catalog
from designer.ui.canvas.heat import NONE, STEPS, heat_on, quantity
from designer.ui.canvas.heat_painter import heat_color
from designer.ui.canvas.seeing import image_of
from designer.ui.canvas.sheet import Sheet
from tests.builders import chain
from tests.ui.canvas.conftest import MakeCanvas


def test_the_hottest_and_the_coldest_have_the_ends_of_the_scale():
    design = chain("Dense", "Dropout", "ReLU")
    geometry = Sheet(design, shipped_catalog()).geometry
    ids = geometry.ids
    heat = heat_on(geometry, {ids[1]: 2.0, ids[2]: 4.0, "gone": 99.0}, "ms")
    assert heat is not None
    assert heat.steps.tolist()[:3] == [NONE, 0, STEPS - 1] and not heat.is_log
    assert (heat.low, heat.high) == ("2 ms", "4 ms")


def test_a_wide_range_is_logarithmic_and_no_number_is_hottest():
    design = chain("Dense", "Dropout", "ReLU")
    geometry = Sheet(design, shipped_catalog()).geometry
    ids = geometry.ids
    heat = heat_on(geometry, {ids[0]: 0.0, ids[1]: 0.01, ids[2]: 100.0, ids[3]: float("nan")}, "")
    assert heat is not None and heat.is_log
    assert heat.steps.tolist()[:4] == [0, 0, STEPS - 1, STEPS - 1]


def test_nothing_known_is_no_heat_map():
    geometry = Sheet(chain("Dense"), shipped_catalog()).geometry
    assert heat_on(geometry, {}, "ms") is None


def test_quantities_are_short():
    assert [quantity(v, "ms") for v in (0.01234, 12, 12345.6)] == [
        "0.0123 ms",
        "12 ms",
        "12,346 ms",
    ]


def test_bytes_become_a_picture():
    pixels = base64.b64encode(bytes([0, 255, 255, 0])).decode()
    image = image_of({"width": 2, "height": 2, "channels": 1, "data": pixels})
    assert (image.width(), image.height()) == (2, 2)
    assert image.pixelColor(1, 0) == QColor("white") and image.pixelColor(0, 0) == QColor("black")


def test_the_canvas_shows_the_heat_of_a_node_and_forgets_it(canvas_of: MakeCanvas) -> None:
    canvas = canvas_of(chain("Dense"))
    looking = canvas.context.session.looking
    node = canvas.sheet.geometry.ids[0]
    before = canvas.grab().toImage()
    looking.answers["layer_times"] = {
        "layers": [{"path": [node], "forward_ms": 3.0, "backward_ms": 1.0}]
    }
    canvas.context.insight.show_heat("forward")
    assert canvas.seen is not None and canvas.seen.heat is not None
    after = canvas.grab().toImage()
    assert after != before
    left, top, right, _ = canvas.sheet.geometry.rect(node)
    edge = canvas.in_widget((left + right) / 2, top)
    found = after.pixelColor(edge)
    hot = heat_color(1.0)
    assert abs(found.red() - hot.red()) < 60 and found.red() > found.blue()
    canvas.context.insight.show_heat("")
    assert canvas.seen is None
    assert canvas.grab().toImage() == before
