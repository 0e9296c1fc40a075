import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from designer.graph.design import CustomLayer, Design
from designer.graph.edits import ChangeCustomLayer
from designer.ui.panels.palette import LAYER_MIME, PalettePanel
from designer.ui.panels.palette_list import node_picture
from designer.ui.panels.palette_model import NOTE, PATH
from tests.ui.panels.panel_context import context_of


@pytest.fixture
def context(qtbot: QtBot):
    return context_of()


@pytest.fixture
def palette(qtbot: QtBot, context) -> PalettePanel:
    panel = PalettePanel(context)
    qtbot.addWidget(panel)
    panel.resize(260, 600)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def names(palette: PalettePanel, parent=None) -> list[str]:
    model = palette.model
    rows = range(model.rowCount(parent)) if parent else range(model.rowCount())
    return [(model.index(row, 0, parent) if parent else model.index(row, 0)).data() for row in rows]


def category(palette: PalettePanel, title: str):
    return palette.model.index(names(palette).index(title), 0)


def place_of(palette: PalettePanel, index) -> QPoint:
    return palette.list.visualRect(index).center()


def placed(palette: PalettePanel) -> list[str]:
    paths: list[str] = []
    palette.place_requested.connect(paths.append)
    return paths


def test_inputs_and_outputs_come_first_and_all_of_the_catalogue_is_listed(palette, context):
    assert names(palette)[:2] == ["Inputs and outputs", "Core"]
    ends = palette.model.index(0, 0)
    rows = [palette.model.index(row, 0, ends) for row in range(2)]
    assert [row.data(PATH) for row in rows] == ["input", "output"]
    groups = [palette.model.index(row, 0) for row in range(palette.model.rowCount())]
    listed = {
        palette.model.index(row, 0, group).data(PATH)
        for group in groups
        for row in range(palette.model.rowCount(group))
    }
    catalog = context.document.catalog
    assert listed == {"input", "output", *(s.path for s in catalog.nodes)}


def test_a_category_says_how_many_it_holds(palette):
    index = category(palette, "Pooling")
    assert index.data(NOTE) == str(palette.model.rowCount(index))


def test_only_the_ends_and_the_core_layers_stand_open_at_first(palette):
    opened = [n for n in names(palette) if palette.list.isExpanded(category(palette, n))]
    assert opened == ["Inputs and outputs", "Core"]


def test_a_click_opens_a_category_and_another_one_closes_it(qtbot, palette):
    index = category(palette, "Pooling")
    viewport = palette.list.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place_of(palette, index))
    assert palette.list.isExpanded(index)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place_of(palette, index))
    assert not palette.list.isExpanded(index)


def test_a_search_lists_finds_flat_and_enter_places_the_best(qtbot, palette):
    paths = placed(palette)
    qtbot.keyClicks(palette.search_line, "conv2d")
    assert names(palette)[0] == "Conv2D"
    assert palette.list.currentIndex().row() == 0
    qtbot.keyClick(palette.search_line, Qt.Key.Key_Return)
    assert paths == ["keras.layers.Conv2D"]


def test_after_placing_the_next_words_replace_the_search(qtbot, palette):
    qtbot.keyClicks(palette.search_line, "dense")
    qtbot.keyClick(palette.search_line, Qt.Key.Key_Return)
    qtbot.keyClicks(palette.search_line, "lstm")
    assert palette.search_line.text() == "lstm"


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("input", "input"),
        ("outp", "output"),
        ("bn", "keras.layers.BatchNormalization"),
        ("fully connected", "keras.layers.Dense"),
    ],
)
def test_search_finds_by_name_humps_and_other_names(qtbot, palette, typed, path):
    paths = placed(palette)
    qtbot.keyClicks(palette.search_line, typed)
    qtbot.keyClick(palette.search_line, Qt.Key.Key_Return)
    assert paths == [path]


def test_down_leads_from_the_search_to_the_second_find_and_up_leads_back(qtbot, palette):
    paths = placed(palette)
    qtbot.keyClicks(palette.search_line, "conv")
    second = names(palette)[1]
    qtbot.keyClick(palette.search_line, Qt.Key.Key_Down)
    assert palette.list.hasFocus()
    assert palette.list.currentIndex().data() == second
    qtbot.keyClick(palette.list, Qt.Key.Key_Return)
    assert len(paths) == 1 and paths[0].endswith(second)
    qtbot.keyClick(palette.list, Qt.Key.Key_Up)
    qtbot.keyClick(palette.list, Qt.Key.Key_Up)
    assert palette.search_line.hasFocus()


def test_typing_in_the_list_goes_on_in_the_search_line(qtbot, palette):
    qtbot.keyClicks(palette.search_line, "con")
    qtbot.keyClick(palette.search_line, Qt.Key.Key_Down)
    qtbot.keyClicks(palette.list, "c")
    assert palette.search_line.hasFocus()
    assert palette.search_line.text() == "conc"
    assert names(palette)[0] == "Concatenate"


