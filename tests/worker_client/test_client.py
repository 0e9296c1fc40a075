from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QElapsedTimer, QTimer

from designer.protocol import Failure, FailureKind, Reply
from designer.worker_client.client import WorkerClient
from designer.worker_client.command import WorkerCommand
from designer.worker_client.restarts import Restarts

MakeClient = Callable[..., WorkerClient]


class Heard:
    """Everything that a client says."""

    def __init__(self, client: WorkerClient) -> None:
        self.states: list[str] = []
        self.words: list[str] = []
        self.replies: list[Reply] = []
        self.failures: list[Failure] = []
        self.restarts = 0
        client.state_changed.connect(self.states.append)
        client.described.connect(self.words.append)
        client.replied.connect(self.replies.append)
        client.failed.connect(self.failures.append)
        client.restarted.connect(self._count)

    def _count(self) -> None:
        self.restarts += 1


def is_state(state: str) -> Callable[[str], bool]:
    return lambda now: now == state


def answer_to(request: int) -> Callable[[Any], bool]:
    return lambda message: message.id == request


def pid_of(client: WorkerClient) -> int:
    return int(client.about["pid"])


def is_running(pid: int) -> bool:
    """A zombie counts as running: the client has to collect its dead."""
    return Path(f"/proc/{pid}").exists()


# The quiet life


def test_a_worker_that_starts_is_starting_and_then_ready(
    make_client: MakeClient, qtbot: Any
) -> None:
    client = make_client()
    heard = Heard(client)
    assert client.state == "stopped"
    with qtbot.waitSignal(client.state_changed, check_params_cb=is_state("ready")):
        client.start()
    assert heard.states == ["starting", "ready"]
    assert client.description == "Keras 0.0.0 on TensorFlow is ready."
    assert client.about["backend"] == "tensorflow"
    assert heard.restarts == 0


def test_an_answer_carries_the_id_of_its_request(client: WorkerClient, qtbot: Any) -> None:
    heard = Heard(client)
    first = client.request("echo", {"x": [1, None, "ä"]})
    second = client.request("echo", {"y": 2})
    qtbot.waitUntil(lambda: len(heard.replies) == 2)
    assert {reply.id: reply.result for reply in heard.replies} == {
        first: {"x": [1, None, "ä"]},
        second: {"y": 2},
    }


def test_what_is_asked_while_the_worker_starts_is_answered_later(
    make_client: MakeClient, qtbot: Any
) -> None:
    client = make_client("--start", "0.2")
    client.start()
    with qtbot.waitSignal(client.replied) as answered:
        request = client.request("echo", {"early": True})
    assert answered.args[0] == Reply(request, {"early": True})


def test_what_is_asked_just_before_the_start_is_answered_too(
    make_client: MakeClient, qtbot: Any
) -> None:
    client = make_client()
    unwanted = client.request("echo", {"before": 1})
    asked = client.request("echo", {"before": 2})
    client.start()
    client.cancel(unwanted)
    with qtbot.waitSignal(client.replied, check_params_cb=answer_to(asked)) as heard:
        pass
    assert heard.args[0].result == {"before": 2}
    with qtbot.waitSignal(client.state_changed, check_params_cb=is_state("busy")):
        long = client.request("hang")
    with qtbot.waitSignal(client.state_changed, check_params_cb=is_state("ready")):
        client.cancel(long)


def test_a_refusal_comes_with_its_kind_and_words(client: WorkerClient, qtbot: Any) -> None:
    with qtbot.waitSignal(client.failed) as refused:
        client.request("sing")
    assert refused.args[0].kind == "bad_request"
    assert "`sing`" in refused.args[0].message


def test_an_answer_of_ten_megabytes_arrives_whole(client: WorkerClient, qtbot: Any) -> None:
    with qtbot.waitSignal(client.replied) as answered:
        client.request("large", {"bytes": 10_000_000})
    assert len(answered.args[0].result) == 10_000_000


def test_sending_megabytes_does_not_wait_for_the_worker(client: WorkerClient) -> None:
    clock = QElapsedTimer()
    clock.start()
    client.request("deaf")
    client.request("echo", {"text": "x" * 5_000_000})
    assert clock.elapsed() < 1000


def test_progress_is_told_as_it_comes(client: WorkerClient, qtbot: Any) -> None:
    with qtbot.waitSignal(client.event_arrived) as told:
        client.request("tell", {"name": "shapes_partial", "params": {"nodes": {}}})
    assert told.args[0].name == "shapes_partial"


