"""A run with the real worker: what it tells, how it is held up, and its endings."""

from __future__ import annotations

import os
import resource
import signal
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from designer.protocol import Event, Failure, Reply
from designer.protocol.run import MemorySample
from designer.worker_client import endings
from tests.real_worker import RealWorker
from tests.worker.training.scripts import DATA, EAGER, FIT, MODEL, params, training_script

pytestmark = pytest.mark.worker


def watched(
    worker: RealWorker, text: str, after: str, controls: list[str], **more: Any
) -> tuple[Reply | Failure, list[Event]]:
    """The answer and the events of a run; the controls are sent once that event has come."""
    request = worker.begin("train", params(text, **more))
    events: list[Event] = []
    waiting = list(controls)
    while True:
        message = worker.read()
        if not isinstance(message, Event):
            assert message.id == request  # type: ignore[union-attr]
            return message, events  # type: ignore[return-value]
        events.append(message)
        if waiting and after in (message.name, message.params.get("phase")):
            while waiting:
                worker.send(Event(waiting.pop(0)))


def phases(events: list[Event]) -> list[str]:
    return [event.params["phase"] for event in events if event.name == "run_phase"]


def result(answer: Reply | Failure) -> dict[str, Any]:
    assert isinstance(answer, Reply), answer
    found: dict[str, Any] = answer.result
    return found


@pytest.mark.parametrize("loop", [FIT, EAGER], ids=["fit", "eager"])
def test_a_run_tells_of_phases_epochs_and_memory(worker: RealWorker, loop: str) -> None:
    answer, events = watched(worker, training_script(loop=loop), "never", [])
    assert phases(events) == ["data", "model", "first_step", "training"]
    started = next(event.params for event in events if event.name == "run_started")
    assert (started["epochs"], started["steps_per_epoch"], started["batch_size"]) == (3, 4, 16)
    assert (started["samples"], started["validation_samples"], started["params"]) == (64, 32, 5)
    assert started["outputs"] == ["y"] and started["data_bytes"] > 0
    epochs = [event.params for event in events if event.name == "run_epoch"]
    assert [(each["epoch"], each["step"]) for each in epochs] == [(0, 4), (1, 8), (2, 12)]
    found = result(answer)
    assert (found["outcome"], found["epochs_done"], found["steps"]) == ("finished", 3, 12)
    assert found["history"]["loss"] == [each["logs"]["loss"] for each in epochs]
    assert found["metrics"]["loss"] == found["history"]["loss"][-1] < found["history"]["loss"][0]
    sample = MemorySample.from_json(found["memory"]["epochs"][-1])
    assert sample.resident_bytes > sample.anonymous_bytes > 10**8
    assert (sample.epoch, sample.step) == (2, 12)


def test_stopping_ends_within_the_epoch_and_keeps_the_history(worker: RealWorker) -> None:
    text = training_script(epochs=100_000)
    answer, events = watched(worker, text, "run_epoch", ["stop"])
    found = result(answer)
    assert found["outcome"] == "stopped"
    whole = [event for event in events if event.name == "run_epoch"]
    assert len(found["history"]["val_loss"]) == found["epochs_done"] == len(whole) < 1000


def test_stopping_after_the_epoch_finishes_it(worker: RealWorker) -> None:
    text = training_script(epochs=100_000, loop=EAGER)
    answer, _ = watched(worker, text, "run_epoch", ["stop_after_epoch"])
    found = result(answer)
    assert found["outcome"] == "stopped"
    assert found["steps"] == 4 * found["epochs_done"] < 1000


def test_a_pause_holds_the_run_until_it_is_resumed(worker: RealWorker) -> None:
    request = worker.begin("train", params(training_script(epochs=100_000)))
    worker.read_event("run_epoch")
    worker.send(Event("pause"))
    while worker.read_event("run_phase").params["phase"] != "paused":
        pass
    worker.send(Event("resume"))
    # In a pause nothing is told but samples of memory that had been taken before.
    while (event := worker.read()).name == "run_memory":  # type: ignore[union-attr]
        pass
    assert (event.name, event.params) == ("run_phase", {"phase": "training"})  # type: ignore[union-attr]
    worker.send(Event("pause"))
    worker.send(Event("stop"))
    assert result(worker.end(request))["outcome"] == "stopped"


