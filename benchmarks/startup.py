"""From process start to the first painted window, against a bare PySide6 main window.

Both run in fresh processes, in turns, so that a busy moment of the machine hits both. Measured
from before the interpreter starts to the turn of the event loop after the first paint. Also told,
since the person waits for them too: when menus and start page are painted, when the canvas is
there, and when the last panel is, though nobody has looked at it.

Others run on the same machine: beside the medians stand the least of all rounds, and the processor
time that the process had taken, the least too. How long the window's thread was held at a stretch
is told in its own processor time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 15
MOMENTS = {
    "painted": "first paint",
    "furnished": "menus and start page",
    "usable": "canvas",
    "complete": "every panel",
}
Moments = dict[str, tuple[float, float]]
"""By name: ms by the clock, ms of processor time."""

BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, self.tell)

    def tell(self):
        print("painted", time.time(), time.process_time(), flush=True)
        QApplication.exit()

app = QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""

OURS = """
import time

def tell(what):
    print(what, time.time(), time.process_time(), flush=True)

from designer.ui import application
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

class Watch(QTimer):
    longest = last = 0

    def begin(self):
        self.setInterval(1)
        self.timeout.connect(self.tick)
        self.last = time.thread_time()
        self.start()

    def tick(self):
        now = time.thread_time()
        self.longest, self.last = max(self.longest, now - self.last), now

watch = Watch()
begin, furnish = application.Starter.begin, application.MainWindow.furnish

def begin_watched(starter):
    tell("painted")
    watch.begin()
    starter.started.connect(lambda: on_started(starter._window.docks))
    begin(starter)

def furnish_watched(window):
    application.MainWindow.furnish = furnish
    furnish(window)
    QTimer.singleShot(0, lambda: tell("furnished"))

def on_started(docks):
    from designer.ui.panels import PANELS
    tell("usable")
    names = []

    def on_made(name):
        names.append(name)
        if len(names) == len(PANELS):
            QTimer.singleShot(5, end)

    docks.panel_made.connect(on_made)

def end():
    tell("complete")
    print("held", 0, watch.longest)
    QApplication.exit()

application.Starter.begin, application.MainWindow.furnish = begin_watched, furnish_watched
application.run()
"""


def main() -> None:
    for platform in platforms():
        measure(platform)


def platforms() -> list[str]:
    """Without a screen always; on a screen where there is one."""
    return ["offscreen", *(["xcb"] if os.environ.get("DISPLAY") else [])]


def measure(platform: str) -> None:
    bare: list[Moments] = []
    ours: list[Moments] = []
    for turn in range(ROUNDS + 1):
        first, second = run(BARE, platform), run(OURS, platform)
        if turn:  # The first turn fills the disk's cache and writes the bytecode.
            bare.append(first)
            ours.append(second)
    print(f"{platform}, {ROUNDS} fresh processes each, ms from the start of the process")
    print(f"  {'':36}{'median':>8}{'least':>8}{'processor':>11}")
    print(f"  {'a bare QMainWindow, first paint':36}{_line(bare, 'painted')}")
    for name, words in MOMENTS.items():
        print(f"  {'the designer, ' + words:36}{_line(ours, name)}")
    ratio = median(_walls(ours, "painted")) / median(_walls(bare, "painted"))
    print(f"  the first paint takes {ratio:.2f} times that of the bare window")
    held = min(round_["held"][1] for round_ in ours)
    print(f"  after it the window's thread is held for {held:.0f} ms at a stretch at most")


def _line(rounds: list[Moments], name: str) -> str:
    walls = _walls(rounds, name)
    processor = min(each[name][1] for each in rounds)
    return f"{median(walls):8.0f}{min(walls):8.0f}{processor:11.0f}"


def _walls(rounds: list[Moments], name: str) -> list[float]:
    return [each[name][0] for each in rounds]


def run(program: str, platform: str) -> Moments:
    """What a fresh Python with this program told: ms since before its start, by the clock and of
    processor time."""
    environment = {**os.environ, "QT_QPA_PLATFORM": platform, "PYTHONPATH": str(ROOT)}
    # Bytecode is written once and read ever after, as it is where the program is installed.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with TemporaryDirectory() as home:
        environment |= {"XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home}
        begin = time.time()
        command = [sys.executable, "-c", program]
        answer = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
    if answer.returncode:
        sys.exit(answer.stderr)
    told = map(str.split, answer.stdout.splitlines())
    return {
        name: ((float(clock) - begin) * 1000, float(processor) * 1000)
        for name, clock, processor in told
    }


if __name__ == "__main__":
    main()
