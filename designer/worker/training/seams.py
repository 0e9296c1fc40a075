"""The training script, executed, by its seams: see docs/decisions/0017-runs.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras

from designer.protocol import FailureKind
from designer.worker.builds import Path, Script, failed, noting_origins
from designer.worker.failures import PROGRAM_FILE, RAISED, RequestError, show_source
from designer.worker.preamble import fresh_module
from designer.worker.settings import start_afresh

_SEAMS = ("load_data", "build_model", "compile_model", "train")


@dataclass
class TrainingScript:
    """The functions of an executed script, and where the layers of its model come from."""

    script: Script
    names: Mapping[str, Any]
    paths: dict[int, Path] = field(default_factory=dict)

    @staticmethod
    def executed(script: Script) -> TrainingScript:
        """Run the text as a fresh module. Raises `RequestError`, also where a seam is missing."""
        start_afresh()
        # No progress bars: the watch tells more, and last words are for what went wrong.
        keras.config.disable_interactive_logging()
        show_source(PROGRAM_FILE, script.text)
        names = fresh_module().__dict__
        try:
            exec(compile(script.text, PROGRAM_FILE, "exec", dont_inherit=True), names)
        except RAISED as error:
            raise failed(error, script) from error
        missing = [name for name in _SEAMS if not callable(names.get(name))]
        if missing:
            said = f"This is no training script: it has no function {' and no '.join(missing)}."
            raise RequestError(FailureKind.BAD_REQUEST, said)
        return TrainingScript(script, names)

    @property
    def batch_size(self) -> int:
        return int(self.names.get("BATCH_SIZE", 32))

    def seed(self) -> None:
        """As the script's `main` does before all else."""
        if "SEED" in self.names:
            keras.utils.set_random_seed(self.names["SEED"])

    def load_data(self) -> Any:
        return self.names["load_data"]()

    def build_model(self) -> Any:
        with noting_origins(self.script, self.paths):
            model = self.names["build_model"]()
        if not isinstance(model, keras.Model):
            raise RequestError(FailureKind.PROGRAM, "`build_model` returns no `keras.Model`.")
        return model

    def compile_model(self, model: Any) -> None:
        self.names["compile_model"](model)

    def train(self, model: Any, data: Any, callbacks: Sequence[Any]) -> Any:
        train: Callable[..., Any] = self.names["train"]
        return train(model, data, callbacks=list(callbacks))

    def node_of(self, operation: Any) -> str | None:
        """The node of the design that this layer or op comes from."""
        path = self.paths.get(id(operation), ())
        return path[-1] if path else None
