"""What can be placed: inputs and outputs, the layers of the design, the catalogue, by category."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from designer.catalog.search import search
from designer.catalog.spec import Spec
from designer.catalog.table import Catalog
from designer.catalog.values import source_of
from designer.graph.design import Design
from designer.graph.drawing import INPUT, OUTPUT
from designer.ui.panels.palette_model import Entry, Group

translate = QCoreApplication.translate
CUSTOM, BLOCKS = "Custom", "Blocks"
"""The categories that colour a design's own layers and blocks."""


def groups_of(catalog: Catalog, design: Design) -> list[Group]:
    """Every category with its entries: the model's ends, what the design brings, the catalogue."""
    found = [Group(translate("palette", "Inputs and outputs"), "Inputs", tuple(ends()))]
    layers, blocks = tuple(custom_entries(design)), tuple(block_entries(design))
    if layers:
        found.append(Group(translate("palette", "Layers of this design"), CUSTOM, layers))
    if blocks:
        found.append(Group(translate("palette", "Blocks of this design"), BLOCKS, blocks))
    members: dict[str, list[Entry]] = {name: [] for name in catalog.categories()}
    for spec in catalog.nodes:
        members[spec.category].append(entry_of(spec))
    return [*found, *(Group(name, name, tuple(inside)) for name, inside in members.items())]


def found_entries(catalog: Catalog, design: Design, text: str) -> list[Entry]:
    """What a text may mean, best first."""
    wanted = text.strip().lower()
    local = [*ends(), *custom_entries(design), *block_entries(design)]
    first = [entry for entry in local if entry.name.lower().startswith(wanted)]
    later = [entry for entry in local if wanted in entry.name.lower() and entry not in first]
    return [*first, *map(entry_of, search(catalog, text)), *later]


def ends() -> Iterable[Entry]:
    """An input and an output of the model."""
    what = translate("palette", "One input of the model: shape and dtype of what comes in.")
    yield Entry(INPUT, translate("palette", "Input"), "Inputs", what, "keras.Input")
    what = translate("palette", "Marks what comes in here as an output of the model.")
    yield Entry(OUTPUT, translate("palette", "Output"), "Outputs", what)


def custom_entries(design: Design) -> Iterable[Entry]:
    """The custom layers that a design brings."""
    for name, layer in design.custom_layers.items():
        what = translate("palette", "A custom layer of this design.")
        yield Entry(name, name, CUSTOM, (layer.spec and layer.spec.summary) or what)


def block_entries(design: Design) -> Iterable[Entry]:
    """The blocks that a design brings, with what they take."""
    for name, block in design.blocks.items():
        given = ", ".join(f"{key}={source_of(value)}" for key, value in block.arguments.items())
        what = translate("palette", "A block of this design: {call}")
        yield Entry(name, name, BLOCKS, what.format(call=f"`{name}({given})`"))


def entry_of(spec: Spec) -> Entry:
    return Entry(spec.path, spec.name, spec.category, spec.summary, spec.path)
