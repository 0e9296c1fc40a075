"""Garbage goes when the window's thread has time for it, and in that thread."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from designer.ui import collecting
from designer.ui.collecting import Collecting


class Knot:
    """Garbage that only a collection finds."""

    alive = 0

    def __init__(self) -> None:
        self.itself = self
        Knot.alive += 1

    def __del__(self) -> None:
        Knot.alive -= 1


@pytest.fixture
def collector(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collecting]:
    Knot.alive = 0
    # What other tests have left behind is to be collected as ever.
    monkeypatch.setattr(gc, "freeze", lambda: None)
    gc.enable()
    owner = QObject()
    yield Collecting(owner)
    delete(owner)
    assert gc.isenabled()
    gc.disable()


def test_nothing_is_collected_in_between(collector: Collecting) -> None:
    assert not gc.isenabled()
    knots = [Knot() for _ in range(2_000)]
    knots.clear()
    collector.look()
    assert Knot.alive == 2_000


def test_much_that_was_made_is_looked_through_by_itself(
    collector: Collecting, qtbot: QtBot
) -> None:
    knots = [Knot() for _ in range(collecting.MANY_YOUNG + 1_000)]
    knots.clear()
    qtbot.waitUntil(lambda: Knot.alive == 0)


def test_what_has_grown_old_goes_while_nobody_works(
    collector: Collecting, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    knots = [Knot() for _ in range(10)]
    gc.collect()  # They are old now.
    knots.clear()
    monkeypatch.setattr(collecting, "EVERYTHING_EVERY_MS", 0)
    collector.note_change()
    collector.look()
    assert Knot.alive == 10
    monkeypatch.setattr(collecting, "REST_MS", 0)
    qtbot.waitUntil(lambda: Knot.alive == 0)
