"""Layers that stand in the values of others: which there are, and what is wrong with theirs."""

from __future__ import annotations

from collections.abc import Iterator

from designer.catalog.check import fault_in
from designer.catalog.foreign import foreign_spec
from designer.catalog.spec import ArgumentSpec, LayerSpec, Spec
from designer.catalog.table import Catalog
from designer.catalog.values import Call, Value
from designer.graph.design import Block, Design

STEP = " → "
"""Between the names that lead to a value inside values: `layer → units`."""


def inner_specs(design: Design, catalog: Catalog) -> tuple[LayerSpec, ...]:
    """Every class that may stand inside another: layers, cells, known architectures, and the
    layers and blocks of the design."""
    cells = [part for part in catalog.parts if isinstance(part, LayerSpec)]
    custom = [layer.spec for layer in design.custom_layers.values() if layer.spec]
    blocks = [_block_spec(block) for block in design.blocks.values()]
    return (*catalog.layers, *cells, *catalog.applications, *custom, *blocks)


def inner_spec(design: Design, catalog: Catalog, path: str) -> Spec | None:
    """What is known of the class that a value calls."""
    if path in design.blocks:
        return _block_spec(design.blocks[path])
    custom = design.custom_layers.get(path)
    return custom.spec if custom else catalog.spec(path) or foreign_spec(path)


def inner_arguments(spec: Spec) -> tuple[ArgumentSpec, ...]:
    """What can be given where the class stands in a value: all that its constructor takes."""
    return tuple(each for each in spec.arguments if each.name not in spec.attributes)


def faults_inside(design: Design, catalog: Catalog, name: str, value: Value) -> Iterator[str]:
    """What is wrong with the values inside a value, each with the names that lead there."""
    if isinstance(value, Call):
        yield from _faults_in_call(design, catalog, name, value)
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from faults_inside(design, catalog, f"{name}[{number}]", item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from faults_inside(design, catalog, f"{name}[{key!r}]", item)


def _faults_in_call(design: Design, catalog: Catalog, name: str, call: Call) -> Iterator[str]:
    spec = inner_spec(design, catalog, call.path)
    if spec is None:
        if "." not in call.path and call.path not in design.custom_layers:
            yield f"{_marked(name)} calls `{call.path}`, which this design does not have"
        return
    arguments = {argument.name: argument for argument in inner_arguments(spec)}
    for argument in arguments.values():
        if argument.is_required and argument.name not in call.arguments:
            lack = f"`{argument.name}` has no value, and `{spec.name}` needs one"
            yield f"{_marked(name)}{STEP}{lack}"
    for key, value in call.arguments.items():
        known = arguments.get(key)
        if known is None and key != "name" and not spec.is_open:
            yield f"{_marked(name)}{STEP}`{key}`: `{spec.name}` has no argument of that name"
        fault = fault_in(known, value) if known else None
        if fault:
            yield f"{_marked(name)}{STEP}{fault}"
        else:
            yield from faults_inside(design, catalog, f"{name}{STEP}{key}", value)


def _marked(path: str) -> str:
    """The names that lead to a value, as sentences have names."""
    return STEP.join(f"`{name}`" for name in path.split(STEP))


def _block_spec(block: Block) -> LayerSpec:
    return LayerSpec(
        block.name,
        block.name,
        "Custom",
        arguments=tuple(
            ArgumentSpec(name, "any", default) for name, default in block.arguments.items()
        ),
        summary="A block of this design.",
    )
