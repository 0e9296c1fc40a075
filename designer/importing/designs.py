"""The whole of an import: description in, design out. Pure: no Qt, no keras."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from designer.catalog.table import Catalog
from designer.graph.design import CustomLayer, Design, Settings
from designer.graph.graph import Graph
from designer.graph.layout import layered
from designer.graph.nodes import Point, moved, values_of
from designer.importing.arguments import Arguments
from designer.importing.blocks import Blocks
from designer.importing.classes import Classes
from designer.importing.description import Description, ImportFailed
from designer.importing.models import ModelReader
from designer.importing.serialized import KERAS_MODELS, is_model
from designer.importing.shared import lost_sharing

Layout = Callable[[Graph, Callable[[str], float]], dict[str, Point]]
"""Places for the nodes of a graph, given about how high each is."""
_HEAD_AND_FOOT, _LINE, _MOST_LINES = 66.0, 18.0, 6
"""A box as the canvas draws it, in canvas units; its values take a line each."""

_AUTOMATIC = re.compile(r"(functional|sequential|model)(_\d+)?")


@dataclass(frozen=True, slots=True)
class Imported:
    """A design, and sentences about what the person should know of it."""

    design: Design
    notices: tuple[str, ...] = ()
    is_trusted: bool = False
    """Whether it was made by code that the person had run: what it brings may run as well."""


def design_from(description: Description, catalog: Catalog, layout: Layout = layered) -> Imported:
    """The design of a model, laid out. Raises `ImportFailed` where it has none to draw."""
    entry = {"class_name": description.class_name, "config": description.config}
    if description.class_name in KERAS_MODELS and not is_model(entry):
        raise ImportFailed(
            f"The config of this {description.class_name} model lists no layers: it is damaged, or "
            "no whole model was saved. Save the model again."
        )
    if not is_model(entry):
        raise ImportFailed(
            f"{description.class_name} is a class of its own and no functional or Sequential "
            "model: what it computes stands in its Python code alone. Import a functional model, "
            "or draw this one and keep the class around it."
        )
    classes = Classes(catalog, description.sources)
    blocks = Blocks()
    arguments = Arguments(catalog, classes, description.lambdas, blocks.name_of)
    reader = ModelReader(catalog, classes, arguments, blocks, list(description.notices))
    blocks.read = reader.block
    main = reader.main(entry)
    name = str(description.config.get("name") or "")
    design = Design(
        main=main.graph,
        blocks=blocks.found,
        custom_layers={
            name: CustomLayer(name, source) for name, source in classes.used_sources.items()
        },
        settings=Settings(
            name="model" if not name or _AUTOMATIC.fullmatch(name) else name,
            inputs_as=main.inputs.form,
            outputs_as=main.outputs.form,
            weights=description.weights,
        ),
    )
    for graph in (design.main, *(block.graph for block in design.blocks.values())):
        _place(graph, layout)
    notices = (*reader.notices, *lost_sharing(entry), *_lost_classes(classes))
    return Imported(design, notices)


def _place(graph: Graph, layout: Layout) -> None:
    def height_of(node_id: str) -> float:
        lines = min(_MOST_LINES, len(values_of(graph.node(node_id)))) + 1
        wires = len(graph.inputs_of(node_id))
        return _HEAD_AND_FOOT + _LINE * (lines + max(0, wires - 1))

    for node_id, point in layout(graph, height_of).items():
        graph.change(moved(graph.node(node_id), point))


def _lost_classes(classes: Classes) -> list[str]:
    return [
        f"The source does not say where the class {name} comes from. Its layers stand as Keras "
        f"wrote them, and work where {registered} is registered."
        for name, registered in classes.lost.items()
    ]
