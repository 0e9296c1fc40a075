"""The worker's answers, from plain JSON values to what panels show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from designer.codegen import STYLES, Listing, Program, head_text
from designer.graph.answers import Answer, Tensor
from designer.graph.graph import Graph
from designer.protocol.program import ProgramStatement, ProgramText

Json = Any


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line of Keras's own table."""

    name: str
    class_name: str
    output_shape: str
    params: int
    connected_to: tuple[str, ...]
    node: str = ""
    """The node that the layer belongs to, where there is one."""
    depth: int = 0
    """How deep it lies in nested models."""
    trainable: bool = True


@dataclass(frozen=True, slots=True)
class Summary:
    """The built model's table, or why it could not be built."""

    rows: tuple[SummaryRow, ...] = ()
    total_params: int = 0
    trainable_params: int = 0
    non_trainable_params: int = 0
    text: str = ""
    """What `model.summary()` prints."""
    failure: str = ""
    node: str = ""
    """The node at which the build failed."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Keras's own drawing of the model as SVG, or why there is none."""

    svg: bytes = b""
    failure: str = ""
    is_graphviz_missing: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """Parameters of the nodes that could be computed; the model's own when `complete`."""

    params: int = 0
    trainable: int = 0
    non_trainable: int = 0
    complete: bool = False


_ALL_IMPORTS = ("import keras", "from keras import layers, ops")
"""The same for every design, so that the worker need not forget what it knows when one is added."""


def program_text(program: Program) -> ProgramText:
    """What the worker gets: statements to compute shapes with. Gaps are left out."""
    return ProgramText(
        preamble=head_text(replace(program, imports=_ALL_IMPORTS)),
        statements=tuple(
            ProgramStatement(each.node, each.reads, each.binds, each.text)
            for each in program.body.statements
            if not each.gap
        ),
    )


def script_text(program: Program) -> ProgramText:
    """The whole script, for a real build."""
    listing: Listing = STYLES["script"].arrange(program)
    return ProgramText("", (), text=listing.text, line_nodes=listing.nodes)


def answers_from(nodes: Mapping[str, Json]) -> dict[str, Answer]:
    """The `nodes` of a reply to `shapes`, by node id."""
    return {node: _answer(plain) for node, plain in nodes.items()}


def _answer(plain: Mapping[str, Json]) -> Answer:
    if "error" in plain:
        error = plain["error"]
        return Answer(error=str(error["message"]), error_type=str(error["type"]))
    if "skipped" in plain:
        return Answer(waits=True)
    outputs = tuple(
        Tensor(tuple(each["shape"]), str(each["dtype"]), bool(each.get("mask")))
        for each in plain["outputs"]
    )
    return Answer(outputs, int(plain["params"]), int(plain["trainable_params"]))


def summary_from(result: Mapping[str, Json], graph: Graph) -> Summary:
    """The reply to `build`; layers and nodes find each other by name."""
    nodes = {node.name: node.id for node in graph.nodes()}
    rows = tuple(
        SummaryRow(
            name=row["name"],
            class_name=row["class"],
            output_shape=row["output_shape"],
            params=row["params"],
            connected_to=tuple(row["connected_to"]),
            node=nodes.get(row["name"], ""),
            depth=row.get("depth", 0),
            trainable=row.get("trainable", True),
        )
        for row in result["layers"]
    )
    return Summary(
        rows,
        result["total_params"],
        result["trainable_params"],
        result["non_trainable_params"],
        result["summary_text"],
    )
