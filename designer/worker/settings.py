"""Keras's global settings, which one program sets and another must not inherit.

`clear_session` resets the dtype policy and leaves the rest; a program that says
`keras.config.set_floatx("float16")` would otherwise change every design after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
from keras.src.saving import object_registration


@dataclass(frozen=True, slots=True)
class Settings:
    """What a program can set for the whole of Keras."""

    dtype_policy: Any
    floatx: str
    epsilon: float
    image_data_format: str
    registered_names: Mapping[Any, str]
    registered_objects: Mapping[str, Any]

    @staticmethod
    def current() -> Settings:
        """As they are now."""
        return Settings(
            dtype_policy=keras.config.dtype_policy(),
            floatx=keras.config.floatx(),
            epsilon=keras.config.epsilon(),
            image_data_format=keras.config.image_data_format(),
            registered_names=dict(object_registration.GLOBAL_CUSTOM_NAMES),
            registered_objects=dict(object_registration.GLOBAL_CUSTOM_OBJECTS),
        )

    def apply(self) -> None:
        """Make Keras follow these settings from here on."""
        keras.config.set_floatx(self.floatx)
        keras.config.set_epsilon(self.epsilon)
        keras.config.set_image_data_format(self.image_data_format)
        keras.config.set_dtype_policy(self.dtype_policy)
        _restore(object_registration.GLOBAL_CUSTOM_NAMES, self.registered_names)
        _restore(object_registration.GLOBAL_CUSTOM_OBJECTS, self.registered_objects)


ORIGINAL = Settings.current()
"""What the person's keras.json and environment say, before any program ran."""


def start_afresh() -> None:
    """As in a new process: original settings, automatic names from the start, nothing registered.

    Custom layers that a program registered would stay registered for ever otherwise, a class and
    its module for each keystroke in their source.
    """
    keras.utils.clear_session(free_memory=False)
    ORIGINAL.apply()


def _restore(current: dict[Any, Any], recorded: Mapping[Any, Any]) -> None:
    if current != recorded:
        current.clear()
        current.update(recorded)
