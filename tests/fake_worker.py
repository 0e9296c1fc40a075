"""A worker without keras: speaks the protocol, and does on command what a real one may do.

    python tests/fake_worker.py [--protocol N] [--answers FILE] [--start SECONDS] [--end STATUS]
                                [--run WORD]

Methods: `echo` answers its params · `crash` exits with `status` after writing `words` · `hang`
never answers, but can be cancelled · `deaf` never answers and hears nothing · `tell` sends the
event `name` with `params` · `large` answers with that many `bytes`. Any other method is answered
out of the JSON file of `--answers` (method → result), so that tests of the window need no keras.
`train` runs `FakeRun`; `--run` says what becomes of it.
The standard library only, and nothing of the designer: it also checks what the protocol is.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

PROTOCOL_VERSION = 1
CONTROLS = ("pause", "resume", "stop", "stop_after_epoch")


def send(message: str, /, **fields: Any) -> None:
    sys.stdout.write(json.dumps({"type": message, **fields}) + "\n")
    sys.stdout.flush()


def event(name: str, /, **params: Any) -> None:
    send("event", name=name, params=params)


SEEN = {
    "pattern": "new kernels in an eager call", "function": "draw", "file": "script.py", "line": 7,
    "function_line": 5, "layer": "", "op": "tf.random.normal", "argument": "seed", "count": 80,
    "steps": 80, "estimated_bytes_per_step": 1_400_000,
}  # fmt: skip
"""Evidence of a leak, as the worker's eye gives it."""


class FakeRun:
    """Tells what a run would: ten steps an epoch, as many epochs as its script says, an answer.

    Words change that after the first epoch: with `hold` it waits until it is stopped or resumed,
    with `crash` its process ends, with `nan` its loss became NaN; `refuse` finds the data wrong.
    With `leak` each epoch takes 14 MB more, unless the step is compiled.
    """

    STEPS = 10

    def __init__(self, request: int, params: dict[str, Any], word: str) -> None:
        self.request = request
        self.word = word
        self.folder = params.get("folder", "")
        self.epochs = int(next(iter(re.findall(r"^EPOCHS = (\d+)", params["text"], re.M)), 3))
        self.has_eye = params.get("eye", False)
        self.leaks = word == "leak" and "tf.function" not in params["text"]
        self.done = 0
        self.stops = False
        self.is_held = False

    def begin(self) -> None:
        if self.word == "refuse":
            said = "`wine.csv` has no column `quality`."
            send("failure", id=self.request, kind="data", message=said, details="", node=None)
            return
        event("run_phase", phase="data")
        event("run_phase", phase="model", anonymous_bytes=500_000_000)
        event("run_phase", phase="first_step")
        event(
            "run_started", epochs=self.epochs, steps_per_epoch=self.STEPS, batch_size=32,
            samples=320, validation_samples=80, data_bytes=1000, params=1000, pid=os.getpid(),
            backend="tensorflow", device="cpu:0", outputs=["output"],
        )  # fmt: skip
        event("run_phase", phase="training")
        self.go_on()

    def go_on(self) -> None:
        while self.done < self.epochs and not self.stops:
            self.epoch()
            if self.word == "crash":
                print("Segmentation fault", file=sys.stderr, flush=True)  # noqa: T201
                os._exit(139)
            if self.word == "nan":
                said = "The loss became NaN in epoch 1, at step 10, and the run was ended."
                event("run_notice", severity="warning", code="nan", sentence=said, node=None)
                self.answer("nan")
                return
            if self.word == "hold" and self.done == 1:
                self.is_held = True
                return
        self.answer("finished" if self.done >= self.epochs else "stopped")

    def epoch(self) -> None:
        step, loss = (self.done + 1) * self.STEPS, 1.0 / (self.done + 1)
        seconds = 0.1 * (self.done + 1)
        event(
            "run_metrics", epoch=self.done, step=step, seconds=seconds, logs={"loss": loss},
            steps_per_second=100.0, seconds_left=0.1 * (self.epochs - self.done - 1),
        )  # fmt: skip
        held = 400_000_000 + (14_000_000 * self.done if self.leaks else 0)
        sample = [seconds, step, self.done, held + 200_000_000, held, 50_000_000, None]
        event("run_memory", samples=[sample])
        logs = {"loss": loss, "val_loss": loss * 1.1}
        event("run_epoch", epoch=self.done, step=step, seconds=seconds, logs=logs, memory=sample)
        self.done += 1

    def take(self, control: str) -> None:
        if control == "pause":
            event("run_phase", phase="paused")
        elif control == "resume":
            event("run_phase", phase="training")
        else:
            self.stops = True
        if self.is_held and control != "pause":
            self.is_held = False
            self.go_on()

    def answer(self, outcome: str) -> None:
        saved = ""
        if self.folder:
            Path(self.folder).mkdir(parents=True, exist_ok=True)
            saved = str(Path(self.folder) / "model.keras")
            Path(saved).write_bytes(b"the trained model")
        losses = [1.0 / (epoch + 1) for epoch in range(self.done)]
        result = {
            "outcome": outcome, "epochs_done": self.done, "steps": self.done * self.STEPS,
            "seconds": 0.1 * self.done, "history": {"loss": losses},
            "metrics": {"loss": losses[-1]} if losses else {},
            "memory": {"epochs": [], "samples": []}, "retraces": 0, "notes": [],
            "evidence": [SEEN] if self.has_eye and self.leaks else [],
            "saved": saved,
        }  # fmt: skip
        send("reply", id=self.request, result=result)


