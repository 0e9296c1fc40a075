"""The form of a node's box: how high it is and where its ports sit. Pure: no Qt, no numpy.

Most nodes of a design share a few forms, so they are remembered: ten thousand nodes hold
references to a dozen of them. All lengths are canvas units, which are pixels at zoom 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from designer.catalog.spec import SlotSpec

WIDTH = 176.0
"""Every box is this wide; `designer.graph.layout` leaves room for wires between columns."""
HEADER = 42.0
LINE = 17.0
FOOTER = 24.0
PADDING = 7.0
"""Above the first and below the last argument line."""
PORT_PITCH = 18.0
HEADER_PORT = HEADER / 2
"""The main ports of all nodes sit at one height, so that a row of nodes has straight wires."""

INPUT_SIDE, OUTPUT_SIDE = "in", "out"


@dataclass(frozen=True, slots=True)
class Port:
    """A place where a wire may end (`in`) or start (`out`), relative to its box."""

    side: str
    name: str
    """The slot, or the output."""
    index: int
    """The index in a list slot, or the number of the output."""
    y: float
    label: str = ""
    """Shown beside the port; empty where the node has only one."""
    optional: bool = False

    @property
    def x(self) -> float:
        return 0.0 if self.side == INPUT_SIDE else WIDTH


@dataclass(frozen=True, slots=True)
class Form:
    """Height, ports, and where the argument lines begin."""

    height: float
    lines_top: float
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]

    @property
    def ports(self) -> tuple[Port, ...]:
        return self.inputs + self.outputs

    def input(self, slot: str, index: int) -> Port | None:
        return next((p for p in self.inputs if (p.name, p.index) == (slot, index)), None)

    def output(self, number: int) -> Port | None:
        return self.outputs[number] if 0 <= number < len(self.outputs) else None


Slots = tuple[tuple[SlotSpec, tuple[int, ...]], ...]
"""Slots in the order of the call, each with the indices that wires take."""


@lru_cache(maxsize=4096)
def form_of(slots: Slots, outputs: tuple[str, ...], line_count: int) -> Form:
    """The form of a node with these slots, outputs and argument lines."""
    inputs, left_bottom = _column(INPUT_SIDE, _input_places(slots))
    results, right_bottom = _column(OUTPUT_SIDE, _output_places(outputs))
    lines_top = max(HEADER, left_bottom, right_bottom)
    body = line_count * LINE + 2 * PADDING if line_count else 0.0
    lowest = max((port.y for port in inputs + results), default=0.0)
    height = max(lines_top + body + FOOTER, lowest + PORT_PITCH)
    return Form(height, lines_top, inputs, results)


_Place = tuple[str, int, str, bool]
"""Name, index, label, optional."""


def _input_places(slots: Slots) -> Iterator[_Place]:
    """A place for every wire of a list slot and an empty one behind them, one for other slots.

    Where all slots but the first are optional, the first is plainly the main one: no label.
    """
    has_main = all(slot.optional for slot, _ in slots[1:])
    for number, (slot, taken) in enumerate(slots):
        indices = _list_indices(slot, taken) if slot.many else (0,)
        label = "" if number == 0 and has_main else slot.name
        optional = slot.optional and not taken
        for index in indices:
            yield slot.name, index, label if index == indices[0] else "", optional


def _list_indices(slot: SlotSpec, taken: tuple[int, ...]) -> tuple[int, ...]:
    """The indices in use and, while the slot takes another wire, the next one."""
    if slot.maximum and len(taken) >= slot.maximum:
        return tuple(sorted(taken))
    return (*sorted(taken), max(taken, default=-1) + 1)


def _output_places(outputs: tuple[str, ...]) -> Iterator[_Place]:
    for number, name in enumerate(outputs):
        is_main = number == 0 and (len(outputs) == 1 or name == "output")
        yield name, number, "" if is_main else name, False


def _column(side: str, places: Iterator[_Place]) -> tuple[tuple[Port, ...], float]:
    """Ports one below the other on one edge, and where their labelled rows end.

    Ports without labels begin in the header; from the first label on they stand below it, where
    no text is in their way.
    """
    ports: list[Port] = []
    next_y, bottom = HEADER_PORT, 0.0
    for name, index, label, optional in places:
        if label or bottom:
            next_y = max(next_y, HEADER + PADDING / 2 + PORT_PITCH / 2)
            bottom = next_y + PORT_PITCH / 2
        ports.append(Port(side, name, index, next_y, label, optional))
        next_y += PORT_PITCH
    return tuple(ports), bottom


def slots_with_wires(slots: Sequence[SlotSpec], taken: Sequence[tuple[str, int]]) -> Slots:
    """Slots joined with the (slot, index) pairs that wires of the node take."""
    return tuple(
        (slot, tuple(sorted(index for name, index in taken if name == slot.name))) for slot in slots
    )
