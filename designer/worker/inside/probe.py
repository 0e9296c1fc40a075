"""A training script made ready to be looked into: data, model, and one batch. Nothing is trained.

What was made ready is kept, so that another question about the same script is answered at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import keras
import numpy as np

from designer.protocol import FailureKind
from designer.worker.builds import Path, Script, failed
from designer.worker.failures import RequestError
from designer.worker.inside.calls import noting_calls
from designer.worker.training.data_checks import check_data
from designer.worker.training.data_failures import loading_failed
from designer.worker.training.input_checks import Note
from designer.worker.training.run import samples_in
from designer.worker.training.seams import TrainingScript
from designer.worker.training.step_failures import build_failed, step_failed


@dataclass
class Probe:
    """A compiled model, its data, and which nodes its calls come from."""

    training: TrainingScript
    data: Any
    model: Any
    told: Mapping[str, Any]
    """Keys of the inputs and outputs, where they are known."""
    paths: dict[int, Path] = field(default_factory=dict)
    """By the id of Keras's own node of a call."""
    notes: list[Note] = field(default_factory=list)

    def path_of(self, operation: Any) -> Path:
        """To the node that makes this layer."""
        return self.training.paths.get(id(operation), ())

    def batch(self) -> tuple[Any, Any]:
        """Inputs and targets of one batch, drawn by the seed: files are often sorted."""
        first = self.data[0]
        if not isinstance(first, (tuple, list)):
            batch = first[0] if hasattr(first, "__getitem__") else next(iter(first))
            return batch[0], batch[1]
        count = self.samples or 1
        rng = np.random.default_rng(int(self.training.names.get("SEED", 0)))
        rows = rng.permutation(count)[: self.training.batch_size]
        inputs, targets = (_rows(part, rows) for part in first[:2])
        return inputs, targets

    def sample(self, number: int) -> Any:
        """The inputs of one training sample, as a batch of one. Raises `RequestError` where there
        is none of that number."""
        count = self.samples
        if count is not None and not 0 <= number < count:
            raise RequestError(
                FailureKind.DATA,
                f"There is no sample {number}: the training data have the samples 0 to"
                f" {count - 1}.",
            )
        if count is None:
            inputs, _ = self.batch()
            size = len(keras.tree.flatten(inputs)[0])
            return _rows(inputs, np.array([number % size]))
        return _rows(self.data[0][0], np.array([number]))

    @property
    def samples(self) -> int | None:
        """How many training samples there are; None where they come in batches."""
        first = self.data[0]
        return samples_in(first) if isinstance(first, (tuple, list)) else None

    def failed(self, error: BaseException) -> RequestError:
        """What went wrong while the model ran, in words and at its node."""
        return step_failed(error, self.training)


@dataclass
class Probes:
    """The latest probe, by the request that it was made for."""

    _latest: tuple[Any, Probe] | None = None

    def probe(self, params: Mapping[str, Any]) -> Probe:
        """Raises `RequestError` for a script, data or a model that do not work."""
        key = (params.get("text"), params.get("weights"), repr(params.get("model")))
        if self._latest is not None and self._latest[0] == key:
            return self._latest[1]
        self.forget()
        probe = _made(params)
        self._latest = (key, probe)
        return probe

    def forget(self) -> None:
        """The model has been changed, or is not needed any more."""
        self._latest = None


def _made(params: Mapping[str, Any]) -> Probe:
    script = Script.from_params(params)
    training = TrainingScript.executed(script)
    training.seed()
    try:
        data = training.load_data()
    except (Exception, SystemExit) as error:
        raise loading_failed(error, script) from error
    paths: dict[int, Path] = {}
    try:
        with noting_calls(script, paths):
            model = training.build_model()
    except (Exception, SystemExit) as error:
        raise build_failed(error, training) from error
    try:
        training.compile_model(model)
        notes = check_data(
            data, model, training.batch_size, params.get("model") or {}, training.node_of
        )
        _load_weights(model, params.get("weights"))
    except (Exception, SystemExit) as error:
        raise failed(error, script) from error
    return Probe(training, data, model, params.get("model") or {}, paths, notes)


def _load_weights(model: Any, path: Any) -> None:
    """Those of a trained model, where a file is named."""
    if not path:
        return
    if not FilePath(path).is_file():
        raise RequestError(FailureKind.DATA, f"There are no trained weights at {path}.")
    try:
        model.load_weights(path)
    except Exception as error:
        raise RequestError(
            FailureKind.DATA,
            f"The trained weights at {path} do not fit this model; it may have changed since"
            f" ({error}).",
        ) from error


def _rows(part: Any, rows: Any) -> Any:
    return keras.tree.map_structure(lambda array: np.asarray(array)[rows], part)
