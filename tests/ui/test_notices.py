import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from designer.ui import notices as module
from designer.ui.notices import Notices
from designer.ui.theme import theme


@pytest.fixture
def place(qtbot) -> QWidget:
    # A notice under the mouse would wait until it is read.
    QCursor.setPos(2, 2)
    place = QWidget()
    place.move(100, 100)
    place.resize(500, 400)
    qtbot.addWidget(place)
    with qtbot.waitExposed(place):
        place.show()
    return place


@pytest.fixture
def notices(place) -> Notices:
    return Notices(place, theme("light"))


def test_a_notice_is_read_whole_and_stays_inside(notices, place):
    notices.say("A sentence that is far longer than the place is wide. " * 5, "error")
    (words,) = [label for label in notices.findChildren(QLabel) if label.text()]
    assert words.height() >= words.heightForWidth(words.width())
    assert place.rect().contains(notices.geometry())


def test_it_follows_the_size_of_its_place(notices, place, qtbot):
    notices.say("The disk is full.", "error")
    place.resize(300, 200)
    qtbot.waitUntil(lambda: place.rect().contains(notices.geometry()))


def test_a_warning_leaves_by_itself_and_an_error_stays(qtbot, place, monkeypatch):
    monkeypatch.setattr(module, "WARNING_MS", 20)
    notices = Notices(place, theme("light"))
    notices.say("dense cannot feed itself.", "warning")
    notices.say("The disk is full.", "error")
    qtbot.waitUntil(lambda: notices.texts() == ["The disk is full."])


def test_the_cross_dismisses(qtbot, notices):
    notices.say("The disk is full.", "error")
    (cross,) = notices.findChildren(QToolButton)
    qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert notices.texts() == [] and not notices.isVisible()


def test_the_same_sentence_is_said_once(notices):
    for _ in range(3):
        notices.say("dense cannot feed itself.", "warning")
    assert notices.texts() == ["dense cannot feed itself."]


def test_many_warnings_make_way_but_never_an_error(notices):
    notices.say("The disk is full.", "error")
    for number in range(5):
        notices.say(f"Warning {number}.", "warning")
    assert notices.texts() == ["The disk is full.", "Warning 3.", "Warning 4."]


def test_an_offer_is_taken_once(qtbot, notices):
    taken = []
    notices.say("It does not run yet.", "trust", ("Trust it", lambda: taken.append(1)))
    (button,) = notices.findChildren(QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert taken == [1] and notices.texts() == []


def test_what_holds_no_longer_is_withdrawn(notices):
    notices.say("It does not run yet.", "trust")
    notices.say("The disk is full.", "error")
    notices.withdraw("trust")
    assert notices.texts() == ["The disk is full."]
