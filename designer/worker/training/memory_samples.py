"""What this process holds at one moment, in microseconds: cheap enough for five times a second."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

import keras

from designer.worker.memory import resident_bytes

_STATUS = "/proc/self/status"
_BYTES_A_BLOCK = 96
"""The mean size of a block of Python's allocator after `import keras`, with TensorFlow."""


class Held(NamedTuple):
    """Bytes, as in `MemorySample`."""

    resident: int
    anonymous: int
    python: int | None
    device: int | None


def held() -> Held:
    """What this process holds now. Nothing here collects garbage or waits for the device."""
    resident, anonymous = _resident()
    return Held(resident, anonymous, _python_bytes(), _device()())


def _resident() -> tuple[int, int]:
    try:
        with open(_STATUS, "rb") as file:  # noqa: PTH123 - a Path costs more than the reading
            lines = dict(line.split(b":", 1) for line in file)
        return _kilobytes(lines[b"VmRSS"]), _kilobytes(lines[b"RssAnon"])
    except (OSError, KeyError, ValueError):  # No Linux, or one older than 4.5.
        resident = resident_bytes() or 0
        return resident, resident


def _kilobytes(field: bytes) -> int:
    return int(field.split()[0]) * 1024


def _python_bytes() -> int | None:
    count = getattr(sys, "getallocatedblocks", lambda: 0)()
    return count * _BYTES_A_BLOCK if count else None


def _nothing() -> int | None:
    return None


def _tensorflow_device() -> Callable[[], int | None]:
    import tensorflow as tf

    if not tf.config.list_physical_devices("GPU"):
        return _nothing
    return lambda: int(tf.config.experimental.get_memory_info("GPU:0")["current"])


def _torch_device() -> Callable[[], int | None]:
    import torch  # type: ignore[import-not-found, unused-ignore]

    if not torch.cuda.is_available():
        return _nothing
    return lambda: int(torch.cuda.memory_allocated())


def _jax_device() -> Callable[[], int | None]:
    import jax  # type: ignore[import-not-found, unused-ignore]

    device = jax.devices()[0]
    if not device.memory_stats():
        return _nothing
    return lambda: int(device.memory_stats()["bytes_in_use"])


_DEVICES: dict[str, Callable[[], Callable[[], int | None]]] = {
    "tensorflow": _tensorflow_device,
    "torch": _torch_device,
    "jax": _jax_device,
}


@functools.cache
def _device() -> Callable[[], int | None]:
    with suppress(Exception):  # Backends differ in whether and how they answer.
        return _DEVICES[keras.backend.backend()]()
    return _nothing
