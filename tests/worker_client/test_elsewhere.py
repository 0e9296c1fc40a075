"""A worker elsewhere: in an environment without this program, and behind an ssh server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import pytest

from designer.protocol.run import EPOCH
from designer.worker_client.command import other_python, worker_at
from designer.worker_client.once import WorkerDied, ask_with
from designer.worker_client.sending import READER, sent_code
from designer.worker_client.stream import streaming
from tests.worker_client.ssh_server import CAN_SERVE, Server, serving

needs_ssh = pytest.mark.skipif(not CAN_SERVE, reason="ssh and sshd are not installed here")
SCRIPT = """
import time
import keras
import numpy as np

SEED, BATCH_SIZE, EPOCHS = 0, 10, 500

def load_data():
    return (np.ones((100, 4), "float32"), np.ones((100, 1), "float32")), None

def build_model():
    x = keras.Input((4,))
    return keras.Model(x, keras.layers.Dense(1)(x))

def compile_model(model):
    model.compile("adam", "mse")

def train(model, data, callbacks=()):
    (x, y), _ = data
    return model.fit(x, y, batch_size=BATCH_SIZE, epochs=EPOCHS, callbacks=[*callbacks], verbose=0)
"""
TRAIN = {
    "text": SCRIPT,
    "line_nodes": {},
    "model": {"inputs": ["x"], "outputs": ["y"]},
    "folder": "",
    "eye": False,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("ssh")) as server:
        yield server


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An environment that has what is installed here, and no `designer`."""
    folder = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    keras = find_spec("keras")
    assert keras is not None and keras.origin
    # A path and no site folder: that one's own .pth files could bring the checkout along.
    (packages / "others.pth").write_text(f"{Path(keras.origin).parents[1]}\n")
    return str(folder / "bin" / "python")


def test_only_a_short_reader_stands_on_the_command_line() -> None:
    command = other_python(["conda", "run", "-n", "my gpu", "python"])
    assert command.arguments[-2:] == ("-c", READER)
    assert command.words() == "conda run -n 'my gpu' python"
    assert command.greeting == sent_code()


def test_the_shell_of_another_machine_gets_the_reader_as_one_word() -> None:
    command = other_python(["ssh", "-o", "ConnectTimeout=5", "host", "python3"])
    assert command.arguments[-1] == f'"{READER}"' and command.is_on_another_machine
    assert "-oBatchMode=yes" in command.arguments
    assert "-oConnectTimeout=20" not in command.arguments


def test_no_command_is_the_python_of_this_program() -> None:
    assert worker_at([]).program == sys.executable
    assert not worker_at([]).greeting and not worker_at([]).is_on_another_machine


def test_the_end_of_the_sent_line_is_the_beginning_of_the_protocol() -> None:
    after = "import sys;print(sys.stdin.read())"
    ended = subprocess.run(
        [sys.executable, "-c", READER], input=f"{after}\nmessage".encode(), capture_output=True
    )
    assert ended.stdout.strip() == b"message"


def test_a_python_that_is_too_old_is_told_its_version() -> None:
    old = "import sys;sys.version_info=(3,8);sys.version='3.8.1 of long ago';"
    ended = subprocess.run(
        [sys.executable, "-c", READER], input=old.encode() + sent_code(), capture_output=True
    )
    assert ended.returncode == 1
    assert b"Python 3.8.1 (" in ended.stderr and b"needs 3.11" in ended.stderr


def test_a_python_without_keras_is_told_what_to_install() -> None:
    without_packages = other_python([sys.executable, "-I", "-S"])
    with pytest.raises(WorkerDied, match="pip install keras"):
        ask_with(without_packages, "doctor", {})


@pytest.mark.worker
def test_an_environment_without_this_program_serves(bare_python: str, tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    own = [bare_python, "-c", "import designer.worker"]
    assert subprocess.run(own, cwd=tmp_path, env=bare, capture_output=True).returncode == 1
    answer = ask_with(other_python(["env", "-C", str(tmp_path), bare_python]), "doctor", {})
    assert answer["executable"] == bare_python


@needs_ssh
@pytest.mark.worker
def test_a_run_on_another_machine_ends_with_its_connection(server: Server) -> None:
    told: list[Any] = []

    with streaming(other_python(server.python())) as stream:

        def cut_after_an_epoch(event: Any) -> None:
            told.append(event)
            if event.name == EPOCH:
                psutil.Process(stream.pid).terminate()

        with pytest.raises(WorkerDied):
            stream.ask("train", TRAIN, cut_after_an_epoch)
        far = stream.about["pid"]
    assert any(event.name == EPOCH for event in told)
    assert far != stream.pid
    if psutil.pid_exists(far):
        psutil.Process(far).wait(15)


@needs_ssh
def test_whom_the_machine_does_not_know_is_told_about_keys(server: Server) -> None:
    with pytest.raises(WorkerDied, match="ssh-copy-id"):
        ask_with(other_python(server.python(key="stranger")), "doctor", {})


@needs_ssh
def test_a_python_that_is_not_there_is_asked_for_by_its_path(server: Server) -> None:
    with pytest.raises(WorkerDied, match="give its full path"):
        ask_with(other_python(server.command("python99")), "doctor", {})


@needs_ssh
def test_a_machine_without_a_server_is_told_apart_from_one_that_is_unknown(server: Server) -> None:
    with pytest.raises(WorkerDied, match="no ssh server does"):
        ask_with(other_python(["ssh", "-p", "1", "127.0.0.1", "python3"]), "doctor", {})
    with pytest.raises(WorkerDied, match="No machine of that name"):
        ask_with(other_python(["ssh", "nowhere.invalid", "python3"]), "doctor", {})