def test_a_short_request_does_not_make_the_status_flicker(client: WorkerClient, qtbot: Any) -> None:
    heard = Heard(client)
    with qtbot.waitSignal(client.replied):
        client.request("echo")
    assert heard.states == []


def test_a_long_request_makes_the_worker_busy_until_it_ends(
    client: WorkerClient, qtbot: Any
) -> None:
    heard = Heard(client)
    with qtbot.waitSignal(client.state_changed, check_params_cb=is_state("busy")):
        request = client.request("hang")
    with qtbot.waitSignal(client.state_changed, check_params_cb=is_state("ready")):
        client.cancel(request)
    assert heard.states == ["busy", "ready"]


def test_a_cancelled_request_is_never_heard_of_again(client: WorkerClient, qtbot: Any) -> None:
    heard = Heard(client)
    hung = client.request("hang")
    asked = client.request("echo", {"also": "cancelled"})
    client.cancel(hung)
    client.cancel(asked)
    with qtbot.waitSignal(client.replied, check_params_cb=lambda reply: reply.result == 1):
        # The worker answers in order, so this comes after everything that must not come.
        client.request("echo", 1)  # type: ignore[arg-type]
    assert [reply.result for reply in heard.replies] == [1]
    assert heard.failures == []


# Endings


def test_a_killed_worker_is_noticed_at_once_and_started_again(
    client: WorkerClient, qtbot: Any
) -> None:
    heard = Heard(client)
    lost = client.request("hang")
    killed = pid_of(client)
    clock = QElapsedTimer()
    with qtbot.waitSignal(client.failed):
        os.kill(killed, signal.SIGKILL)
        clock.start()
    assert clock.elapsed() < 500
    assert heard.failures == [Failure(lost, FailureKind.WORKER_DIED, client.description)]
    assert "ended by signal 9 (SIGKILL)" in client.description
    with qtbot.waitSignal(client.restarted):
        pass
    assert heard.states == ["restarting", "ready"]
    assert pid_of(client) != killed
    with qtbot.waitSignal(client.replied):
        client.request("echo")


def test_a_crash_is_told_with_its_status_and_last_words(client: WorkerClient, qtbot: Any) -> None:
    with qtbot.waitSignal(client.failed) as lost:
        client.request("crash", {"status": 7, "words": "Fatal: no such device"})
    assert "exit status 7" in lost.args[0].message
    assert "Fatal: no such device" in lost.args[0].message
    assert client.last_lines == ["Fatal: no such device"]


def test_a_worker_that_always_crashes_is_given_up_and_can_be_restarted(
    make_client: MakeClient, qtbot: Any
) -> None:
    client = make_client("--end", "5", restarts=Restarts(delays_ms=(0,)))
    heard = Heard(client)
    with qtbot.waitSignal(client.state_changed, check_params_cb=is_state("failed")):
        client.start()
    assert heard.states == ["starting", "restarting", "failed"]
    assert "exit status 5" in client.description
    assert "4 times" in client.description
    with qtbot.waitSignal(client.state_changed, check_params_cb=is_state("failed")):
        client.restart()


def test_asking_a_worker_that_was_given_up_is_refused_and_not_forgotten(
    make_client: MakeClient, qtbot: Any
) -> None:
    client = make_client(command=WorkerCommand("/nowhere/python"))
    with qtbot.waitSignal(client.state_changed, check_params_cb=is_state("failed")):
        client.start()
    assert "could not be started" in client.description
    assert "/nowhere/python" in client.description
    with qtbot.waitSignal(client.failed) as refused:
        request = client.request("shapes")
    assert refused.args[0].id == request
    assert refused.args[0].kind == FailureKind.WORKER_DIED


def test_a_worker_of_another_version_is_not_spoken_to(make_client: MakeClient, qtbot: Any) -> None:
    client = make_client("--protocol", "99")
    with qtbot.waitSignal(client.state_changed, check_params_cb=is_state("failed")):
        client.start()
    assert "version 99" in client.description


def test_a_program_that_is_no_worker_is_recognised(make_client: MakeClient, qtbot: Any) -> None:
    chatty = WorkerCommand(sys.executable, ("-c", "print('Hello!'); input()"))
    client = make_client(command=chatty)
    with qtbot.waitSignal(client.state_changed, check_params_cb=is_state("failed")):
        client.start()
    assert "This is no worker" in client.description
    assert "Hello!" in client.description


def test_a_worker_that_is_not_ready_in_time_is_told_so(make_client: MakeClient, qtbot: Any) -> None:
    client = make_client("--start", "60", ready_within_s=0.2, restarts=Restarts(limit=1))
    with qtbot.waitSignal(client.state_changed, check_params_cb=is_state("failed")):
        client.start()
    assert "did not answer within" in client.description


