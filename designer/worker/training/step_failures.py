"""What a model raised while it was made, compiled or trained, at the node that it concerns."""

from __future__ import annotations

import traceback
from typing import Any

from designer.protocol import FailureKind
from designer.worker.builds import failed
from designer.worker.failures import RequestError
from designer.worker.training.seams import TrainingScript

_WEIGHTS_TOO_LARGE = (
    "There is not enough memory for the weights of this model. Make the largest layers smaller."
)
_STEP_TOO_LARGE = (
    "There is not enough memory for a step with a batch of {batch}. Take a smaller batch size, or"
    " make the largest layers smaller."
)


def build_failed(error: BaseException, training: TrainingScript) -> RequestError:
    """What `build_model` raised."""
    return _failed(error, training, _WEIGHTS_TOO_LARGE)


def step_failed(error: BaseException, training: TrainingScript) -> RequestError:
    """What compiling or training raised."""
    return _failed(error, training, _STEP_TOO_LARGE.format(batch=training.batch_size))


def _failed(error: BaseException, training: TrainingScript, too_large: str) -> RequestError:
    """As `failed`; and the layer that was being called names the node, where no line of the script
    does."""
    plain = failed(error, training.script)
    if isinstance(error, RequestError):
        return plain
    if plain.kind == FailureKind.MEMORY:
        plain.message = too_large
    if plain.node is None:
        plain.path = _path_of_layer(error, training)
        plain.node = plain.path[-1] if plain.path else None
    return plain


def _path_of_layer(error: BaseException, training: TrainingScript) -> tuple[str, ...]:
    """Of the innermost layer on the way of the exception."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    for frame in reversed(frames):
        layer: Any = frame.f_locals.get("self")
        if id(layer) in training.paths:
            return training.paths[id(layer)]
    return ()