def test_memory_is_told_in_the_order_in_which_it_was_taken(worker: RealWorker) -> None:
    request = worker.begin("train", params(training_script(epochs=100_000)))
    taken: list[float] = []
    for _ in range(5):
        while (event := worker.read()).name != "run_memory":  # type: ignore[union-attr]
            if event.name == "run_epoch":  # type: ignore[union-attr]
                taken.append(event.params["memory"][0])  # type: ignore[union-attr]
        taken += [sample[0] for sample in event.params["samples"]]  # type: ignore[union-attr]
    worker.send(Event("stop"))
    worker.end(request)
    assert all(later > sooner - 0.1 for sooner, later in pairwise(taken))


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (training_script(data="import time\ntime.sleep(250)"), "data"),
        (training_script(data="while True:\n    pass"), "data"),
        (
            training_script(
                loop=EAGER.replace("with tf", "while step == 1: pass\n            with tf")
            ),
            "training",
        ),
        (
            training_script(loop=EAGER.replace("if model.stop_training", "if False"), epochs=10**6),
            "training",
        ),
    ],
    ids=["sleep", "endless loading", "endless step", "deaf loop"],
)
def test_what_does_not_come_to_an_end_is_interrupted(
    worker: RealWorker, text: str, after: str
) -> None:
    answer, _ = watched(worker, text, after, ["stop"])
    assert result(answer)["outcome"] == "stopped"
    assert worker.ask("ping")


STUCK = """
    x = keras.Input((4,), name="x")
    def wait(values):
        import time
        open(REACHED, "w").close()
        time.sleep(250)
        return values
    h = keras.layers.Lambda(
        lambda t: tf.ensure_shape(tf.numpy_function(wait, [t], tf.float32), t.shape)
    )(x)
    return keras.Model(x, keras.layers.Dense(1)(h))
"""


@pytest.fixture
def own() -> Iterator[RealWorker]:
    real = RealWorker()
    real.read_event("ready")
    yield real
    real.process.kill()
    real.stop()


def test_a_step_that_nothing_can_interrupt_is_left_with_all_that_is_known(
    own: RealWorker, tmp_path: Path
) -> None:
    reached = tmp_path / "reached"
    os.mkfifo(reached)
    text = training_script(model=STUCK, head=f"REACHED = {str(reached)!r}")
    request = own.begin("train", params(text))
    reached.read_text()  # Waits until the step writes.
    own.send(Event("stop"))
    found = result(own.end(request))
    assert (found["outcome"], found["steps"]) == ("stopped", 0)
    assert own.process.wait(timeout=20) == 0


def test_a_killed_run_is_noticed_at_once(own: RealWorker) -> None:
    own.begin("train", params(training_script(epochs=100_000)))
    own.read_event("run_epoch")
    os.kill(own.process.pid, signal.SIGKILL)
    with pytest.raises(EOFError):
        while True:
            own.read()
    assert "memory runs out" in endings.ended_by_signal(-own.process.wait(), [])


HOARD = EAGER.replace(
    "with tf",
    "globals().setdefault('held', []).append(bytearray(b'x' * 10**8))\n            with tf",
)


def test_a_run_that_is_starved_of_memory_ends_in_words(tmp_path: Path) -> None:
    def starve() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (3 * 10**9, 3 * 10**9))

    real = RealWorker(preexec_fn=starve)
    real.read_event("ready")
    answer, events = watched(real, training_script(loop=HOARD, epochs=100), "never", [])
    assert isinstance(answer, Failure)
    assert answer.kind == "memory"
    assert answer.message.startswith("There is not enough memory for a step with a batch of 16.")
    assert "run_metrics" in [event.name for event in events]
    real.stop()


EXPLODING = "model.compile(optimizer=keras.optimizers.SGD(1e30), loss='mse')"


@pytest.mark.parametrize("loop", [FIT, EAGER], ids=["fit", "eager"])
def test_a_loss_that_is_no_number_ends_the_run_and_says_where(
    worker: RealWorker, loop: str
) -> None:
    text = training_script(compiling=EXPLODING, loop=loop, epochs=500)
    answer, events = watched(worker, text, "never", [])
    found = result(answer)
    assert found["outcome"] == "nan"
    assert found["steps"] < 500
    notice = next(event.params for event in events if event.name == "run_notice")
    assert notice["code"] == "nan"
    assert f"in epoch 1, at step {found['steps']}, and the run was ended" in notice["sentence"]


BREAKING = """
    class Odd(keras.layers.Layer):
        def call(self, x):
            return x

        def build(self, shape):
            self.built = True

        def __call__(self, x, **more):
            if not isinstance(x, keras.KerasTensor):
                raise ValueError("No numbers here.")
            return super().__call__(x, **more)

    x = keras.Input((4,), name="x")
    h = Odd()(x)
    return keras.Model(x, keras.layers.Dense(1, name="y")(h))
"""