def test_a_deaf_worker_can_be_restarted(client: WorkerClient, qtbot: Any) -> None:
    heard = Heard(client)
    lost = client.request("deaf")
    stuck = pid_of(client)
    with qtbot.waitSignal(client.restarted):
        client.restart()
    assert [failure.id for failure in heard.failures] == [lost]
    qtbot.waitUntil(lambda: not is_running(stuck))
    with qtbot.waitSignal(client.replied):
        client.request("echo")


def test_a_worker_that_has_grown_is_replaced_once_it_is_idle(
    make_client: MakeClient, qtbot: Any
) -> None:
    client = make_client(largest_idle_bytes=1_000_000_000)
    with qtbot.waitSignal(client.state_changed, check_params_cb=is_state("ready")):
        client.start()
    heard = Heard(client)
    grown = pid_of(client)
    busy = client.request("hang")
    with qtbot.waitSignal(client.replied):
        client.request("tell", {"name": "memory", "params": {"resident_bytes": 2_500_000_000}})
    assert pid_of(client) == grown
    assert client.resident_bytes == 2_500_000_000
    with qtbot.waitSignal(client.restarted):
        client.cancel(busy)
    assert "2.5 GB" in heard.words[0]
    assert heard.failures == []
    qtbot.waitUntil(lambda: not is_running(grown))


def test_a_worker_in_another_python_can_be_chosen(client: WorkerClient, qtbot: Any) -> None:
    with qtbot.waitSignal(client.state_changed, check_params_cb=is_state("failed")):
        client.use(WorkerCommand("/nowhere/python"))


# Stopping


def test_stopping_ends_the_process_and_does_not_wait(client: WorkerClient, qtbot: Any) -> None:
    heard = Heard(client)
    stopped = pid_of(client)
    lost = client.request("hang")
    clock = QElapsedTimer()
    clock.start()
    client.stop()
    assert clock.elapsed() < 200
    assert heard.states == ["stopped"]
    assert [failure.id for failure in heard.failures] == [lost]
    qtbot.waitUntil(lambda: not is_running(stopped))


def test_stopping_ends_a_deaf_process_as_well(client: WorkerClient, qtbot: Any) -> None:
    client.request("deaf")
    stuck = pid_of(client)
    client.stop()
    qtbot.waitUntil(lambda: not is_running(stuck), timeout=5000)


def test_a_stopped_worker_can_be_started_again(client: WorkerClient, qtbot: Any) -> None:
    client.stop()
    with qtbot.waitSignal(client.restarted):
        client.start()
    with qtbot.waitSignal(client.replied):
        client.request("echo")


def test_ending_now_leaves_no_process_behind(client: WorkerClient) -> None:
    client.request("deaf")
    running = pid_of(client)
    client.end_now()
    assert not is_running(running)


def test_nothing_of_the_worker_outlives_a_program_that_ends_in_a_hurry(tmp_path: Path) -> None:
    script = tmp_path / "hurried.py"
    script.write_text(
        "import sys\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from designer.worker_client.client import WorkerClient\n"
        "from designer.worker_client.command import WorkerCommand\n"
        "app = QCoreApplication([])\n"
        "client = WorkerClient(WorkerCommand(sys.executable, (sys.argv[1],)), app)\n"
        "def leave(state):\n"
        "    if state == 'ready':\n"
        "        client.request('deaf')\n"
        "        print(client.about['pid'], flush=True)\n"
        "        app.quit()\n"
        "client.state_changed.connect(leave)\n"
        "client.start()\n"
        "sys.exit(app.exec())\n"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, str(script), str(root / "tests/fake_worker.py")],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert ended.returncode == 0
    assert ended.stderr == ""
    assert not is_running(int(ended.stdout))


@pytest.mark.skipif(sys.platform != "linux", reason="counts timer ticks against a Linux child")
def test_the_window_goes_on_while_the_worker_floods_it(client: WorkerClient, qtbot: Any) -> None:
    late_ms: list[int] = []
    clock = QElapsedTimer()
    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(lambda: late_ms.append(clock.restart()))
    heard = Heard(client)
    clock.start()
    timer.start()
    for _ in range(20):
        client.request("large", {"bytes": 1_000_000})
    qtbot.waitUntil(lambda: len(heard.replies) == 20, timeout=20_000)
    timer.stop()
    assert len(late_ms) > 3
    assert max(late_ms) < 500
