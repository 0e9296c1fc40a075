"""Edits as JSON values, and back: what the journal and the clipboard of fixes hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from designer.graph.design import MAIN, BlockHead, CustomLayer
from designer.graph.edits import (
    Add,
    AddBlock,
    Change,
    ChangeBlock,
    ChangeCustomLayer,
    ChangeSettings,
    Connect,
    Disconnect,
    Edit,
    Move,
    Remove,
    RemoveBlock,
    RenameBlock,
    Several,
)
from designer.storage.codec import (
    FormatError,
    Json,
    edge_from_json,
    edge_to_json,
    expect,
    node_from_json,
    node_to_json,
)
from designer.storage.design_file import (
    head_from_json,
    head_to_json,
    settings_from_json,
    settings_to_json,
)


def edit_to_json(edit: Edit) -> Json:
    """An object with the edit's kind under `edit`; the main graph goes without saying."""
    kind = type(edit).__name__
    data = {"edit": kind, **_WRITERS[kind](edit)}
    graph = getattr(edit, "graph", MAIN)
    return {**data, "graph": graph} if graph else data


def edit_from_json(data: Json, place: str = "edit") -> Edit:
    """The inverse of `edit_to_json`. Raises `FormatError`."""
    if not isinstance(data, dict) or data.get("edit") not in _READERS:
        raise FormatError(f"{place}: this is no edit.")
    return _READERS[data["edit"]](data, data.get("graph", MAIN), place)


_WRITERS: dict[str, Callable[[Any], dict[str, Json]]] = {
    "Add": lambda edit: {"node": node_to_json(edit.node)},
    "Change": lambda edit: {"node": node_to_json(edit.node)},
    "Remove": lambda edit: {"node": edit.node},
    "Connect": lambda edit: {"edge": edge_to_json(edit.edge)},
    "Disconnect": lambda edit: {"edge": edge_to_json(edit.edge)},
    "Move": lambda edit: {"places": [[node, x, y] for node, (x, y) in edit.places]},
    "ChangeSettings": lambda edit: {"settings": settings_to_json(edit.settings)},
    "ChangeCustomLayer": lambda edit: {
        "name": edit.name,
        "source": edit.layer.source if edit.layer else None,
    },
    "AddBlock": lambda edit: {"name": edit.head.name, "head": head_to_json(edit.head)},
    "ChangeBlock": lambda edit: {"name": edit.head.name, "head": head_to_json(edit.head)},
    "RemoveBlock": lambda edit: {"name": edit.name},
    "RenameBlock": lambda edit: {"old": edit.old, "new": edit.new},
    "Several": lambda edit: {"edits": [edit_to_json(inner) for inner in edit.edits]},
}


def _move(data: Mapping[str, Json], graph: str, place: str) -> Edit:
    places = expect(dict(data), "places", list, place)
    return Move(tuple((node, (float(x), float(y))) for node, x, y in places), graph)


def _custom_layer(data: Mapping[str, Json], _graph: str, place: str) -> Edit:
    name, source = expect(data, "name", str, place), data.get("source")
    return ChangeCustomLayer(name, None if source is None else CustomLayer(name, source))


def _head(data: Mapping[str, Json], place: str) -> BlockHead:
    return head_from_json(expect(data, "name", str, place), data.get("head"))


_READERS: dict[str, Callable[[Mapping[str, Json], str, str], Edit]] = {
    "Add": lambda data, graph, place: Add(node_from_json(data.get("node"), place), graph),
    "Change": lambda data, graph, place: Change(node_from_json(data.get("node"), place), graph),
    "Remove": lambda data, graph, place: Remove(expect(data, "node", str, place), graph),
    "Connect": lambda data, graph, place: Connect(edge_from_json(data.get("edge"), place), graph),
    "Disconnect": lambda data, graph, place: Disconnect(
        edge_from_json(data.get("edge"), place), graph
    ),
    "Move": _move,
    "ChangeSettings": lambda data, _graph, _place: ChangeSettings(
        settings_from_json(data.get("settings"))
    ),
    "ChangeCustomLayer": _custom_layer,
    "AddBlock": lambda data, _graph, place: AddBlock(_head(data, place)),
    "ChangeBlock": lambda data, _graph, place: ChangeBlock(_head(data, place)),
    "RemoveBlock": lambda data, _graph, place: RemoveBlock(expect(data, "name", str, place)),
    "RenameBlock": lambda data, _graph, place: RenameBlock(
        expect(data, "old", str, place), expect(data, "new", str, place)
    ),
    "Several": lambda data, _graph, place: Several(
        tuple(edit_from_json(inner, place) for inner in expect(data, "edits", list, place))
    ),
}
