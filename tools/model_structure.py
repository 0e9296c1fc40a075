"""What a model is made of, in a form in which two models can be compared. Pure: no keras.

Left out is what an export may change: the class of a Sequential model, which comes back as a
functional one; names that Keras made by itself inside nested models and wrappers, and those of
operators; build configs.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from designer.catalog.table import shipped_catalog
from designer.graph.naming import keras_name


def structure_of(config: Mapping[str, Any]) -> list[str]:
    """One line a call, in an order of its own: class, arguments, name, what it is called on."""
    return _lines(config, names_count=True)


def _lines(config: Mapping[str, Any], names_count: bool) -> list[str]:
    entries = {entry["name"]: entry for entry in config["layers"]}
    known: dict[tuple[str, int], str] = {}
    lines: dict[tuple[str, int], str] = {}

    def line(name: str, call: int) -> str:
        """What one call says, with digests in the place of the tensors that it takes."""
        if (name, call) not in lines:
            entry = entries[name]
            said = [_said(entry, names_count)]
            if call:
                said.append(f"again {digest(name, 0)}")
            if entry["inbound_nodes"]:
                said.append(
                    json.dumps(_tensors(entry["inbound_nodes"][call], digest), sort_keys=True)
                )
            lines[name, call] = " ".join(said)
        return lines[name, call]

    def digest(name: str, call: int) -> str:
        if (name, call) not in known:
            known[name, call] = hashlib.sha1(line(name, call).encode()).hexdigest()[:8]
        return known[name, call]

    for name, entry in entries.items():
        for call in range(max(1, len(entry["inbound_nodes"]))):
            line(name, call)
    functional = {name for name, entry in entries.items() if "input_layers" in entry["config"]}

    def end(name: str, call: int) -> str:
        # Here Keras counts the calls of functional models from 1.
        return digest(name, call - (name in functional))

    ends = [_ends(config["input_layers"], digest), _ends(config["output_layers"], end)]
    return [*sorted(lines.values()), *map(json.dumps, ends)]


def _said(entry: Mapping[str, Any], names_count: bool) -> str:
    name, class_name = entry["name"], entry["class_name"]
    is_op = (entry.get("module") or "").startswith("keras.src.ops")
    keeps_name = not is_op and (names_count or not _is_automatic(name, class_name))
    return f"{class_name} {name if keeps_name else ''} {json.dumps(_plain(entry['config']))}"


def _plain(value: Any) -> Any:
    """A config without what may differ."""
    if isinstance(value, dict):
        if isinstance(value.get("layers"), list) and "input_layers" in value:
            return _lines(value, names_count=False)
        if isinstance(value.get("layers"), list):
            value = {key: item for key, item in value.items() if key != "build_input_shape"}
        kept = {
            key: _plain(item)
            for key, item in value.items()
            if key not in ("build_config", "name", "shared_object_id")
        }
        name = value.get("name")
        if isinstance(name, str) and "class_name" not in value and not _is_made(name):
            kept["name"] = name
        return kept
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _is_automatic(name: str, class_name: str) -> bool:
    base = "input_layer" if class_name == "InputLayer" else keras_name(class_name)
    return re.fullmatch(rf"{base}(_\d+)?", name) is not None


def _is_made(name: str) -> bool:
    """Whether Keras may have made this name by itself, of whatever class."""
    base = re.sub(r"^(forward|backward)_|_\d+$", "", name)
    return base in _made_names()


@cache
def _made_names() -> frozenset[str]:
    catalog = shipped_catalog()
    classes = {name for spec in catalog.layers for name in (spec.name, *spec.aliases)}
    classes |= {part.name for part in catalog.parts if part.path.startswith("keras.layers.")}
    return frozenset({*map(keras_name, classes), "functional", "sequential", "input_layer"})


def _tensors(value: Any, digest: Any) -> Any:
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            name, call, output = value["config"]["keras_history"]
            return f"{digest(name, call)}:{output}"
        return {key: _alone(_tensors(item, digest)) for key, item in value.items()}
    return [_tensors(item, digest) for item in value] if isinstance(value, list) else value


def _alone(value: Any) -> Any:
    """A tensor passed as `initial_state=h` comes back as `initial_state=[h]`, which is the same."""
    is_list = isinstance(value, list) and len(value) == 1 and isinstance(value[0], str)
    return value[0] if is_list else value


def _ends(value: Any, digest: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ends(item, digest) for key, item in sorted(value.items())}
    if len(value) == 3 and isinstance(value[1], int):
        return f"{digest(value[0], value[1])}:{value[2]}"
    ends = [_ends(item, digest) for item in value]
    return ends[0] if len(ends) == 1 else ends
