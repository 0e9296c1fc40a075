import pytest
from PySide6.QtGui import QColor, QImage

from designer.catalog.table import shipped_catalog
from designer.graph.answers import Answer, Tensor
from designer.graph.nodes import moved
from designer.ui.canvas.picture import paint_picture
from designer.ui.canvas.sheet import Sheet
from designer.ui.canvas.tips import tip_of
from designer.ui.theme import theme
from tests.builders import Builder

MASKED = Answer((Tensor((None, 12, 8), masked=True),))
PLAIN = Answer((Tensor((None, 12, 8)),))


def embedded(class_name: str, **values):
    """Tokens, an embedding, one layer more; its id."""
    builder = Builder()
    embedding = builder.layer("Embedding", builder.input(12), input_dim=9, output_dim=8)
    last = builder.layer(class_name, embedding, **values)
    builder.output(last)
    return builder.design(), embedding, last


def loses(class_name: str, before: Answer, after: Answer, **values) -> bool:
    design, embedding, last = embedded(class_name, **values)
    sheet = Sheet(design, shipped_catalog(), answers={embedding: before, last: after}.get)
    return sheet.face(last).loses_mask


def test_a_layer_that_neither_uses_nor_passes_a_mask_loses_it():
    assert loses("Flatten", MASKED, PLAIN)


def test_a_layer_that_passes_the_mask_on_does_not_lose_it():
    assert not loses("Dense", MASKED, MASKED, units=8)


def test_a_layer_that_works_with_the_mask_does_not_lose_it():
    assert not loses("LSTM", MASKED, PLAIN, units=8)
    assert not loses("GlobalAveragePooling1D", MASKED, PLAIN)


def test_where_no_mask_comes_in_none_is_lost():
    assert not loses("Flatten", PLAIN, PLAIN)


def test_nothing_is_said_of_a_layer_that_failed():
    assert not loses("Flatten", MASKED, Answer(error="no"))


def test_the_tip_says_where_the_mask_ends():
    design, embedding, last = embedded("Flatten")
    sheet = Sheet(design, shipped_catalog(), answers={embedding: MASKED, last: PLAIN}.get)
    assert "Flatten does not work with masks" in tip_of(sheet, None, last, None)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("answer", "is_seen"), [(MASKED, True), (PLAIN, False)])
def test_a_wire_that_carries_a_mask_has_a_lane_beside_it(tmp_path, answer, is_seen):
    design, embedding, _ = embedded("Dense", units=8)
    for number, node in enumerate(design.main.nodes()):
        design.main.change(moved(node, (250.0 * number, 60.0 * number)))
    path = tmp_path / "masked.png"
    paint_picture(design, shipped_catalog(), {embedding: answer}, theme("light"), path)
    image, accent = QImage(str(path)), QColor(theme("light").accent)
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(300)}
    assert (accent.name() in colours) is is_seen