class FakeWorker:
    def __init__(self, answers: dict[str, Any], word: str) -> None:
        self.answers = answers
        self.word = word
        self.hanging: list[int] = []
        self.run: FakeRun | None = None

    def take(self, message: dict[str, Any]) -> None:
        if message["type"] == "event" and message["name"] in CONTROLS:
            if self.run is not None:
                self.run.take(message["name"])
            return
        if message["type"] == "event" and message["name"] == "cancel":
            request = message["params"]["request"]
            if request in self.hanging:
                self.hanging.remove(request)
                send("failure", id=request, kind="cancelled", message="Cancelled.")
            return
        method = getattr(self, f"do_{message['method']}", None)
        if method is not None:
            method(message["id"], message["params"])
        elif message["method"] in self.answers:
            send("reply", id=message["id"], result=self.answers[message["method"]])
        else:
            said = f"There is no method `{message['method']}`."
            send("failure", id=message["id"], kind="bad_request", message=said)

    def do_echo(self, request: int, params: dict[str, Any]) -> None:
        send("reply", id=request, result=params)

    def do_crash(self, request: int, params: dict[str, Any]) -> None:
        print(params.get("words", "Segmentation fault"), file=sys.stderr, flush=True)  # noqa: T201
        os._exit(params.get("status", 1))

    def do_hang(self, request: int, params: dict[str, Any]) -> None:
        self.hanging.append(request)

    def do_deaf(self, request: int, params: dict[str, Any]) -> None:
        while True:
            time.sleep(60)

    def do_tell(self, request: int, params: dict[str, Any]) -> None:
        event(params["name"], **params["params"])
        send("reply", id=request, result=None)

    def do_large(self, request: int, params: dict[str, Any]) -> None:
        send("reply", id=request, result="x" * params["bytes"])

    def do_train(self, request: int, params: dict[str, Any]) -> None:
        self.run = FakeRun(request, params, self.word)
        self.run.begin()

    def do_ping(self, request: int, params: dict[str, Any]) -> None:
        send("reply", id=request, result={"resident_bytes": 1_000_000, "pid": os.getpid()})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--protocol", type=int, default=PROTOCOL_VERSION)
    parser.add_argument("--answers", type=Path)
    parser.add_argument("--start", type=float, default=0.0)
    parser.add_argument("--end", type=int)
    parser.add_argument("--run", default="")
    options = parser.parse_args()
    answers = json.loads(options.answers.read_text()) if options.answers else {}
    event(
        "hello",
        protocol=options.protocol,
        python="3.11.0",
        executable=sys.executable,
        pid=os.getpid(),
    )
    time.sleep(options.start)
    if options.end is not None:
        sys.exit(options.end)
    event("ready", keras="0.0.0", backend="tensorflow", import_seconds=0.0, resident_bytes=1000)
    worker = FakeWorker(answers, options.run)
    for line in sys.stdin:
        worker.take(json.loads(line))


if __name__ == "__main__":
    main()
