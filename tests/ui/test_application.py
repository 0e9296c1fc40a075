import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest
from PySide6.QtWidgets import QMessageBox

from designer.document.recovery import journal_folder, new_journal
from designer.graph.edits import Remove
from designer.paths import resource
from designer.storage import to_text
from designer.ui import application
from designer.ui.application import Starter, worker_command
from designer.ui.main_window import MainWindow
from designer.ui.settings import Settings
from designer.worker_client import client
from tests.builders import two_branch
from tests.ui.fake_client import FakeClient

ROOT = resource().parent


@pytest.fixture
def started(qtbot, monkeypatch):
    """Opens the window as the program does, with a worker that only notes what it is asked."""
    monkeypatch.setattr(client, "WorkerClient", lambda *args, **kwargs: FakeClient())
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    kept = []

    def start(path: Path | None = None) -> MainWindow:
        window = MainWindow()
        kept.append(window)
        qtbot.addWidget(window, before_close_func=leave_clean)
        starter = Starter(window, path)
        window.first_painted.connect(starter.begin)
        with qtbot.waitSignal(starter.started, timeout=20_000):
            window.show()
        return window

    return start


def leave_clean(window: MainWindow) -> None:
    window.context.document.undo_stack.setClean()


def printed_by(begin: str) -> str:
    """What the program prints in a fresh process whose window does this once it is painted."""
    program = f"""
import sys
from designer.ui import application

real_begin = application.Starter.begin

def begin(starter):
{indent(begin, "    ")}
    starter._window.close()

application.Starter.begin = begin
sys.exit(application.run())
"""
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def test_the_window_is_painted_and_furnished_before_anything_heavy_is_imported():
    program = """
heavy = ["numpy", "networkx", "keras", "designer.graph", "designer.document"]
print(*(name for name in [*heavy, "PySide6.QtSvg"] if name in sys.modules))
starter._window.furnish()
print(*(name for name in heavy if name in sys.modules))
"""
    assert printed_by(program) == ""


def test_a_module_is_imported_without_its_source_being_read():
    """As PySide would, for something that is not used here."""
    program = "import linecache, networkx\nprint(*linecache.cache)"
    assert "networkx" not in printed_by(program)


def test_a_window_that_is_closed_while_it_starts_leaves_without_a_crash():
    """As long as a thread imports, it makes classes of Qt."""
    program = """
from PySide6.QtCore import QObject, QTimer

def import_for_long():
    for number in range(20_000):
        type(f"Late{number}", (QObject,), {})
    print("imported")

application._import_furniture = import_for_long
QTimer.singleShot(0, starter._window.close)
real_begin(starter)
return
"""
    assert printed_by(program) == "imported"


def test_everything_is_imported_by_the_time_that_the_window_needs_it():
    program = """
application._import_furniture()
application._import_floors()
known = set(sys.modules)
application.attach(starter._window)
for panel in starter._window.docks._docks:
    starter._window.docks.panel(panel, object)
print(*(name for name in sys.modules if name not in known and name.startswith("designer.")))
"""
    assert printed_by(program) == ""


def test_after_the_start_the_window_can_be_used(started):
    window = started()
    assert window.is_ready and window.start_page.isVisible()
    window.action_set["new"].trigger()
    assert window.shows_design and not window.windowIcon().isNull()


def test_a_file_named_on_the_command_line_is_opened(started):
    window = started(resource("examples/two_branch.kdesign"))
    assert window.shows_design and window.context.document.title == "two_branch"


def test_a_file_that_cannot_be_opened_leads_to_the_start_page_with_the_reason(started, tmp_path):
    window = started(tmp_path / "none.kdesign")
    assert window.start_page.isVisible()
    assert "none.kdesign" in window.notices.texts()[0]


def crashed_window() -> None:
    """Leave a journal behind as a window that died would."""
    program = (
        "import os, sys\nfrom pathlib import Path\n"
        "from designer.document.recovery import new_journal\n"
        "from designer.graph.edits import Remove\nfrom designer.storage import to_text\n"
        "from tests.builders import two_branch\n"
        "journal = new_journal(Path(sys.argv[1]))\n"
        "journal.begin(to_text(two_branch()), None)\njournal.append(Remove('n7'))\nos._exit(9)\n"
    )
    folder = str(journal_folder())
    subprocess.run([sys.executable, "-c", program, folder], check=False, cwd=ROOT)


@pytest.mark.parametrize(("answer", "count"), [("Recover", 7), ("Throw away", 0)])
def test_the_work_of_a_crashed_window_is_offered_once(started, monkeypatch, answer, count):
    crashed_window()
    asked = []

    def say(box: QMessageBox) -> int:
        asked.append(box.informativeText())
        next(button for button in box.buttons() if button.text() == answer).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", say)
    window = started()
    assert len(window.context.document.graph) == count
    assert window.shows_design == (count > 0)
    assert asked == ["1 unsaved step can be recovered."]
    started()
    assert len(asked) == 1


def test_the_work_of_a_window_that_lives_is_left_alone(started, monkeypatch):
    monkeypatch.setattr(QMessageBox, "exec", lambda box: pytest.fail("asked"))
    journal = new_journal(journal_folder())
    journal.begin(to_text(two_branch()), None)
    journal.append(Remove("n7"))
    assert started().start_page.isVisible()
    journal.end()


def test_an_error_inside_the_program_is_said_in_the_window(started, capsys):
    window = started()
    sys.excepthook(ValueError, ValueError("no such port"), None)
    assert "ValueError: no such port" in window.notices.texts()[0]
    assert "no such port" in capsys.readouterr().err


def test_another_python_can_run_the_worker(qapp):
    settings = Settings()
    assert worker_command(settings).program == sys.executable
    settings.worker_command = ["/opt/gpu/bin/python", "-X", "utf8"]
    command = worker_command(settings)
    assert command.program == "/opt/gpu/bin/python" and command.arguments[:2] == ("-X", "utf8")
    assert command.words() == "/opt/gpu/bin/python -X utf8"


def test_the_program_has_a_name_for_its_settings(qapp):
    assert application.application().applicationName() == "keras-model-designer"
