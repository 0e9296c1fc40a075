"""What in a design from a file would run somebody's code, told before anything runs."""

from __future__ import annotations

from collections.abc import Iterable

from designer.catalog.foreign import DESERIALIZE, KERAS_OWN
from designer.catalog.operators import is_plain_index
from designer.catalog.table import Catalog
from designer.catalog.values import Call, Code, Value, walk
from designer.graph.design import Design
from designer.graph.nodes import InputNode, Node, path_of, values_of

_SAFE_MODULES = ("keras.initializers.", "keras.regularizers.", "keras.constraints.")
_SAFE_CALLS = frozenset({"keras.ops.convert_to_tensor", *KERAS_OWN})


def held_back(design: Design, catalog: Catalog) -> tuple[str, ...]:
    """Sentences about custom layers, expressions and classes outside the catalogue; empty where
    the design is made of plain values and known layers alone."""
    found = [f"The custom layer {name} brings its own code." for name in design.custom_layers]
    for _, graph in design.graphs():
        for node in graph.nodes():
            found += _in_node(node, design, catalog)
    return tuple(found)


def _in_node(node: Node, design: Design, catalog: Catalog) -> list[str]:
    found = []
    path = path_of(node)
    if path == DESERIALIZE:
        if not _is_op_of_keras(values_of(node).get("config")):
            found.append(f"{node.name} is made by Keras from what its file says.")
        return found
    if path and path not in design.custom_layers and not _is_known(path, catalog):
        found.append(f"{node.name} calls {path}, which is not in the catalogue.")
    values = [*values_of(node).items()]
    if isinstance(node, InputNode):
        values.append(("shape", node.shape))
    arguments = _block_arguments(design)
    for name, value in values:
        if _runs_code(value, catalog, arguments):
            found.append(f"{node.name}: the value of {name} is code.")
    return found


def _is_op_of_keras(config: Value) -> bool:
    """Whether this describes an operator of Keras's own, with plain values alone."""
    if not isinstance(config, dict) or not str(config.get("module")).startswith("keras.src.ops."):
        return False
    inside = config.get("config")
    values = inside.values() if isinstance(inside, dict) else [inside]
    return not any(isinstance(item, dict) for value in values for item in walk(value))


def _block_arguments(design: Design) -> frozenset[str]:
    return frozenset(name for block in design.blocks.values() for name in block.arguments)


def _runs_code(value: Value, catalog: Catalog, harmless: Iterable[str]) -> bool:
    return any(
        (isinstance(item, Code) and not _is_harmless(item.source, harmless))
        or (isinstance(item, Call) and not _is_known(item.path, catalog))
        for item in walk(value)
    )


def _is_harmless(source: str, names: Iterable[str]) -> bool:
    """Whether an expression runs nothing: the name of a block argument, or a plain slice."""
    return source in names or is_plain_index(source)


def _is_known(path: str, catalog: Catalog) -> bool:
    known = catalog.spec(path) is not None or path in _SAFE_CALLS
    return known or path.startswith(_SAFE_MODULES)
