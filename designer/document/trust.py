"""What in a design from a file would run somebody's code, told before anything runs."""

from __future__ import annotations

from typing import NamedTuple

from designer.catalog.foreign import DESERIALIZE, KERAS_OWN
from designer.catalog.operators import is_plain_index
from designer.catalog.substitution import is_plain_sum
from designer.catalog.table import Catalog
from designer.catalog.values import Call, Code, Value, walk
from designer.graph.design import Design
from designer.graph.nodes import BlockNode, InputNode, Node, path_of, values_of

_SAFE_MODULES = ("keras.initializers.", "keras.regularizers.", "keras.constraints.")
_SAFE_CALLS = frozenset({"keras.ops.convert_to_tensor", *KERAS_OWN})


def held_back(design: Design, catalog: Catalog) -> tuple[str, ...]:
    """Sentences about custom layers, expressions and classes outside the catalogue; empty where
    the design is made of plain values and known layers alone."""
    found = [f"The custom layer {name} brings its own code." for name in design.custom_layers]
    harmless = _block_arguments(design)
    for block in design.blocks.values():
        for name, value in block.arguments.items():
            if _runs_code(value, catalog, harmless):
                found.append(f"The block {block.name}: the default of {name} is code.")
    for _, graph in design.graphs():
        for node in graph.nodes():
            found += _in_node(node, design, catalog, harmless)
    return tuple(found)


def _in_node(node: Node, design: Design, catalog: Catalog, harmless: _Arguments) -> list[str]:
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
    for name, value in values:
        if _runs_code(value, catalog, harmless):
            found.append(f"{node.name}: the value of {name} is code.")
    return found


def _is_op_of_keras(config: Value) -> bool:
    """Whether this describes an operator of Keras's own, with plain values alone."""
    if not isinstance(config, dict) or not str(config.get("module")).startswith("keras.src.ops."):
        return False
    inside = config.get("config")
    values = inside.values() if isinstance(inside, dict) else [inside]
    return not any(isinstance(item, dict) for value in values for item in walk(value))


class _Arguments(NamedTuple):
    """Names of block arguments: of all, and of those that stand for nothing but numbers, so that
    sums of them allocate nothing."""

    all: frozenset[str]
    numbers: frozenset[str]


def _block_arguments(design: Design) -> _Arguments:
    given: dict[str, list[Value]] = {}
    for block in design.blocks.values():
        for name, value in block.arguments.items():
            given.setdefault(name, []).append(value)
    names = frozenset(given)
    for _, graph in design.graphs():
        for node in graph.nodes():
            if isinstance(node, BlockNode):
                for name, value in node.values.items():
                    given.setdefault(name, []).append(value)
    plain = (int, float, Code, type(None))
    are_numbers = {name: all(isinstance(each, plain) for each in given[name]) for name in names}
    return _Arguments(names, frozenset(name for name in names if are_numbers[name]))


def _runs_code(value: Value, catalog: Catalog, harmless: _Arguments) -> bool:
    return any(
        (isinstance(item, Code) and not _is_harmless(item, harmless))
        or (isinstance(item, Call) and not _is_known(item.path, catalog))
        for item in walk(value)
    )


def _is_harmless(code: Code, arguments: _Arguments) -> bool:
    """Whether an expression runs nothing: a block argument, a sum of them, or a plain slice."""
    is_name = code.source in arguments.all
    return is_name or is_plain_sum(code, arguments.numbers) or is_plain_index(code.source)


def _is_known(path: str, catalog: Catalog) -> bool:
    known = catalog.spec(path) is not None or path in _SAFE_CALLS
    return known or path.startswith(_SAFE_MODULES)
