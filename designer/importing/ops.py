"""From the operators of a config to ops of the design. Pure: no Qt, no keras."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.catalog.spec import Spec
from designer.catalog.table import Catalog
from designer.catalog.values import Code, source_of
from designer.graph.naming import keras_name
from designer.importing.arguments import slice_source
from designer.importing.serialized import class_of, config_of, is_object, module_of

Json = Any

GET_ITEM = "operator.getitem"
_NAMES = {
    "BatchNorm": "batch_normalization",
    "GetItem": "get_item",
    "LayerNorm": "layer_normalization",
    "RMSNorm": "rms_normalization",
}
"""Functions whose name is not made from the operator's class."""
_ORDERS: Mapping[str, tuple[str, ...]] = {
    "keras.ops.pad": ("x", "constant_values"),
    "keras.ops.slice_update": ("inputs", "start_indices", "updates"),
}
"""What an operator's call takes by position, where it is not tensors first."""


def op_path(entry: Mapping[str, Json], catalog: Catalog) -> str:
    """The public path of the function that makes an operator, `keras.ops.reshape`."""
    name = class_of(entry)
    if name == "GetItem" and catalog.spec(GET_ITEM):
        return GET_ITEM
    module = "keras.ops.image" if module_of(entry).endswith("ops.image") else "keras.ops"
    snake = _NAMES.get(name, keras_name(name))
    found = [f"{module}.{each}" for each in (snake, snake.replace("_", ""), name.lower())]
    return next((path for path in found if catalog.spec(path)), found[0])


def placed_arguments(path: str, spec: Spec | None, given: list[Any]) -> dict[str, Any]:
    """The positional arguments of an operator's call, by the names of the function's."""
    if path in _ORDERS:
        names = _ORDERS[path]
    elif spec:
        slots = [slot.name for slot in spec.slots]
        names = (*slots, *(a.name for a in spec.arguments if a.name not in slots))
    else:
        names = ("x",)
    extra = [f"x{number}" for number in range(len(names) + 1, len(given) + 1)]
    return dict(zip([*names, *extra], given, strict=False))


def index_of(plain: Json) -> Code:
    """What stands between the brackets of `x[…]`: `:, 0`, `..., None`, `1:3`."""
    items = plain if isinstance(plain, list) else [plain]
    return Code(", ".join(map(_index_item, items)))


def _index_item(plain: Json) -> str:
    if not is_object(plain):
        return source_of(plain)
    if class_of(plain) == "__ellipsis__":
        return "..."
    if class_of(plain) == "__slice__":
        config = config_of(plain)
        start, stop, step = (_bound(config.get(key)) for key in ("start", "stop", "step"))
        return f"{start}:{stop}:{step}" if step else f"{start}:{stop}"
    return slice_source(config_of(plain))


def _bound(plain: Json) -> str:
    return "" if plain is None else source_of(plain)
