"""The method `train`: a training script executed under watch, from its data to its reply."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import keras

from designer.protocol.run import (
    DATA_PHASE,
    FINISHED,
    FIRST_STEP_PHASE,
    MODEL_PHASE,
    NAN,
    NOTICE,
    PHASE,
    SAVING_PHASE,
    STARTED,
    STOPPED,
)
from designer.worker.builds import Script
from designer.worker.failures import RAISED, RequestError, Stopped, clean
from designer.worker.jobs import Job
from designer.worker.memory import in_words, limit_bytes
from designer.worker.training.data_checks import check_data
from designer.worker.training.data_failures import loading_failed
from designer.worker.training.eye import Closed, Eye, eye_for
from designer.worker.training.memory_samples import held
from designer.worker.training.not_a_number import layers_with_weights, nan_sentence, not_finite
from designer.worker.training.parts import output_names_of
from designer.worker.training.progress import Progress
from designer.worker.training.pulse import Pulse
from designer.worker.training.seams import TrainingScript
from designer.worker.training.step_failures import build_failed, step_failed
from designer.worker.training.watch import Watch

SAVED_MODEL = "model.keras"


def train(params: Mapping[str, Any], job: Job) -> dict[str, Any]:
    """The reply to `train`; docs/decisions/0018-watching-a-run.md lists what is in it. Raises
    `RequestError` for data, a program or memory that do not allow the run, `Cancelled`."""
    run = _Run(params, job)
    # One interruption comes at most; it may hit here after the run has ended by itself.
    try:
        run.go()
    except Stopped:
        job.controls.is_overdue = False
    return run.reply()


@dataclass
class _Run:
    params: Mapping[str, Any]
    job: Job
    progress: Progress = field(default_factory=Progress)
    eye: Eye = field(default_factory=Closed)
    watch: Watch | None = None
    saved: str | None = None

    def go(self) -> None:
        with Pulse(self.progress, self.job, self.reply, self._tell_latest):
            try:
                self._execute(Script.from_params(self.params))
            except RequestError as error:
                # Code that an interruption hit may have turned it into an error of its own.
                self.job.check()
                if self.job.controls.is_overdue:
                    raise Stopped from error
                raise
            finally:
                self.job.controls.is_overdue = False

    def _tell_latest(self) -> None:
        if self.watch is not None:
            self.watch.tell_latest()

    def reply(self) -> dict[str, Any]:
        return {
            **self.progress.to_json(),
            "outcome": self._outcome(),
            "evidence": self.eye.evidence(),
            "retraces": self.eye.retraces(),
            "saved": self.saved,
        }

    def _outcome(self) -> str:
        progress, controls = self.progress, self.job.controls
        if progress.is_nan:
            return NAN
        is_whole = 0 < progress.epochs <= progress.epochs_done
        asked = controls.stops or controls.stops_after_epoch
        return STOPPED if asked and not is_whole else FINISHED

    def _execute(self, script: Script) -> None:
        _say_limit()
        self._phase(DATA_PHASE)
        training = TrainingScript.executed(script)
        training.seed()
        data = self._load(training)
        self._phase(MODEL_PHASE)
        try:
            model = training.build_model()
        except RAISED as error:
            raise build_failed(error, training) from error
        try:
            training.compile_model(model)
            self._check(training, model, data)
            self._phase(FIRST_STEP_PHASE)
            self._train(training, model, data)
        except RAISED as error:
            raise step_failed(error, training) from error
        self._tell_of_early_end()
        self._save(model)

    def _load(self, training: TrainingScript) -> Any:
        try:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("default")
                data = training.load_data()
        except RAISED as error:
            raise loading_failed(error, training.script) from error
        for said in dict.fromkeys(
            str(each.message) for each in caught if each.category is UserWarning
        ):
            self._notice("data", said)
        return data

    def _check(self, training: TrainingScript, model: Any, data: Any) -> None:
        told = self.params.get("model") or {}
        try:
            notes = check_data(data, model, training.batch_size, told, training.node_of)
        except RequestError:
            raise
        except Exception as error:  # What the checks do not understand, Keras may.
            notes = [("unchecked", f"The data could not be checked before the run: {error}", None)]
        for code, said, node in notes:
            self._notice(code, said, node)

    def _train(self, training: TrainingScript, model: Any, data: Any) -> None:
        self._enter_folder()
        started = partial(self._started, training, model, data)
        went_nan = partial(self._went_nan, training, model)
        self.watch = Watch(self.progress, self.job, started, went_nan)
        with eye_for(self.params) as self.eye, suppress(Stopped):
            training.train(model, data, [self.watch, *self.eye.callbacks()])
        self._tell_latest()
        self.progress.is_over = True
        self.job.controls.is_overdue = False

    def _enter_folder(self) -> None:
        """From here on relative paths, of checkpoints and logs, lie in the folder of the run."""
        folder = str(self.params.get("folder") or "")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            os.chdir(folder)

    def _started(self, training: TrainingScript, model: Any, data: Any, watch: Watch) -> None:
        first, second = data
        news = {
            "epochs": self.progress.epochs,
            "steps_per_epoch": watch.steps_per_epoch,
            "batch_size": training.batch_size,
            "samples": samples_in(first),
            "validation_samples": samples_in(second),
            "data_bytes": bytes_in(data),
            "params": model.count_params() if model.built else None,
            "pid": os.getpid(),
            "backend": keras.backend.backend(),
            "device": _device(),
            "outputs": list(
                (self.params.get("model") or {}).get("outputs") or output_names_of(model)
            ),
        }
        self.job.tell(STARTED, news)

    def _went_nan(self, training: TrainingScript, model: Any, loss: float) -> None:
        layers = layers_with_weights(model)
        broken = [layer for layer in layers if not_finite(layer)]
        at = self.progress
        said = nan_sentence(loss, at.epoch, at.step, broken, len(layers))
        is_told = bool(broken) and len(broken) < len(layers)
        self._notice("nan", said, training.node_of(broken[0]) if is_told else None)

    def _tell_of_early_end(self) -> None:
        at = self.progress
        if self._outcome() == FINISHED and at.epochs_done < at.epochs:
            said = f"Ended after epoch {at.epochs_done} of {at.epochs}: a callback asked for it."
            self._notice("ended_early", said, severity="info")

    def _save(self, model: Any) -> None:
        if not self.params.get("folder"):
            return
        self.job.tell(PHASE, {"phase": SAVING_PHASE})
        path = Path(SAVED_MODEL).resolve()
        try:
            model.save(path)
        except Exception as error:  # A custom layer that cannot be saved must not cost the run.
            self._notice("not_saved", f"The trained model could not be saved: {clean(str(error))}")
        else:
            self.saved = str(path)

    def _phase(self, phase: str) -> None:
        self.job.check()
        if self.job.controls.stops:
            raise Stopped
        news: dict[str, Any] = {"phase": phase}
        if phase == MODEL_PHASE:
            news["anonymous_bytes"] = held().anonymous
        self.job.tell(PHASE, news)

    def _notice(
        self, code: str, sentence: str, node: str | None = None, severity: str = "warning"
    ) -> None:
        self.progress.notes.append(sentence)
        news = {"severity": severity, "code": code, "sentence": sentence, "node": node}
        self.job.tell(NOTICE, news)


def _say_limit() -> None:
    """Where memory is limited, native code crashes without a word when the limit is reached. This
    line stands among the last words then, and `worker_client/endings.py` knows it."""
    limit = limit_bytes()
    if limit is not None:
        said = f"This process's memory is limited to {in_words(limit)} (ulimit -v)."
        print(said, file=sys.stderr)  # noqa: T201


def samples_in(part: Any) -> int | None:
    """How many samples are in `(inputs, targets)`; None where nobody can know."""
    if part is None:
        return 0
    arrays = [each for each in keras.tree.flatten(part) if hasattr(each, "shape")]
    return int(arrays[0].shape[0]) if arrays else None


def bytes_in(data: Any) -> int:
    """What the arrays in it take; nothing of what comes in batches."""
    return sum(int(getattr(each, "nbytes", 0)) for each in keras.tree.flatten(data))


def _device() -> str:
    try:
        return str(keras.distribution.list_devices()[-1])
    except Exception:  # Backends differ in whether and how they answer.
        return "cpu"
