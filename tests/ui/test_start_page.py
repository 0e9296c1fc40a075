import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolButton

from designer.paths import resource
from designer.ui.settings import Settings
from designer.ui.start_page import PICTURE, StartPage, examples
from designer.ui.theme import NAMES, theme


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def page(qtbot, settings) -> StartPage:
    page = StartPage(settings, theme("light"))
    page.resize(1280, 700)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


def button(page: StartPage, text: str) -> QAbstractButton:
    return next(each for each in page.findChildren(QAbstractButton) if each.text() == text)


def test_every_shipped_design_has_a_card_with_words_and_pictures(page):
    shipped = {path.stem for path in resource("examples").glob("*.kdesign")}
    cards = examples()
    assert {path.stem for path, _, _ in cards} == shipped
    for path, title, sentence in cards:
        assert sentence.endswith(".") and button(page, title).accessibleDescription() == sentence
        for name in NAMES:
            picture = path.with_name(f"{path.stem}-{name}.png")
            assert picture.is_file(), "make pictures"


def test_a_click_on_a_card_chooses_the_example(qtbot, page):
    with qtbot.waitSignal(page.example_chosen) as told:
        qtbot.mouseClick(button(page, "Two branches"), Qt.MouseButton.LeftButton)
    assert told.args[0].name == "two_branch.kdesign"


def test_the_keyboard_reaches_the_cards(qtbot, page):
    card = button(page, "Two branches")
    card.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(page.example_chosen):
        qtbot.keyClick(card, Qt.Key.Key_Space)


@pytest.mark.parametrize("name", NAMES)
def test_a_card_paints_its_picture_in_the_theme(qtbot, page, name):
    page.set_theme(theme(name))

    def inside() -> set[str]:
        picture = button(page, "Two branches").grab().toImage()
        return {
            picture.pixelColor(8 + x, 8 + y).name()
            for x in range(0, PICTURE.width(), 3)
            for y in range(0, PICTURE.height(), 3)
        }

    qtbot.waitUntil(lambda: len(inside()) > 5)
    assert theme(name).canvas in inside()


def test_recent_files_are_offered(qtbot, page, settings, tmp_path):
    assert any("listed here" in label.text() for label in page.findChildren(QLabel))
    path = tmp_path / "mine.kdesign"
    path.touch()
    settings.remember_file(path)
    page.refresh()
    row = next(each for each in page.findChildren(QToolButton) if each.text() == "mine")
    assert row.toolTip() == str(path)
    with qtbot.waitSignal(page.file_chosen) as told:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert told.args == [path]


def test_new_and_open_are_one_click(qtbot, page):
    with qtbot.waitSignal(page.new_chosen):
        qtbot.mouseClick(button(page, "New design"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.open_chosen):
        qtbot.mouseClick(button(page, "Open a design…"), Qt.MouseButton.LeftButton)


def test_everything_fits_into_the_smallest_window_we_promise(qtbot, page):
    page.resize(1280, 600)
    assert not page.horizontalScrollBar().isVisible()
