"""From process start to the first painted window, against a bare PySide6 main window.

Both run in fresh processes, in turns, so that a busy moment of the machine hits both. Measured
from before the interpreter starts to the turn of the event loop after the first paint. Also told,
since the person waits for them too: when menus and start page are painted, and when the canvas and
the panels are there.
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

BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, self.tell)

    def tell(self):
        print("painted", time.time(), flush=True)
        QApplication.exit()

app = QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""

OURS = """
import sys, time

def tell(what):
    print(what, time.time(), flush=True)

from designer.ui import application
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

real_begin = application.Starter.begin

def begin(starter):
    tell("painted")
    starter.started.connect(lambda: (tell("usable"), QApplication.exit()))
    real_begin(starter)
    QTimer.singleShot(0, lambda: tell("furnished"))

application.Starter.begin = begin
application.run()
"""


def main() -> None:
    for platform in platforms():
        measure(platform)


def platforms() -> list[str]:
    """Without a screen always; on a screen where there is one."""
    return ["offscreen", *(["xcb"] if os.environ.get("DISPLAY") else [])]


def measure(platform: str) -> None:
    bare: list[float] = []
    ours: dict[str, list[float]] = {"painted": [], "furnished": [], "usable": []}
    for turn in range(ROUNDS + 1):
        first, second = run(BARE, platform), run(OURS, platform)
        if turn:  # The first turn fills the disk's cache and writes the bytecode.
            bare.append(first["painted"])
            for name, times in ours.items():
                times.append(second[name])
    floor, painted = median(bare), median(ours["painted"])
    print(f"{platform}, medians of {ROUNDS} fresh processes each, from the start of the process")
    print(f"  a bare QMainWindow, first paint      {floor:6.0f} ms")
    print(f"  the designer, first paint            {painted:6.0f} ms  {painted / floor:.2f} x")
    print(f"  the designer, menus and start page   {median(ours['furnished']):6.0f} ms")
    print(f"  the designer, canvas and panels      {median(ours['usable']):6.0f} ms")


def run(program: str, platform: str) -> dict[str, float]:
    """What a fresh Python with this program told, in ms since before its start."""
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
    pairs = (line.split() for line in answer.stdout.splitlines())
    return {name: (float(when) - begin) * 1000 for name, when in pairs}


if __name__ == "__main__":
    main()
