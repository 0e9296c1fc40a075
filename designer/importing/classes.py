"""Which class of the design a serialised class becomes. Pure: no Qt, no keras."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.catalog.custom import spec_of_source
from designer.catalog.foreign import DESERIALIZE, foreign_spec
from designer.catalog.spec import Spec
from designer.catalog.table import Catalog
from designer.importing.serialized import class_of, is_name, module_of

Json = Any

_KERAS_2 = ("", "tensorflow.keras.layers", "tf_keras.layers", "tf_keras.src.layers")
"""What stands for `keras.layers` in older files; they often name no module at all."""


@dataclass
class Classes:
    """The classes that an import can name: Keras's, the source's own, and those of packages."""

    catalog: Catalog
    sources: Mapping[str, str] = field(default_factory=dict)
    used_sources: dict[str, str] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)
    """Paths of classes of packages, by their names."""
    lost: dict[str, str] = field(default_factory=dict)
    """Layer classes that stand for nothing here, and why."""

    def path(self, entry: Mapping[str, Json]) -> str:
        """The public path, a custom layer's name, the import path of a class of a package, or
        `DESERIALIZE` where only Keras could find the class again."""
        name, module = class_of(entry), module_of(entry)
        if name in self.sources and not module.startswith("keras."):
            self.used_sources[name] = self.sources[name]
            return name
        if module in _KERAS_2 or module.startswith(("keras.layers", "keras.src.layers")):
            spec = self.catalog.spec(f"keras.layers.{name}")
            if spec:
                return spec.path
        path = f"{module}.{name}"
        is_of_keras = module == "keras" or module.startswith("keras.")
        can_import = module and is_name(name) and (not is_of_keras or foreign_spec(path))
        # Two classes of one name could not both be imported by it.
        if can_import and self.imported.setdefault(name, path) == path:
            return path
        self.lost[name] = str(entry.get("registered_name") or name)
        return DESERIALIZE

    def spec(self, path: str) -> Spec | None:
        """What is known of a class that a layer or a value names; of the source's own, what stands
        there."""
        if path in self.sources:
            return spec_of_source(self.sources[path], path)
        return self.catalog.spec(path) or foreign_spec(path)
