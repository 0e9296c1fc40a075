"""Layer classes outside `keras.layers` and outside the design: those of installed packages.

Nothing can be known of them here, since finding out would mean to import them. So they take what
they are given, and code that names one is held back until it is trusted. The few that
`keras.applications` use are Keras's own, and known. Pure: no Qt, no keras.
"""

from __future__ import annotations

from collections.abc import Mapping

from designer.catalog.spec import REQUIRED, ArgumentSpec, LayerSpec, SlotSpec

DESERIALIZE = "keras.saving.deserialize_keras_object"
"""Stands for a layer, or a value, that only Keras can make again from its config."""

CATEGORY = "Other"

_ONE_TENSOR = SlotSpec("inputs")
_TRAINABLE = ArgumentSpec("trainable", "bool", default=True)
_DTYPE = ArgumentSpec("dtype", "any", default=None, optional=True)


def _of_keras(
    path: str, summary: str, *arguments: ArgumentSpec, slot: SlotSpec = _ONE_TENSOR
) -> LayerSpec:
    return LayerSpec(
        path.rpartition(".")[2],
        path,
        CATEGORY,
        arguments=(*arguments, _TRAINABLE, _DTYPE),
        slots=(slot,),
        summary=summary,
        shown=tuple(argument.name for argument in arguments),
    )


KERAS_OWN: Mapping[str, LayerSpec] = {
    spec.path: spec
    for spec in (
        _of_keras(
            "keras.src.applications.convnext.LayerScale",
            "Scales each channel by a weight that begins small.",
            ArgumentSpec("init_values", "float", REQUIRED),
            ArgumentSpec("projection_dim", "int", REQUIRED, minimum=1),
        ),
        _of_keras(
            "keras.src.applications.inception_resnet_v2.CustomScaleLayer",
            "Adds the second tensor, scaled, to the first.",
            ArgumentSpec("scale", "float", REQUIRED),
            slot=SlotSpec("inputs", many=True, minimum=2, maximum=2),
        ),
    )
}
"""Layers of Keras that are not public, which two families of `keras.applications` are made of."""


def is_foreign(path: str) -> bool:
    """Whether a path is one to import from: of a package, or of what Keras does not publish."""
    if path.startswith("operator."):
        return False
    return "." in path and (path.startswith("keras.src.") or not path.startswith("keras."))


def foreign_spec(path: str) -> LayerSpec | None:
    """What can be said of such a class; None for what is not one."""
    known = KERAS_OWN.get(path)
    if known:
        return known
    if path == DESERIALIZE:
        return LayerSpec(
            "deserialize_keras_object",
            path,
            CATEGORY,
            arguments=(ArgumentSpec("config", "any", REQUIRED),),
            summary="A layer that only Keras can make again, from its config.",
            is_open=True,
        )
    is_name = all(part.isidentifier() for part in path.split("."))
    if not is_name or not is_foreign(path) or path.startswith("keras."):
        return None
    return LayerSpec(
        path.rpartition(".")[2],
        path,
        CATEGORY,
        summary=f"A class of the package {path.partition('.')[0]}.",
        is_open=True,
    )
