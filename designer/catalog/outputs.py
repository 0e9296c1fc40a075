"""Outputs whose number depends on values: what a table of names and flags cannot say.

Pure: no Qt, no keras.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from designer.catalog.values import Call, Value

STATES: dict[str, tuple[str, ...]] = {
    "keras.layers.SimpleRNN": ("state",),
    "keras.layers.GRU": ("state",),
    "keras.layers.LSTM": ("state_h", "state_c"),
    "keras.layers.ConvLSTM1D": ("state_h", "state_c"),
    "keras.layers.ConvLSTM2D": ("state_h", "state_c"),
    "keras.layers.ConvLSTM3D": ("state_h", "state_c"),
}
"""The states that a recurrent layer returns on top with `return_state`, in Keras's order."""

_CELL_STATES = {
    "keras.layers.SimpleRNNCell": ("state",),
    "keras.layers.GRUCell": ("state",),
    "keras.layers.LSTMCell": ("state_h", "state_c"),
}


def _recurrent(values: Mapping[str, Value]) -> tuple[str, ...]:
    """`RNN` returns the states of its cell; those of stacked cells are numbered."""
    if values.get("return_state") is not True:
        return ("output",)
    return ("output", *_states_of_cell(values.get("cell")))


def _states_of_cell(cell: Value) -> tuple[str, ...]:
    if isinstance(cell, Call) and cell.path == "keras.layers.StackedRNNCells":
        cell = cell.arguments.get("cells")
    if isinstance(cell, (list, tuple)):
        # Keras keeps the states of a stack nested, one structure a cell: each is one output.
        return tuple(f"state_{number}" for number, _ in enumerate(cell, start=1))
    return _CELL_STATES.get(cell.path, ("state",)) if isinstance(cell, Call) else ("state",)


def _bidirectional(values: Mapping[str, Value]) -> tuple[str, ...]:
    """Both directions return their states, and their outputs apart when nothing merges them."""
    apart = values.get("merge_mode", "concat") is None
    outputs = ("forward", "backward") if apart else ("output",)
    layer = values.get("layer")
    if not isinstance(layer, Call) or layer.arguments.get("return_state") is not True:
        return outputs
    if layer.path == "keras.layers.RNN":
        states = _states_of_cell(layer.arguments.get("cell"))
    else:
        states = STATES.get(layer.path, ("state",))
    return outputs + tuple(f"{way}_{state}" for way in ("forward", "backward") for state in states)


def _sections(values: Mapping[str, Value]) -> tuple[str, ...]:
    """A number says into how many parts, a tuple where to cut."""
    sections = values.get("indices_or_sections", 1)
    count = len(sections) + 1 if isinstance(sections, (tuple, list)) else sections
    return _parts(count)


def _unstacked(values: Mapping[str, Value]) -> tuple[str, ...]:
    return _parts(values.get("num"))


def _parts(count: Value) -> tuple[str, ...]:
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        return ("part_1",)
    return tuple(f"part_{number}" for number in range(1, count + 1))


def _unravelled(values: Mapping[str, Value]) -> tuple[str, ...]:
    """One tensor of indices for each dimension of the shape."""
    shape = values.get("shape")
    return _parts(len(shape) if isinstance(shape, (tuple, list)) else 1)


def _svd(values: Mapping[str, Value]) -> tuple[str, ...]:
    return ("u", "s", "vh") if values.get("compute_uv", True) is True else ("s",)


OUTPUT_RULES: dict[str, Callable[[Mapping[str, Value]], tuple[str, ...]]] = {
    "keras.layers.RNN": _recurrent,
    "keras.layers.Bidirectional": _bidirectional,
    "keras.ops.split": _sections,
    "keras.ops.array_split": _sections,
    "keras.ops.hsplit": _sections,
    "keras.ops.vsplit": _sections,
    "keras.ops.dsplit": _sections,
    "keras.ops.unstack": _unstacked,
    "keras.ops.unravel_index": _unravelled,
    "keras.ops.svd": _svd,
}
"""By path: the outputs of a call with these values."""
