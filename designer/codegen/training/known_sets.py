"""The data sets that scikit-learn and Keras bring, and what is in them. Pure: no Qt, no keras."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from designer.graph.run_settings import IMAGES, KERAS, SKLEARN, DataSource


@dataclass(frozen=True, slots=True)
class KnownSet:
    """A set of samples that comes with a library."""

    shape: tuple[int, ...]
    """Of a sample; of texts nothing, they are as long as the input takes."""
    classes: int = 0
    """How many there are; 0 where the targets are numbers."""
    ids: int = 0
    """The words of a text are below it; 0 where there are no texts."""

    @property
    def is_images(self) -> bool:
        return len(self.shape) > 1


SKLEARN_SETS: Mapping[str, KnownSet] = {
    "digits": KnownSet((8, 8, 1), 10),
    "iris": KnownSet((4,), 3),
    "wine": KnownSet((13,), 3),
    "breast_cancer": KnownSet((30,), 2),
    "diabetes": KnownSet((10,)),
}
KERAS_SETS: Mapping[str, KnownSet] = {
    "mnist": KnownSet((28, 28, 1), 10),
    "fashion_mnist": KnownSet((28, 28, 1), 10),
    "cifar10": KnownSet((32, 32, 3), 10),
    "cifar100": KnownSet((32, 32, 3), 100),
    "imdb": KnownSet((), 2, ids=20_000),
    "reuters": KnownSet((), 46, ids=20_000),
    "california_housing": KnownSet((8,)),
}


def known_set(data: DataSource) -> KnownSet | None:
    """The set that the settings name, if they name one."""
    sets = {SKLEARN: SKLEARN_SETS, KERAS: KERAS_SETS}.get(data.kind, {})
    return sets.get(data.name)


def has_classes(data: DataSource) -> bool | None:
    """Whether the targets are classes; None where only the data can say."""
    if data.kind == IMAGES:
        return True
    found = known_set(data)
    return bool(found.classes) if found else None
