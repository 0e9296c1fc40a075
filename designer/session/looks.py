"""What was seen inside the model of the open design, by node. Pure.

The worker's rows say by a path where they belong: the node on the main canvas, then `@block/node`
for each block on the way. Values of what lies in a block are summed up at the use of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Path = tuple[str, ...]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HeatSource:
    """One way to colour nodes by a number. `combine` makes one number of those in a block."""

    name: str
    look: str
    """The question to the worker whose answer has the numbers, and in which of its lists."""
    rows: str
    value: Callable[[Row], float | None]
    combine: Callable[[Iterable[float]], float]
    unit: str


HEAT_SOURCES = (
    HeatSource("forward", "layer_times", "layers", lambda row: row["forward_ms"], sum, "ms"),
    HeatSource("backward", "layer_times", "layers", lambda row: row["backward_ms"], sum, "ms"),
    HeatSource("gradients", "first_step", "layers", lambda row: row["norm"], max, ""),
)
"""What the canvas can be coloured by once the model was looked into; what is known without that is
in `COST_SOURCES`. A line here has its words in `designer/ui/insight_words.py`."""

SOURCES = {source.name: source for source in HEAT_SOURCES}


def path_of(row: Row) -> Path:
    return tuple(map(str, row["path"]))


def node_in(path: Path, way: Path) -> str:
    """The node of the graph at the end of a way that a path leads to or through; "" where none.
    `way` are ids of uses, as `Trail.way` has them."""
    plain = tuple(step.rpartition("/")[2] for step in path)
    inside = len(plain) > len(way) and plain[: len(way)] == tuple(way)
    return plain[len(way)] if inside else ""


def heat_of(source: HeatSource, answer: Row, way: Path = ()) -> dict[str, float]:
    """The number of each node of a graph that has one."""
    found: dict[str, list[float]] = {}
    for row in answer[source.rows]:
        node, value = node_in(path_of(row), way), source.value(row)
        if node and value is not None:
            found.setdefault(node, []).append(float(value))
    return {node: source.combine(values) for node, values in found.items()}


def flags_of(rows: Sequence[Row], way: Path = ()) -> dict[str, str]:
    """What is wrong with the gradients of a node: the first word that was said in it."""
    found: dict[str, str] = {}
    for row in rows:
        node = node_in(path_of(row), way)
        if node and row["flag"]:
            found.setdefault(node, str(row["flag"]))
    return found


def pictures_of(rows: Sequence[Row], way: Path = ()) -> dict[str, Row]:
    """The picture of what each node gives; of a block, what comes out of it."""
    found = {}
    for row in rows:
        path = path_of(row)
        node = node_in(path, way)
        if node and len(path) == len(way) + 1 and row.get("picture"):
            found[node] = row["picture"]
    return found


def place_of(path: Path) -> tuple[str, str]:
    """The graph and the node at the end of a path; the name of the main graph is empty."""
    block, _, node = path[-1].rpartition("/") if path else ("", "", "")
    return block.removeprefix("@"), node