def test_escape_clears_the_search_and_the_open_categories_are_as_they_were(qtbot, palette):
    palette.list.setExpanded(category(palette, "Attention"), True)
    palette.list.setExpanded(category(palette, "Core"), False)
    qtbot.keyClicks(palette.search_line, "dense")
    qtbot.keyClick(palette.search_line, Qt.Key.Key_Escape)
    assert palette.search_line.text() == ""
    opened = [n for n in names(palette) if palette.list.isExpanded(category(palette, n))]
    assert opened == ["Inputs and outputs", "Attention"]


def test_a_search_without_finds_says_so(qtbot, palette):
    qtbot.keyClicks(palette.search_line, "zzzz")
    assert not palette.list.isVisible()
    seen = [label.text() for label in palette.findChildren(QLabel) if label.isVisible()]
    assert any("zzzz" in text for text in seen)
    palette.search_line.clear()
    assert palette.list.isVisible()


def test_a_double_click_places_a_layer(qtbot, palette):
    paths = placed(palette)
    index = palette.model.index_of("keras.layers.Dense")
    viewport = palette.list.viewport()
    place = place_of(palette, index)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert paths == ["keras.layers.Dense"]


def test_enter_on_a_category_opens_it_and_places_nothing(qtbot, palette):
    paths = placed(palette)
    index = category(palette, "Pooling")
    palette.list.setCurrentIndex(index)
    qtbot.keyClick(palette.list, Qt.Key.Key_Return)
    assert palette.list.isExpanded(index)
    assert paths == []


def test_a_drag_carries_the_path_of_the_layer(qtbot, palette, monkeypatch):
    carried = []

    def exec_(drag, *actions):
        carried.append((bytes(drag.mimeData().data(LAYER_MIME)).decode(), drag.pixmap().isNull()))
        return Qt.DropAction.CopyAction

    monkeypatch.setattr("designer.ui.panels.palette_list.QDrag.exec", exec_)
    index = palette.model.index_of("keras.layers.Dense")
    viewport, start = palette.list.viewport(), place_of(palette, index)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(viewport, start + QPoint(15, 0))
    QTest.mouseMove(viewport, start + QPoint(40, 0))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 0))
    assert carried == [("keras.layers.Dense", False)]


def test_categories_cannot_be_dragged(palette):
    flags = palette.model.flags(category(palette, "Core"))
    assert not flags & Qt.ItemFlag.ItemIsDragEnabled


def test_the_tooltip_tells_name_summary_and_import_path(palette):
    tip = palette.model.index_of("keras.layers.Dense").data(Qt.ItemDataRole.ToolTipRole)
    assert "Dense" in tip and "densely-connected" in tip and "keras.layers.Dense" in tip


def test_layers_of_the_design_are_listed_when_they_come_and_gone_when_they_go(palette, context):
    layer = CustomLayer("Noisy", "class Noisy(keras.layers.Layer): ...")
    context.document.apply(ChangeCustomLayer("Noisy", layer), "Add a custom layer")
    assert palette.model.index_of("Noisy").isValid()
    context.document.undo_stack.undo()
    assert not palette.model.index_of("Noisy").isValid()
    context.document.new(Design(custom_layers={"Other": CustomLayer("Other", "")}))
    assert palette.model.index_of("Other").isValid()


def test_the_colours_follow_the_theme(palette, context):
    def colour_of_dense() -> QColor:
        icon = palette.model.index_of("keras.layers.Dense").data(Qt.ItemDataRole.DecorationRole)
        return icon.pixmap(16, 16).toImage().pixelColor(8, 8)

    before = colour_of_dense()
    assert before == QColor(context.theme.category("Core"))
    context.set_theme("dark")
    assert colour_of_dense() == QColor(context.theme.category("Core")) != before


def test_the_picture_of_a_dragged_node_is_sharp_on_a_screen_of_twice_the_density(palette, context):
    entry = palette.model.entry_at(palette.model.index_of("keras.layers.Dense"))
    one, two = (node_picture(entry, context.theme, "", ratio) for ratio in (1.0, 2.0))
    assert two.width() == 2 * one.width()
    assert two.deviceIndependentSize() == one.deviceIndependentSize()


def test_what_is_needed_for_a_screen_reader_is_there(palette):
    assert palette.search_line.accessibleName()
    assert palette.list.accessibleName()
    dense = palette.model.index_of("keras.layers.Dense")
    assert dense.data(Qt.ItemDataRole.AccessibleDescriptionRole)


def test_a_shortcut_pressed_in_the_list_is_not_typed_into_the_search(qtbot, palette):
    palette.list.setFocus()
    QTest.keyClick(palette.list, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert palette.search_line.text() == ""


def test_moving_the_window_to_other_fonts_keeps_the_rows_apart(qtbot, palette):
    index = palette.model.index_of("keras.layers.Dense")
    before = palette.list.visualRect(index).height()
    font = palette.list.font()
    font.setPointSize(font.pointSize() * 2)
    palette.list.setFont(font)
    palette.list.changeEvent(QEvent(QEvent.Type.FontChange))
    qtbot.waitUntil(lambda: palette.list.visualRect(index).height() > before)
