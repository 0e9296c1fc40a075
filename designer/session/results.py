"""The worker's answers, from plain JSON values to what panels show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from designer.codegen import STYLES, Listing, Program, head_text, merged_imports
from designer.codegen.inside import Scope
from designer.codegen.statement import Statement
from designer.graph.answers import Answer, Tensor
from designer.graph.costs import Amount, Cost, WeightAmount
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
    """Parameters of a complete model; shared layers count once."""

    params: int
    trainable: int
    non_trainable: int
    weight_bytes: int


_ALL_IMPORTS = ("import keras", "from keras import layers, ops")
"""The same for every design, so that the worker need not forget what it knows when one is added."""


def program_text(program: Program, inside: Iterable[Scope] = ()) -> ProgramText:
    """What the worker gets: statements to compute shapes with, and behind them those inside of
    blocks. Gaps are left out."""
    inner = (_statements(scope.statements, scope.prefix) for scope in inside)
    return ProgramText(
        preamble=head_text(
            replace(program, imports=merged_imports((*_ALL_IMPORTS, *program.imports)))
        ),
        statements=tuple(chain(_statements(program.body.statements), *inner)),
        closing_reads=program.body.model_reads,
    )


def _statements(statements: Iterable[Statement], prefix: str = "") -> Iterator[ProgramStatement]:
    for each in statements:
        if not each.gap:
            yield ProgramStatement(prefix + each.node, each.reads, each.binds, each.text)


def script_text(program: Program) -> ProgramText:
    """The whole script, for a real build."""
    listing: Listing = STYLES["script"].arrange(replace(program, has_loops=False))
    return ProgramText("", (), text=listing.text, line_nodes=listing.nodes)


MadeAnswers = dict[str, tuple[Json, Answer]]
"""Answers by node, with what the worker had said."""


def answers_from(nodes: Mapping[str, Json], made: MadeAnswers | None = None) -> dict[str, Answer]:
    """The `nodes` of a reply to `shapes`, by node id. A `made` that is handed in again gives the
    same objects where the worker says the same."""
    made = {} if made is None else made
    for node, plain in nodes.items():
        known = made.get(node)
        if known is None or (known[0] is not plain and known[0] != plain):
            made[node] = (plain, _answer(plain))
    return {node: made[node][1] for node in nodes}


def _answer(plain: Mapping[str, Json]) -> Answer:
    if "error" in plain:
        error = plain["error"]
        return Answer(
            error=str(error["message"]),
            error_type=str(error["type"]),
            details=str(error.get("details", "")),
        )
    if "skipped" in plain:
        return Answer(waits=True)
    outputs = tuple(
        Tensor(tuple(each["shape"]), str(each["dtype"]), "mask" in each)
        for each in plain["outputs"]
    )
    return Answer(
        outputs,
        int(plain["params"]),
        int(plain["trainable_params"]),
        cost=_cost(plain["cost"]) if "cost" in plain else None,
    )


def _cost(plain: Mapping[str, Json]) -> Cost:
    return Cost(
        macs=plain["macs"],
        keeps_inputs=tuple(plain["keeps_inputs"]),
        keeps_outputs=tuple(plain["keeps_outputs"]),
        hidden=_amounts(plain["hidden"]),
        passes=tuple((output, read) for output, read in plain["passes"]),
        forward=_amounts(plain["forward"]),
        backward=_amounts(plain["backward"]),
        weights=tuple(WeightAmount(*each) for each in plain["weights"]),
        trains=plain["trains"],
        shares_gradient=plain["shares_gradient"],
        bound=tuple(plain["bound"]),
        framework_bytes=plain["framework_bytes"],
        pieces=plain["pieces"],
        is_known=plain["is_known"],
    )


def _amounts(plain: Iterable[Json]) -> tuple[Amount, ...]:
    return tuple(Amount(*each) for each in plain)


def totals_from(plain: Mapping[str, int]) -> Totals:
    """The `totals` of a reply to `shapes`."""
    names = ("params", "trainable_params", "non_trainable_params", "weight_bytes")
    return Totals(*(plain[name] for name in names))


def summary_from(result: Mapping[str, Json]) -> Summary:
    """The reply to `build`."""
    return Summary(
        tuple(_rows(result["layers"])),
        result["total_params"],
        result["trainable_params"],
        result["non_trainable_params"],
        result["summary_text"],
    )


def _rows(layers: list[Json], depth: int = 0) -> Iterator[SummaryRow]:
    """The table's rows, those of nested models behind the model that holds them."""
    for layer in layers:
        yield SummaryRow(
            name=layer["name"],
            class_name=layer["class"],
            output_shape=layer["output_shape"],
            params=layer["params"],
            connected_to=tuple(layer["connected_to"]),
            node=layer["path"][0] if layer["path"] else "",
            depth=depth,
            trainable=layer["trainable"] is not False,
        )
        yield from _rows(layer["layers"], depth + 1)
