"""TensorBoard as a window starts it; a stand-in speaks for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QObject

from designer.session.tensorboard import RUNNING, STOPPED, TensorBoard, has_logs
from designer.worker_client import keeper

SPEAKS = """
import sys, time
print("TensorBoard 0.0 at http://127.0.0.1:1/ (Press CTRL+C to quit)", file=sys.stderr, flush=True)
while True:
    time.sleep(60)
"""


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "events.out.tfevents.1.here").write_bytes(b"")
    return tmp_path


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where `import tensorboard` finds a stand-in."""
    package = tmp_path / "stand_in" / "tensorboard"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    return package


def test_the_address_is_told_and_the_process_ends_with_the_input(
    qtbot, qapp, logs: Path, environment: Path
) -> None:
    (environment / "main.py").write_text(SPEAKS)
    owner = QObject()
    board = TensorBoard(owner)
    with qtbot.waitSignal(board.opened, timeout=20_000) as opened:
        board.open(logs)
    assert opened.args == ["http://127.0.0.1:1/"] and board.state == RUNNING
    children = psutil.Process(board._child.pid).children(recursive=True)
    assert len(children) == 1
    board.stop()
    assert board.state == STOPPED
    psutil.wait_procs(children, timeout=10)
    assert not children[0].is_running()


def test_a_folder_without_logs_is_told_before_anything_starts(qtbot, qapp, tmp_path: Path) -> None:
    owner = QObject()
    board = TensorBoard(owner)
    with qtbot.waitSignal(board.failed) as failed:
        board.open(tmp_path)
    assert str(tmp_path) in failed.args[0] and board.state == STOPPED
    assert not has_logs(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise ModuleNotFoundError('No module named tensorboard.x')", "is not installed"),
        ("raise SystemExit('could not bind to port 6006')", "no free port"),
        ("raise SystemExit('a strange end')", "a strange end"),
    ],
)
def test_endings_have_words(
    qtbot, qapp, logs: Path, environment: Path, source: str, words: str
) -> None:
    (environment / "main.py").write_text(source)
    owner = QObject()
    board = TensorBoard(owner)
    with qtbot.waitSignal(board.failed, timeout=20_000) as failed:
        board.open(logs)
    assert words in failed.args[0]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_what_is_kept_ends_when_the_window_is_killed(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    sleeper = f"import os,time;open({str(noted)!r},'w').write(str(os.getpid()));time.sleep(600)"
    window = (
        "import subprocess,sys,time\n"
        f"subprocess.Popen([sys.executable,{keeper.__file__!r},sys.executable,'-c',{sleeper!r}],"
        "stdin=subprocess.PIPE)\n"
        "print('started',flush=True)\n"
        "time.sleep(600)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", window], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        process.stdout.readline()
        kept = None
        while kept is None or not kept.isdigit():
            kept = noted.read_text() if noted.exists() else None
        process.kill()
        process.wait()
    psutil.wait_procs([found] if (found := _process(int(kept))) else [], timeout=10)
    assert _process(int(kept)) is None


def _process(pid: int) -> psutil.Process | None:
    try:
        found = psutil.Process(pid)
        return None if found.status() == psutil.STATUS_ZOMBIE else found
    except psutil.NoSuchProcess:
        return None
