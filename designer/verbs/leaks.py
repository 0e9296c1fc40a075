"""`leaks FILE.py`: run a person's own training script under the eye; say whether it leaks."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from designer.diagnosis.leaks import (
    LEAKING,
    STEADY,
    TOO_SHORT,
    WARMING_UP,
    Sample,
    Verdict,
    verdict_of,
)
from designer.diagnosis.leaks.culprit import Culprit, culprit_of
from designer.diagnosis.leaks.cures import advice_for, diff_of, source_cures
from designer.protocol import Event
from designer.protocol.run import EPOCH, MEMORY, STOP
from designer.verbs.command_line import Refusal
from designer.verbs.designs import say, show
from designer.verbs.run_news import sample_from
from designer.worker_client.command import own_python
from designer.worker_client.once import WorkerDied, WorkerFailure
from designer.worker_client.stream import Interrupted, Stream, streaming

STATUSES = {STEADY: 0, LEAKING: 3, WARMING_UP: 4, TOO_SHORT: 4}
FAILED = "failed"
DESCRIPTION = """\
Run a training script of your own, unchanged, and say whether its memory grows, where and why.

fit, compiled and eager loops are understood; epochs and steps are found by themselves. The script
is stopped as soon as it is sure that it leaks, or after --seconds. Ctrl+C stops it, and what was
seen is told.

exit status:
  0  steady
  1  the script failed, or could not be read
  2  wrong use
  3  leaking
  4  it ran too short to tell, or is still warming up
"""
_SURE_EPOCHS = 12
_SURE_AFTER_S = 120.0
"""A steady run is let go on for so long, and then it need not run to its end."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.add_argument("file", metavar="FILE.py", type=Path, help="the script")
    parser.add_argument(
        "--json",
        action="store_true",
        help="one object: verdict, mb_per_epoch or mb_per_step, culprit, cure, …",
    )
    parser.add_argument(
        "--seconds", metavar="S", type=float, default=900.0, help="at most so long (900)"
    )
    parser.add_argument(
        "--trust", action="store_true", help="run the script: without this, nothing of it is run"
    )
    parser.add_argument(
        "arguments", nargs="*", metavar="...", help="after --: what the script itself is given"
    )


def run(options: Namespace) -> int:
    path: Path = options.file
    if not path.is_file():
        raise Refusal(f"{path} could not be read: there is no such file.")
    if not options.trust:
        raise Refusal(f"{path} is code, and nothing of it has run. Allow it with --trust.")
    arguments = [each for each in options.arguments if each != "--"]
    watching = _Watching(options.seconds)
    try:
        with streaming(own_python(), say) as watching.stream:
            params = {"path": str(path.resolve()), "arguments": arguments}
            found: dict[str, Any] = watching.stream.ask("watch_script", params, watching.heard)
    except WorkerFailure as error:
        raise Refusal(str(error)) from error
    except WorkerDied as error:
        found = {"outcome": "died", "message": f"{path}: {error}"}
    except Interrupted:
        found = {"outcome": "stopped", "message": "Ended at once, as Ctrl+C came twice."}
    verdict = watching.verdict(found)
    culprit = None
    if verdict.kind == LEAKING:
        culprit = culprit_of(found.get("evidence", ()), verdict.mb_per_step)
    report = _Report(path, found, verdict, culprit)
    if options.json:
        show(json.dumps(report.to_json()))
    else:
        report.tell()
    return 1 if found["outcome"] in (FAILED, "died") else STATUSES[verdict.kind]


@dataclass
class _Watching:
    """Samples as they come; stops the script once all is known."""

    seconds: float
    stream: Stream | None = None
    samples: list[Sample] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    _has_stopped: bool = False

    def heard(self, event: Event) -> None:
        if event.name == MEMORY:
            self.samples += map(sample_from, event.params["samples"])
            if time.monotonic() - self.began > self.seconds:
                self._stop()
        elif event.name == EPOCH:
            self.samples.append(sample_from(event.params["memory"]))
            self._look()

    def verdict(self, found: dict[str, Any]) -> Verdict:
        memory = found.get("memory", {})
        samples = list(map(sample_from, [*memory.get("samples", ()), *memory.get("epochs", ())]))
        samples.sort(key=lambda each: (each.seconds, each.epoch))
        return verdict_of(samples or self.samples, memory.get("available_bytes"))

    def _look(self) -> None:
        epochs = self.samples[-1].epoch + 1
        if epochs < _SURE_EPOCHS or self._has_stopped:
            return
        kind = verdict_of(self.samples).kind
        has_run_long = time.monotonic() - self.began > _SURE_AFTER_S
        if kind == LEAKING or (kind == STEADY and has_run_long and epochs > 2 * _SURE_EPOCHS):
            self._stop()

    def _stop(self) -> None:
        if not self._has_stopped and self.stream is not None:
            self._has_stopped = True
            self.stream.tell(STOP)


@dataclass(frozen=True)
class _Report:
    path: Path
    found: dict[str, Any]
    verdict: Verdict
    culprit: Culprit | None

    def to_json(self) -> dict[str, Any]:
        memory = {
            **self.verdict.to_json(),
            "sentence": self.verdict.sentence,
            "culprit": self.culprit.to_json() if self.culprit else None,
            "cure": self._cure(),
        }
        plain = {"outcome": self.found["outcome"], "metrics": {}, "memory": memory, **memory}
        names = ("message", "line", "epochs", "steps", "seconds", "retraces")
        return {**plain, **{name: self.found.get(name) for name in names}}

    def tell(self) -> None:
        if self.found.get("message"):
            say(self.found["message"])
        seen = (
            f"{self.found.get('epochs', 0)} epochs, {self.found.get('steps', 0)} steps were seen."
        )
        show(f"{self.path}: {seen} {self.verdict.sentence}")
        if self.verdict.kind != LEAKING:
            return
        if self.culprit is None:
            show("Nothing that was seen of it explains that.")
            return
        show(f"{self.path}:{self.culprit.line}: {self.culprit.sentence} {self.culprit.evidence}")
        cure = self._cure()
        if cure and cure["diff"]:
            show(f"{cure['title']}:\n{cure['diff']}")
        elif cure:
            show(cure["title"])

    def _cure(self) -> dict[str, str] | None:
        """An edit of the file where one can be made, else advice with an empty `diff`."""
        if self.culprit is None:
            return None
        file = Path(self.culprit.file)
        try:
            source = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            source = ""
        for cure in source_cures(source, self.culprit):
            return {"title": cure.title, "diff": diff_of(source, cure.source, file.name)}
        advice = advice_for(self.culprit)
        return {"title": advice, "diff": ""} if advice else None
