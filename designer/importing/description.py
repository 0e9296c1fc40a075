"""What a source says of a model, before it is understood. Pure: no Qt, no keras."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Any


class ImportFailed(ValueError):  # noqa: N818  (it is what happened)
    """No design can be made of this source; the sentence says why, and the way out."""


@dataclass(frozen=True, slots=True)
class Description:
    """A model as Keras writes it down: its class and its config, as JSON values."""

    class_name: str
    config: Mapping[str, Json]
    module: str = ""
    name: str = ""
    """What the model is called at its source: a variable, a function, a file."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Python source of layer classes by name, where the source brought it and it is trusted."""
    lambdas: Mapping[str, str] = field(default_factory=dict)
    """Python source of the functions of Lambda layers, by the layers' names."""
    weights: str = ""
    """The file that holds the model's weights beside its config."""
    notices: tuple[str, ...] = ()
    """Sentences about what happened at the source."""

    @staticmethod
    def from_json(plain: Json) -> Description:
        """Raises `ImportFailed` where these are not the values that the worker sends."""
        try:
            return Description(
                class_name=str(plain["class_name"]),
                config=dict(plain["config"]),
                module=str(plain.get("module") or ""),
                name=str(plain.get("name") or ""),
                sources=dict(plain.get("sources") or {}),
                lambdas=dict(plain.get("lambdas") or {}),
                notices=tuple(plain.get("notices") or ()),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ImportFailed("This is not the description of a Keras model.") from None