@pytest.mark.parametrize("loop", [FIT, EAGER], ids=["fit", "eager"])
def test_a_layer_that_fails_in_a_step_leads_to_its_node(worker: RealWorker, loop: str) -> None:
    text = training_script(model=BREAKING, loop=loop)
    lines = {
        number: "odd-node"
        for number, line in enumerate(text.splitlines(), 1)
        if "h = Odd()(x)" in line
    }
    failure = worker.ask_in_vain("train", params(text, lines))
    assert (failure.kind, failure.node) == ("program", "odd-node")
    assert failure.message == "No numbers here."


def test_a_warning_while_data_are_loaded_is_a_notice(worker: RealWorker) -> None:
    warning = "import warnings\nwarnings.warn('3 rows have no price and were left out.')\n"
    indented = textwrap.dedent(DATA.strip("\n"))
    answer, events = watched(worker, training_script(data=warning + indented), "never", [])
    notices = [event.params for event in events if event.name == "run_notice"]
    assert [(each["code"], each["sentence"]) for each in notices] == [
        ("data", "3 rows have no price and were left out.")
    ]
    assert result(answer)["outcome"] == "finished"


ODD_MODELS = {
    "sequential": "return keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])",
    "not built": "return keras.Sequential([keras.layers.Dense(1)])",
    "subclass": """
        class Own(keras.Model):
            def __init__(self):
                super().__init__()
                self.dense = keras.layers.Dense(1)

            def call(self, x):
                return self.dense(x)

        return Own()
    """,
}


@pytest.mark.parametrize("body", ODD_MODELS.values(), ids=ODD_MODELS)
def test_models_that_are_not_functional_are_trained_as_well(worker: RealWorker, body: str) -> None:
    found = worker.ask("train", params(training_script(model=body)))
    assert (found["outcome"], found["epochs_done"]) == ("finished", 3)


@pytest.mark.parametrize("name", ["KeyboardInterrupt", "SystemExit(3)"])
def test_a_script_that_wants_to_leave_does_not_end_the_worker(
    worker: RealWorker, name: str
) -> None:
    failure = worker.ask_in_vain("train", params(training_script(data=f"raise {name}")))
    assert failure.kind == "data"
    assert worker.ask("ping")


def test_a_script_without_its_seams_is_refused(worker: RealWorker) -> None:
    failure = worker.ask_in_vain("train", params("def load_data(): ...\n"))
    assert failure.kind == "bad_request"
    assert "it has no function build_model and no compile_model and no train" in failure.message


def test_artefacts_and_the_trained_model_lie_in_the_folder_of_the_run(
    own: RealWorker, tmp_path: Path
) -> None:
    loop = FIT.replace(
        "callbacks=list(callbacks)",
        "callbacks=[*callbacks, keras.callbacks.CSVLogger('log.csv')]",
    )
    folder = tmp_path / "runs" / "1"
    text = training_script(loop=loop, epochs=100_000)
    answer, events = watched(own, text, "run_epoch", ["stop"], folder=str(folder))
    found = result(answer)
    assert found["outcome"] == "stopped"
    assert phases(events)[-1] == "saving"
    assert found["saved"] == str(folder / "model.keras")
    assert sorted(path.name for path in folder.iterdir()) == ["log.csv", "model.keras"]


def test_a_callback_that_ends_a_run_early_finishes_it(worker: RealWorker) -> None:
    loop = FIT.replace(
        "callbacks=list(callbacks)",
        "callbacks=[*callbacks, keras.callbacks.EarlyStopping('loss', min_delta=99.0)]",
    )
    found = worker.ask("train", params(training_script(loop=loop, epochs=50)))
    assert (found["outcome"], found["epochs_done"]) == ("finished", 2)
    assert found["notes"] == ["Ended after epoch 2 of 50: a callback asked for it."]


def test_the_exported_script_gives_the_numbers_of_the_run(worker: RealWorker) -> None:
    dropout = MODEL.replace("(x)", "(keras.layers.Dropout(0.5)(x))")
    text = training_script(data=DATA, model=dropout, epochs=2)
    watched_loss = worker.ask("train", params(text))["history"]["loss"]
    plain = worker.ask_in_vain("train", params(f"{text}\nraise ValueError(main()[1]['loss'])"))
    assert plain.message == str(watched_loss)
