"""The two halves of a statement: what is called, and what it is called with. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from designer.catalog.foreign import DESERIALIZE, is_foreign
from designer.catalog.spec import SlotSpec, Spec
from designer.catalog.values import Call, Value, quoted, short_path, walk
from designer.codegen.arguments import Specs, is_same, written_arguments
from designer.codegen.expression import Chain, call, keyword, listed, of_value
from designer.graph.nodes import InputNode, LayerNode, Node, OpNode, values_of

Wire = tuple[str, str]
"""A slot and the variable that comes to it."""


def construction(node: LayerNode, spec: Spec | None, specs: Specs, *, is_named: bool) -> Chain:
    """`layers.Dense(10, name="logits")`; the name where Keras would not give it by itself."""
    attributes = spec.attributes if spec else ()
    values = {name: value for name, value in node.values.items() if name not in attributes}
    arguments = written_arguments(spec, values, spec.arguments if spec else (), specs)
    if is_named and node.layer != DESERIALIZE:
        arguments.append(keyword("name", (quoted(node.name),)))
    return call(short_path(node.layer), tuple(arguments))


def set_attributes(node: Node, spec: Spec | None) -> tuple[tuple[str, Chain], ...]:
    """What a node's own layer has to be told after it is made."""
    if spec is None or not isinstance(node, LayerNode):
        return ()
    given = {name: node.values[name] for name in spec.attributes if name in node.values}
    return tuple(
        (argument.name, of_value(given[argument.name]))
        for argument in spec.arguments
        if argument.name in given and not is_same(given[argument.name], argument.default)
    )


def input_construction(node: InputNode, *, is_named: bool) -> Chain:
    """`keras.Input(shape=(8,))`."""
    arguments = [keyword("shape", of_value(node.shape))]
    if node.batch_size is not None:
        arguments.append(keyword("batch_size", (str(node.batch_size),)))
    if node.dtype != "float32":
        arguments.append(keyword("dtype", (quoted(node.dtype),)))
    if is_named:
        arguments.append(keyword("name", (quoted(node.name),)))
    return call("keras.Input", tuple(arguments))


def call_arguments(
    node: Node,
    slots: Sequence[SlotSpec],
    wires: Sequence[Wire],
    spec: Spec | None,
    specs: Specs,
) -> tuple[Chain, ...]:
    """Tensors, required ones by position and others by name, then call values."""
    mixed = isinstance(node, OpNode) and spec is not None and _mixes_tensors_and_values(spec)
    arguments: list[Chain] = []
    by_position = True
    for slot in slots:
        here = [variable for name, variable in wires if name == slot.name]
        if not here:
            by_position = False
            continue
        tensors: Chain = listed(here) if slot.many else (here[0],)
        by_position = by_position and not (arguments and (slot.optional or mixed))
        arguments.append(tensors if by_position else keyword(slot.name, tensors))
    if isinstance(node, OpNode):
        known = spec.arguments if spec else ()
        wired = {name for name, _ in wires}
        values = {name: value for name, value in node.values.items() if name not in wired}
        arguments += written_arguments(spec, values, known, specs, keywords_only=mixed)
    elif isinstance(node, LayerNode):
        known = spec.call_arguments if spec else ()
        arguments += written_arguments(spec, node.call_values, known, specs, keywords_only=True)
    return tuple(arguments)


def _mixes_tensors_and_values(spec: Spec) -> bool:
    """Whether required tensors and required values may stand in any order in an op's signature, as
    in `slice_update(inputs, start_indices, updates)`: then all but the first need their names."""
    tensors = sum(not slot.optional for slot in spec.slots)
    return tensors > 1 and any(argument.is_required for argument in spec.arguments)


def _calls_in(value: Value) -> list[Call]:
    return [item for item in walk(value) if isinstance(item, Call)]


def foreign_in(node: Node) -> tuple[str, ...]:
    """The classes of other packages that a node calls or that stand in its values."""
    inside = [call.path for value in values_of(node).values() for call in _calls_in(value)]
    layer = [node.layer] if isinstance(node, LayerNode) else []
    return tuple(dict.fromkeys(path for path in (*layer, *inside) if is_foreign(path)))
