"""A worker without keras: speaks the protocol, and does on command what a real one may do.

    python tests/fake_worker.py [--protocol N] [--answers FILE] [--start SECONDS] [--end STATUS]

Methods: `echo` answers its params · `crash` exits with `status` after writing `words` · `hang`
never answers, but can be cancelled · `deaf` never answers and hears nothing · `tell` sends the
event `name` with `params` · `large` answers with that many `bytes`. Any other method is answered
out of the JSON file of `--answers` (method → result), so that tests of the window need no keras.
The standard library only, and nothing of the designer: it also checks what the protocol is.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

PROTOCOL_VERSION = 1


def send(message: str, /, **fields: Any) -> None:
    sys.stdout.write(json.dumps({"type": message, **fields}) + "\n")
    sys.stdout.flush()


def event(name: str, /, **params: Any) -> None:
    send("event", name=name, params=params)


class FakeWorker:
    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.hanging: list[int] = []

    def take(self, message: dict[str, Any]) -> None:
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

    def do_ping(self, request: int, params: dict[str, Any]) -> None:
        send("reply", id=request, result={"resident_bytes": 1_000_000, "pid": os.getpid()})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--protocol", type=int, default=PROTOCOL_VERSION)
    parser.add_argument("--answers", type=Path)
    parser.add_argument("--start", type=float, default=0.0)
    parser.add_argument("--end", type=int)
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
    worker = FakeWorker(answers)
    for line in sys.stdin:
        worker.take(json.loads(line))


if __name__ == "__main__":
    main()
