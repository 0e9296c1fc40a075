import subprocess
import sys
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QImage

from designer.graph.design import Design
from designer.graph.problems import Problem
from designer.ui.canvas.forms import FOOTER, HEADER, WIDTH
from designer.ui.canvas.picture import MARGIN, PictureError, paint_picture
from designer.ui.theme import theme
from tests.ui.canvas.canvas_designs import (
    grid,
    small_catalog,
    two_branch,
    two_branch_answers,
)

pytestmark = pytest.mark.usefixtures("qapp")


def paint(path, design=None, scale=1.0, name="light", answers=None, **more):
    paint_picture(
        design or two_branch(),
        small_catalog(),
        two_branch_answers() if answers is None else answers,
        theme(name),
        path,
        scale,
        **more,
    )
    return path


def test_there_is_a_font_to_paint_with():
    assert QFontDatabase.families()


def test_a_png_is_cropped_to_the_design_with_a_margin(tmp_path):
    image = QImage(str(paint(tmp_path / "design.png")))
    assert image.width() == 5 * 250 + WIDTH + 2 * MARGIN
    edge = {image.pixelColor(x, 2).name() for x in range(image.width())}
    assert edge == {theme("light").canvas}
    left_box = image.pixelColor(int(MARGIN) + 40, int(MARGIN + 85 + HEADER + 4))
    assert left_box == QColor(theme("light").node)


def test_the_scale_makes_a_png_larger_in_pixels_only(tmp_path):
    small = QImage(str(paint(tmp_path / "small.png")))
    large = QImage(str(paint(tmp_path / "large.png", scale=2.5)))
    assert large.width() == pytest.approx(small.width() * 2.5, abs=2)


def test_the_dark_picture_is_dark(tmp_path):
    image = QImage(str(paint(tmp_path / "dark.png", name="dark")))
    assert image.pixelColor(1, 1).name() == theme("dark").canvas


def svg_texts(path):
    root = ElementTree.parse(path).getroot()
    return [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]


def test_an_svg_can_be_searched_for_what_the_boxes_say(tmp_path):
    texts = svg_texts(paint(tmp_path / "design.svg"))
    assert {"dense_1", "Concatenate", "units", "128", "(None, 256)", "100,480"} <= set(texts)


def test_shapes_stand_on_the_wires(tmp_path):
    texts = svg_texts(paint(tmp_path / "design.svg"))
    assert {"784", "256"} <= set(texts)
    assert texts.count("784") == 1


def test_without_answers_a_picture_has_no_shapes(tmp_path):
    texts = svg_texts(paint(tmp_path / "design.svg", answers={}))
    assert "dense_1" in texts and "(None, 256)" not in texts


def test_problems_are_marked(tmp_path):
    problem = Problem("x", "error", "n4", "It lacks an input.")
    plain = QImage(str(paint(tmp_path / "plain.png")))
    marked = QImage(str(paint(tmp_path / "marked.png", problems=[problem])))
    assert plain != marked
    middle = int(MARGIN + 2 * 250 + WIDTH / 2)
    line = int(MARGIN + 85 + HEADER + FOOTER + 9)
    column = {marked.pixelColor(middle, y).name() for y in range(line - 12, line + 12)}
    assert theme("light").error in column


def test_a_huge_design_is_scaled_down_rather_than_refused(tmp_path):
    image = QImage(str(paint(tmp_path / "huge.png", grid(2_000), scale=8.0, answers={})))
    assert 0 < image.width() * image.height() < 65_000_000


def test_an_empty_design_has_no_picture(tmp_path):
    with pytest.raises(PictureError, match="empty"):
        paint(tmp_path / "design.png", Design())


def test_an_unknown_suffix_is_refused_with_those_that_work(tmp_path):
    with pytest.raises(PictureError, match=r"\.png or \.svg"):
        paint(tmp_path / "design.bmp")


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_place_that_cannot_be_written_is_named(tmp_path, suffix, capfd):
    path = tmp_path / "missing" / f"design.{suffix}"
    with pytest.raises(PictureError, match="missing"):
        paint(path)


def test_painting_needs_no_widgets():
    code = (
        "import sys; import designer.ui.canvas.picture; "
        "print(sorted(n for n in sys.modules if n == 'PySide6.QtWidgets' or n == 'keras'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
