"""Shows that the wheel holds all it needs: `make prove-wheel`.

Builds it, installs it into an environment that has nothing else, and there, in an empty folder far
from the checkout, runs a verb that needs Keras and opens the window on an example. The window's
picture is kept, to be looked at.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "out" / "window-from-wheel.png"
RESOURCES = ("themes/light.json", "icons/LICENSE", "examples/two_branch.kdesign")

WINDOW = """
import sys
from PySide6.QtCore import QTimer
from designer.paths import resource
from designer.ui import application
from designer.ui.main_window import MainWindow

assert "site-packages" in application.__file__, application.__file__
app = application.application()
window = MainWindow()
starter = application.Starter(window, resource("examples/two_branch.kdesign"))
window.first_painted.connect(starter.begin)
look = QTimer(interval=50)

def follow():
    session = window.context.session
    if session.totals is None:
        return
    look.stop()
    assert session.totals.params == 218_058, session.totals
    window.grab().save(sys.argv[1])
    window.close()

look.timeout.connect(follow)
starter.started.connect(look.start)
QTimer.singleShot(120_000, lambda: app.exit(1))
window.resize(1280, 720)
window.show()
sys.exit(app.exec())
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="designer-wheel-") as folder:
        place = Path(folder)
        wheel = built(place)
        print(f"{wheel.name}: {wheel.stat().st_size // 1024} KB, the resources are in it.")
        python = installed(wheel, place / "env")
        elsewhere = place / "elsewhere"
        elsewhere.mkdir()
        tool = python.with_name("keras-model-designer" + python.suffix)
        run([tool, "demo", "two_branch", "-o", "out"], elsewhere)
        made = sorted(path.name for path in (elsewhere / "out").rglob("*") if path.is_file())
        print(f"The verb made {', '.join(made)}.")
        PICTURE.parent.mkdir(exist_ok=True)
        run([python, "-c", WINDOW, str(PICTURE)], elsewhere)
        print(f"The window opened two_branch and counted 218,058 parameters: {PICTURE}")


def built(folder: Path) -> Path:
    """The wheel of this checkout, with what it has to hold looked up in it."""
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, ROOT], ROOT)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    missing = [name for name in RESOURCES if f"designer/_resources/{name}" not in names]
    if missing:
        sys.exit(f"{wheel.name} lacks {', '.join(missing)}.")
    return wheel


def installed(wheel: Path, folder: Path) -> Path:
    """The Python of a new environment that holds the wheel and what it asks for."""
    venv.create(folder, with_pip=True)
    windows = sys.platform == "win32"
    python = folder / ("Scripts/python.exe" if windows else "bin/python")
    run([python, "-m", "pip", "install", "--quiet", wheel], folder)
    return python


def run(command: list[str | Path], folder: Path) -> None:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        env={**environment(), "QT_QPA_PLATFORM": "offscreen"},
    )
    if done.returncode:
        sys.exit(f"{command[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def environment() -> dict[str, str]:
    """This process's, without what would lead an installed Python back to the checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


if __name__ == "__main__":
    main()
