"""The method `watch_script`: a person's own training script, unchanged, under the eye."""

from __future__ import annotations

import builtins
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from designer.protocol import FailureKind
from designer.protocol.run import EPOCH, FINISHED, STOPPED
from designer.worker.eye.evidence import Evidence, watching_evidence
from designer.worker.eye.rhythm import Rhythm, following
from designer.worker.failures import RequestError, Stopped, details_of, sentence
from designer.worker.jobs import Job
from designer.worker.training.progress import Progress
from designer.worker.training.pulse import Pulse

_SAMPLE_EVERY_S = 0.05
FAILED = "failed"


def watch_script(params: Mapping[str, Any], job: Job) -> dict[str, Any]:
    """Run the file `path` with the `arguments` as `python path arguments` does, and tell what its
    memory did, and what was seen of causes.

    The reply has `outcome` (`finished`, `stopped`, `failed` with `message`, `line`, `details`),
    `epochs`, `steps`, `seconds`, `memory` and `evidence` as that of `train`. Raises `RequestError`
    where the file cannot be read or is no Python.
    """
    path = Path(str(params.get("path", "")))
    code = _compiled(path)
    watched = _Watched(path, job)
    try:
        watched.run(code, list(params.get("arguments") or []))
    except Stopped:
        watched.outcome = STOPPED
    job.controls.is_overdue = False
    return watched.reply()


def _compiled(path: Path) -> Any:
    try:
        source = path.read_bytes()
    except OSError as error:
        said = f"{path} could not be read: {error.strerror or error}."
        raise RequestError(FailureKind.BAD_REQUEST, said) from error
    try:
        return compile(source, str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        place = f"{path}:{line}" if line else f"{path}"
        said = f"{place} is no Python: {sentence(error)}."
        raise RequestError(FailureKind.PROGRAM, said, line=line) from error


class _Watched:
    """One script, from its first line to its reply."""

    def __init__(self, path: Path, job: Job) -> None:
        self.path = path
        self.outcome = FINISHED
        self.failure: dict[str, Any] = {}
        self._job = job
        self._progress = Progress()
        self._rhythm = Rhythm(self._on_step, self._on_epoch)
        self._evidence: Evidence | None = None
        self._sampled_at = 0.0

    def run(self, code: Any, arguments: list[str]) -> None:
        self._progress.clock.start()
        with (
            Pulse(self._progress, self._job, self.reply),
            watching_evidence() as self._evidence,
            following(self._rhythm),
            _as_main(self.path, arguments) as names,
        ):
            try:
                exec(code, names)
            except SystemExit as error:
                if error.code not in (None, 0):
                    self._fail(error, f"The script ended itself: sys.exit({error.code!r}).")
            except Exception as error:
                self._fail(error, f"{type(error).__name__}: {sentence(error)}")
            finally:
                self._evidence.finish()

    def reply(self) -> dict[str, Any]:
        plain = self._progress.to_json()
        return {
            **self.failure,
            "outcome": self.outcome,
            "epochs": self._rhythm.epoch + 1 if self._rhythm.step else 0,
            "steps": self._rhythm.step,
            "seconds": plain["seconds"],
            "memory": plain["memory"],
            "evidence": self._evidence.evidence() if self._evidence else [],
            "retraces": self._evidence.retraces() if self._evidence else 0,
        }

    def _fail(self, error: BaseException, said: str) -> None:
        self.outcome = FAILED
        lines = [line for file, line in _frames(error) if file == str(self.path)]
        line = lines[-1] if lines else None
        place = f"{self.path}:{line}" if line else f"{self.path}"
        self.failure = {"message": f"{place}: {said}", "line": line, "details": details_of(error)}

    def _on_step(self) -> None:
        self._progress.step = self._rhythm.step
        if self._evidence is not None:
            self._evidence.tick()
        now = time.monotonic()
        if now - self._sampled_at > _SAMPLE_EVERY_S:
            self._sampled_at = now
            self._progress.sample()
        if self._job.controls.stops:
            if self._evidence is not None:
                self._evidence.finish()
            raise Stopped

    def _on_epoch(self) -> None:
        sample = self._progress.end_epoch({})
        self._progress.epoch += 1
        news = {
            "epoch": self._rhythm.epoch,
            "step": self._rhythm.step,
            "seconds": self._progress.clock.seconds,
            "logs": {},
            "memory": sample.to_json(),
        }
        self._job.tell(EPOCH, news)


def _frames(error: BaseException) -> Iterator[tuple[str, int]]:
    step = error.__traceback__
    while step is not None:
        yield step.tb_frame.f_code.co_filename, step.tb_lineno
        step = step.tb_next


@contextmanager
def _as_main(path: Path, arguments: list[str]) -> Iterator[dict[str, Any]]:
    """What a script finds when it is run: its name, arguments, folder, and the modules beside it.

    It reads nothing from the keyboard: that pipe belongs to the protocol.
    """
    module = ModuleType("__main__")
    module.__dict__.update(__file__=str(path), __builtins__=builtins)
    before = (sys.argv, sys.path, sys.modules["__main__"], sys.stdin)
    sys.argv = [str(path), *arguments]
    sys.path = [str(path.resolve().parent), *sys.path]
    sys.modules["__main__"] = module
    with open(os.devnull) as nothing:  # noqa: PTH123 - the name of no file
        sys.stdin = nothing
        try:
            yield module.__dict__
        finally:
            sys.argv, sys.path, sys.modules["__main__"], sys.stdin = before
