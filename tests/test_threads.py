"""What threads say arrives in the window's thread, and never at an object that has gone."""

import threading

from PySide6.QtCore import QCoreApplication, QObject, QThread
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from designer.threads import homeward


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[int] = []
        self.threads: set[QThread] = set()

    def hear(self, number: int) -> None:
        self.heard.append(number)
        self.threads.add(QThread.currentThread())


def _in_thread(work: object) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)  # type: ignore[arg-type]
    thread.start()
    return thread


def test_words_of_a_thread_arrive_in_order_in_the_thread_of_the_window(qtbot: QtBot) -> None:
    listener = Listener()
    tell = homeward(listener.hear)
    # More than the socket holds wake-ups.
    thread = _in_thread(lambda: [tell(number) for number in range(5000)])
    qtbot.waitUntil(lambda: len(listener.heard) == 5000)
    thread.join()
    assert listener.heard == list(range(5000))
    assert listener.threads == {QCoreApplication.instance().thread()}


def test_an_object_that_goes_while_threads_talk_to_it_hears_nothing_more(qtbot: QtBot) -> None:
    other = Listener()
    for _ in range(50):
        listener = Listener()
        tell = homeward(listener.hear)
        threads = [_in_thread(lambda tell=tell: [tell(1) for _ in range(50)]) for _ in range(3)]
        qtbot.waitUntil(lambda listener=listener: len(listener.heard) > 3)
        delete(listener)
        for thread in threads:
            thread.join()
    homeward(other.hear)(1)
    qtbot.waitUntil(lambda: other.heard == [1])


def test_words_arrive_while_a_dialog_has_its_own_event_loop(qtbot: QtBot) -> None:
    heard: list[int] = []

    class Asker(QObject):
        def ask(self, number: int) -> None:
            if number == 0:
                # What a dialog does: an event loop within the first of the words.
                qtbot.waitUntil(lambda: heard == [1, 2])
            heard.append(number)

    asker = Asker()
    tell = homeward(asker.ask)
    _in_thread(lambda: [tell(number) for number in range(3)]).join()
    qtbot.waitUntil(lambda: heard == [1, 2, 0])
