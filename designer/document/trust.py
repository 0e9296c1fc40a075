"""What in a design from a file would run somebody's code, told before anything runs."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import NamedTuple

from designer.catalog.foreign import DESERIALIZE, KERAS_OWN
from designer.catalog.operators import is_plain_index
from designer.catalog.substitution import is_plain_sum
from designer.catalog.table import Catalog
from designer.catalog.values import Call, Code, Value, walk
from designer.graph.design import Design
from designer.graph.nodes import BlockNode, InputNode, Node, path_of, values_of
from designer.graph.run_settings import RunSettings

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
    return (*found, *held_back_in_run(RunSettings.from_values(design.settings.run), catalog))


def held_back_in_run(settings: RunSettings, catalog: Catalog) -> tuple[str, ...]:
    """The same about run settings: expressions, classes that are none of Keras's for runs, and
    files that would be written outside the folder of the run."""
    found = []
    for place, value in _in_settings(settings):
        for item in walk(value):
            if isinstance(item, Code):
                found.append(f"The run settings: {place} is code.")
            elif isinstance(item, Call) and catalog.run_part(item.path) is None:
                found.append(f"The run settings: {place} calls {item.path}, no part of a run.")
            elif isinstance(item, Call):
                found += _in_run_call(place, item)
    return tuple(dict.fromkeys(found))


def _in_settings(settings: RunSettings) -> Iterator[tuple[str, Value]]:
    yield "the optimizer", settings.optimizer
    for key, loss in settings.losses.items():
        yield f"the loss of {key}", loss
    for key, metrics in settings.metrics.items():
        yield f"a metric of {key}", metrics
    yield "a callback", settings.callbacks


_WRITTEN = ("filepath", "filename", "log_dir", "backup_dir")
"""Arguments of callbacks that name what they write."""


def _in_run_call(place: str, call: Call) -> list[str]:
    if not all(map(_is_argument, call.arguments)):
        return [f"The run settings: {place} has an argument whose name is code."]
    paths = (call.arguments[name] for name in _WRITTEN if name in call.arguments)
    return [
        f"The run settings: {place} writes to {path}, outside the folder of the run."
        for path in paths
        if not _stays_inside(str(path))
    ]


def _is_argument(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


def _stays_inside(path: str) -> bool:
    """Whether a path leads down from where it starts, on every system."""
    steps = re.split(r"[/\\]", path)
    return bool(steps[0]) and ".." not in steps and ":" not in path and not path.startswith("~")


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
