"""The worker as a process: how it greets, waits, ends, and what it does to strange requests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from designer.protocol import PROTOCOL_VERSION, Event, Failure, Reply, Request, decode, encode
from designer.worker_client.once import WorkerDied, ask
from designer.worker_client.sending import READER, sent_code
from tests.real_worker import ROOT, RealWorker

pytestmark = pytest.mark.worker

MODEL = "import keras\nx = keras.Input((4,))\nmodel = keras.Model(x, keras.layers.Dense(3)(x))\n"


@pytest.fixture(scope="module")
def headless(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What the worker says that was sent, far from the checkout, to requests that end at once."""
    folder = tmp_path_factory.mktemp("elsewhere")
    requests = [
        sent_code(),
        encode(Request(1, "ping")),
        b"this is no message\n",
        encode(Reply(2, "nor is this a request")),
        encode(Request(3, "sing")),
        encode(Request(4, "build", {"text": MODEL})),
        encode(Request(5, "introspect")),
        encode(Request(6, "doctor")),
    ]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        [sys.executable, "-c", READER],
        input=b"".join(requests),
        capture_output=True,
        cwd=folder,
        env=environment,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr.decode()
    return [decode(line) for line in ended.stdout.splitlines()]


def answer(messages: list[Any], request: int) -> Any:
    found = [
        message
        for message in messages
        if isinstance(message, (Reply, Failure)) and message.id == request
    ]
    assert len(found) == 1
    return found[0]


def test_it_greets_before_it_is_ready(headless: list[Any]) -> None:
    hello, *others = [message for message in headless if isinstance(message, Event)]
    assert hello.name == "hello"
    assert hello.params["protocol"] == PROTOCOL_VERSION
    ready = next(event for event in others if event.name == "ready")
    assert ready.params["keras"]
    assert ready.params["import_seconds"] > 0


def test_the_zipped_worker_answers_all_that_was_asked_before_the_end(headless: list[Any]) -> None:
    assert answer(headless, 1).result["resident_bytes"] > 50_000_000
    assert answer(headless, 4).result["total_params"] == 15
    assert len(answer(headless, 5).result["layers"]) > 100


def test_what_is_not_understood_is_refused_and_harms_nothing(headless: list[Any]) -> None:
    refused = [message for message in headless if isinstance(message, Failure) and message.id == 0]
    assert [message.kind for message in refused] == ["bad_request", "bad_request"]
    assert (
        "There is no method `sing`; there are ping, shapes, what_if, build"
        in answer(headless, 3).message
    )


def test_the_doctor_tells_what_is_there(headless: list[Any]) -> None:
    found = answer(headless, 6).result
    assert found["versions"]["keras"]
    assert found["versions"]["numpy"]
    assert found["backend"] in ("tensorflow", "torch", "jax")
    assert any(device.startswith("cpu") for device in found["devices"])
    assert found["available_bytes"] > found["resident_bytes"] > 0
    assert set(found["versions"]) >= {"tensorflow", "torch", "jax", "pydot", "psutil"}


def test_the_greeting_comes_before_keras_is_imported(tmp_path: Path) -> None:
    slow = tmp_path / "keras.py"
    slow.write_text("import time\ntime.sleep(60)\n")
    real = RealWorker(env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"})
    assert real.read_event("hello").params["pid"] == real.process.pid
    real.process.kill()
    real.process.communicate()


def test_a_python_without_keras_says_so_and_ends(tmp_path: Path) -> None:
    (tmp_path / "keras.py").write_text("raise ImportError('No module named tensorflow')\n")
    real = RealWorker(env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"})
    unusable = real.read_event("unusable")
    assert unusable.params["message"] == "No module named tensorflow"
    assert real.process.wait(timeout=20) == 3
    real.stop()


def test_a_verb_is_told_that_keras_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "keras.py").write_text("raise ImportError('No module named tensorflow')\n")
    # The designer's own folder stands before it on the path, and holds no keras.
    monkeypatch.setenv("PYTHONPATH", str(folder))
    with pytest.raises(WorkerDied, match=r"Keras cannot be imported(.|\n)*No module named"):
        ask("ping", python=sys.executable)


@pytest.fixture
def orphan(tmp_path: Path) -> Iterator[psutil.Process]:
    """A worker in an endless loop, whose parent was killed."""
    loop = encode(Request(1, "build", {"text": "while True: pass"}))
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys\n"
            "child = subprocess.Popen([sys.executable, '-m', 'designer.worker'],"
            " stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
            f"child.stdin.write({loop!r}); child.stdin.flush()\n"
            "while b'ready' not in child.stdout.readline(): pass\n"
            "print(child.pid, flush=True)\n"
            "input()\n",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        text=True,
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.communicate()
    yield child
    if child.is_running():
        child.kill()


def test_a_worker_in_an_endless_loop_does_not_outlive_its_window(orphan: psutil.Process) -> None:
    # Init may be slow to collect it: a zombie has ended.
    _, alive = psutil.wait_procs([orphan], timeout=10)
    assert not alive or orphan.status() == psutil.STATUS_ZOMBIE


def test_what_is_sent_is_small() -> None:
    assert len(sent_code()) < 200_000
    assert sent_code().count(b"\n") == 1
