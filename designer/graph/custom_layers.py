"""Custom layers as edits: bring one, change its source, rename it, let it go.

Nodes follow: they name a layer by its class, or a function in the value of a Lambda.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from designer.catalog.source import FUNCTION, LAYER, read_source
from designer.catalog.values import Call, Code, Value
from designer.graph.design import CustomLayer, Design
from designer.graph.drawing import LAMBDA
from designer.graph.edits import Change, ChangeCustomLayer, Connect, Disconnect, Edit, Several
from designer.graph.graph import GraphError
from designer.graph.nodes import LayerNode
from designer.graph.sample_design import users_of


def fault_in_custom_name(design: Design, name: str, but: str = "") -> str:
    """Why a custom layer cannot have this name; empty where it can. `but` is the layer itself."""
    if not name.isidentifier() or keyword.iskeyword(name):
        return f"{name!r} is no name for a class or a function in Python."
    if name in design.custom_layers and name != but:
        return f"This design has a custom layer {name} already."
    if name in design.blocks:
        return f"This design has a block {name} already."
    return ""


def brought(design: Design, source: str, name: str = "") -> Edit:
    """A new custom layer with this source. Raises `GraphError` where it defines none."""
    name = name or _defined(source)
    fault = fault_in_custom_name(design, name)
    if fault:
        raise GraphError(fault)
    return ChangeCustomLayer(name, CustomLayer(name, source))


def with_source(design: Design, name: str, source: str) -> Edit:
    """Another source for a custom layer. A definition that got another name in it renames the
    layer, and the nodes follow. Raises `GraphError`."""
    found = read_source(source)
    if found.fault:
        raise GraphError(f"{name}, line {found.fault.line}: {found.fault.sentence}")
    if found.kind_of(name):
        layer = CustomLayer(name, source)
        return _with_wires(design, name, layer, (ChangeCustomLayer(name, layer),))
    new = _defined(source)
    fault = fault_in_custom_name(design, new, name)
    if fault:
        raise GraphError(fault)
    layer = CustomLayer(new, source)
    steps = (
        ChangeCustomLayer(name, None),
        ChangeCustomLayer(new, layer),
        *_following(design, name, new, found.kind_of(new)),
    )
    return _with_wires(design, name, layer, steps)


def renamed(design: Design, old: str, new: str) -> Edit:
    """Another name for a custom layer, in its source, in the others, and in all nodes. Raises
    `GraphError`."""
    fault = fault_in_custom_name(design, new, old)
    if fault:
        raise GraphError(fault)
    steps: list[Edit] = [ChangeCustomLayer(old, None)]
    for name, layer in design.custom_layers.items():
        source = with_name(layer.source, old, new)
        if name == old:
            steps.append(ChangeCustomLayer(new, CustomLayer(new, source)))
        elif source != layer.source:
            steps.append(ChangeCustomLayer(name, CustomLayer(name, source)))
    kind = read_source(design.custom_layers[old].source).kind_of(old)
    return Several((*steps, *_following(design, old, new, kind)))


def removed(design: Design, name: str) -> Edit:
    """A custom layer goes. Raises `GraphError` naming the nodes that still use it."""
    users = [node.name for _, node in users_of(design, name)]
    if users:
        few = ", ".join(users[:5]) + (" …" if len(users) > 5 else "")
        raise GraphError(f"{name} is still used by {few}. Delete these nodes first.")
    others = [
        other
        for other, layer in design.custom_layers.items()
        if other != name and name in _names_in(layer.source)
    ]
    if others:
        raise GraphError(f"{name} is still used in the source of {', '.join(others)}.")
    return ChangeCustomLayer(name, None)


def with_name(source: str, old: str, new: str) -> str:
    """The source with a name changed wherever it stands as one; texts and comments stay. A source
    that is no Python stays as it is."""
    tree = read_source(source).tree
    lines = source.split("\n")
    places: list[tuple[int, int]] = []
    for each in ast.walk(tree):
        if isinstance(each, ast.Name) and each.id == old:
            before = lines[each.lineno - 1].encode()[: each.col_offset].decode()
            places.append((each.lineno - 1, len(before)))
        elif isinstance(each, ast.ClassDef | ast.FunctionDef) and each.name == old:
            row = each.lineno - 1
            found = re.search(rf"\b(class|def)\s+({re.escape(old)})\b", lines[row])
            if found:
                places.append((row, found.start(2)))
    for row, column in sorted(places, reverse=True):
        lines[row] = lines[row][:column] + new + lines[row][column + len(old) :]
    return "\n".join(lines)


def _with_wires(design: Design, name: str, layer: CustomLayer, steps: tuple[Edit, ...]) -> Edit:
    """The steps, and the wires of the nodes moved along where a parameter of `call` got another
    name: the first slot stays the first."""
    old, new = design.custom_layers[name].spec, layer.spec
    if old is None or new is None or old.slots == new.slots:
        return steps[0] if len(steps) == 1 else Several(steps)
    names = [slot.name for slot in new.slots]
    moves = {
        slot.name: names[at]
        for at, slot in enumerate(old.slots[: len(names)])
        if slot.name not in names and names[at] not in {each.name for each in old.slots}
    }
    moved: list[Edit] = []
    for graph_name, node in users_of(design, name):
        for edge in design.graph(graph_name).inputs_of(node.id):
            if node.layer == name and edge.slot in moves:
                moved.append(Disconnect(edge, graph_name))
                moved.append(Connect(replace(edge, slot=moves[edge.slot]), graph_name))
    return Several((*steps, *moved)) if moved or len(steps) > 1 else steps[0]


def _defined(source: str) -> str:
    found = read_source(source)
    if found.fault:
        raise GraphError(f"Line {found.fault.line}: {found.fault.sentence}")
    if not found.main_name:
        raise GraphError("There is no layer class and no function in this source.")
    return found.main_name


def _following(design: Design, old: str, new: str, kind: str) -> Iterator[Edit]:
    """The nodes of a layer under its new name; a class may have become a function meanwhile."""
    for graph_name, node in users_of(design, old):
        if node.layer == old and kind == FUNCTION:
            after = replace(node, layer=LAMBDA, values={"function": Code(new)})
        elif node.layer == old:
            after = replace(node, layer=new)
        elif node.layer == LAMBDA and kind == LAYER:
            given = node.values.get("arguments")
            after = replace(node, layer=new, values=given if isinstance(given, dict) else {})
        else:
            after = _with_values(node, old, new)
        yield Change(after, graph_name)


def _with_values(node: LayerNode, old: str, new: str) -> LayerNode:
    values = {name: _with_code(value, old, new) for name, value in node.values.items()}
    calls = {name: _with_code(value, old, new) for name, value in node.call_values.items()}
    return replace(node, values=values, call_values=calls)


def _with_code(value: Value, old: str, new: str) -> Value:
    if isinstance(value, Code):
        return Code(new) if value.source == old else value
    if isinstance(value, Call):
        return Call(value.path, _each(value.arguments, old, new))
    if isinstance(value, dict):
        return _each(value, old, new)
    if isinstance(value, tuple | list):
        return type(value)(_with_code(item, old, new) for item in value)
    return value


def _each(values: Mapping[str, Value], old: str, new: str) -> dict[str, Value]:
    return {name: _with_code(value, old, new) for name, value in values.items()}


def _names_in(source: str) -> set[str]:
    return {each.id for each in ast.walk(read_source(source).tree) if isinstance(each, ast.Name)}
