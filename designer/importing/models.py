"""From the config of a model to a graph. Pure: no Qt, no keras."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from designer.catalog.foreign import DESERIALIZE
from designer.catalog.spec import Spec
from designer.catalog.table import Catalog
from designer.catalog.values import Value
from designer.graph.design import Block, Design
from designer.graph.graph import Graph
from designer.graph.naming import free_name
from designer.graph.nodes import (
    BlockNode,
    Edge,
    InputNode,
    LayerNode,
    Node,
    OpNode,
    OutputNode,
)
from designer.graph.ports import slots_of
from designer.importing.arguments import Arguments
from designer.importing.blocks import Blocks
from designer.importing.classes import Classes
from designer.importing.description import ImportFailed
from designer.importing.masks import Layers, without_masks
from designer.importing.ops import (
    GET_ITEM,
    index_of,
    op_path,
    placed_arguments,
)
from designer.importing.passing import Passed, at_path, passed
from designer.importing.serialized import (
    Ref,
    calls_of,
    class_of,
    config_of,
    is_model,
    is_name,
    is_op,
    is_sequential,
    name_of,
    refs_in,
)

Json = Any
Entry = Mapping[str, Json]

UNKNOWN_SHAPE = (None,)


@dataclass(frozen=True, slots=True)
class ReadModel:
    """The graph of a model, and how its ends are passed."""

    graph: Graph
    inputs: Passed
    outputs: Passed


@dataclass
class ModelReader:
    """Reads models, and the models in them."""

    catalog: Catalog
    classes: Classes
    arguments: Arguments
    blocks: Blocks
    notices: list[str] = field(default_factory=list)

    def main(self, entry: Entry) -> ReadModel:
        """Raises `ImportFailed` where something in the model cannot be drawn."""
        try:
            read = _Sequential(self, entry) if is_sequential(entry) else _Functional(self, entry)
            return read.model()
        except ImportFailed:
            raise
        except RecursionError:
            raise ImportFailed("The models are nested too deeply to be real.") from None
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            raise ImportFailed(
                f"The config of {name_of(entry) or 'the model'} is not as Keras writes it: "
                f"{type(error).__name__} at {error}."
            ) from error

    def block(self, entry: Entry) -> Block:
        """A nested model as a block, not yet named for good."""
        read = self.main(entry)
        name = name_of(entry) or "block"
        form = "sequential" if is_sequential(entry) else "functional"
        return Block(
            name, read.graph, form=form, inputs_as=read.inputs.form, outputs_as=read.outputs.form
        )


@dataclass
class _Builder:
    """What reading a functional and a Sequential model have in common."""

    reader: ModelReader
    entry: Entry
    graph: Graph = field(default_factory=Graph)
    design: Design = field(init=False)
    made: dict[tuple[str, int], str] = field(default_factory=dict)
    """Node ids by layer name and number of the call."""
    flat_outputs: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """For uses of blocks: Keras's numbering of the outputs, in that of the block."""
    names: set[str] = field(default_factory=set)
    reserved: frozenset[str] = frozenset()
    """Names of all the layers."""

    def __post_init__(self) -> None:
        # A design of blocks alone: what slots a use has is asked of it.
        self.design = Design(blocks=self.reader.blocks.found)

    def add(self, node: Node) -> str:
        self.names.add(node.name)
        self.graph.add(node)
        return node.id

    def add_input(self, entry: Entry, order: int, key: str = "") -> str:
        config = config_of(entry)
        name = name_of(entry) or "input_layer"
        batch = config.get("batch_shape") or config.get("batch_input_shape")
        if not isinstance(batch, list):
            batch = [None, *UNKNOWN_SHAPE]
            self.reader.notices.append(f"The shape of {name} is not known: give it one.")
        for kind in ("sparse", "ragged", "optional"):
            if config.get(kind):
                self.reader.notices.append(
                    f"{name} was {'an' if kind == 'optional' else 'a'} {kind} input, which is "
                    "drawn as a plain one."
                )
        if not all(size is None or isinstance(size, int) for size in batch):
            raise ImportFailed(f"{name} has the shape {batch}, which is none.")
        size = batch[0]
        return self.add(
            InputNode(
                self.graph.new_id(),
                free_name(name, self.names),
                shape=tuple(batch[1:]),
                dtype=str(config.get("dtype") or "float32"),
                batch_size=size,
                order=order,
                key="" if key == name else key,
            )
        )

    def add_layer(self, entry: Entry, owner: str = "") -> str:
        """One call of a layer, a nested model or an op; a further one where it has an owner."""
        # The name of a layer is for its first call, whatever the further calls of others take.
        taken = {*self.names, *self.reserved} if owner else self.names
        name = free_name(name_of(entry) or class_of(entry), taken)
        node_id = self.graph.new_id()
        if is_op(entry):
            return self.add(self._op(entry, node_id, name))
        if is_model(entry):
            block = self.reader.blocks.name_of(entry)
            return self.add(BlockNode(node_id, name, block=block, shares=owner))
        path = self.reader.classes.path(entry)
        values = {} if owner else self._values(entry, path)
        note = _lost_note(entry) if path == DESERIALIZE and not owner else ""
        return self.add(
            LayerNode(node_id, name, layer=path, values=values, shares=owner, note=note)
        )

    def _op(self, entry: Entry, node_id: str, name: str) -> Node:
        """An op of the catalogue; another one as Keras wrote it."""
        path = op_path(entry, self.reader.catalog)
        spec = self.reader.catalog.spec(path)
        if spec is None:
            values = self._values(entry, DESERIALIZE)
            note = f"{path} is not among the functions that can be drawn."
            return LayerNode(node_id, name, layer=DESERIALIZE, values=values, note=note)
        values = self.reader.arguments.of(entry, spec)
        return OpNode(node_id, name, op=path, values=values)

    def _values(self, entry: Entry, path: str) -> dict[str, Value]:
        if path == DESERIALIZE:
            kept = ("module", "class_name", "config", "registered_name", "build_config")
            return {"config": {key: entry[key] for key in kept if key in entry}}
        return self.reader.arguments.of(entry, self.reader.classes.spec(path))

    def add_outputs(self, outputs: Passed) -> None:
        for order, (key, ref) in enumerate(outputs.ends):
            name = free_name(key.replace("/", "_") or "output", self.names)
            node = OutputNode(
                self.graph.new_id(), name, order=order, key="" if key == name else key
            )
            self.add(node)
            self.connect(ref, node.id, "inputs")

    def connect(self, ref: Ref, target: str, slot: str, index: int = 0) -> None:
        source = self.made[ref.layer, ref.call]
        flat = self.flat_outputs.get(source)
        output = flat[ref.output] if flat else ref.output
        self.graph.connect(Edge(source, output, target, slot, index))

    def spec(self, node: Node) -> Spec | None:
        path = node.layer if isinstance(node, LayerNode) else getattr(node, "op", "")
        return self.reader.classes.spec(path)


@dataclass
class _Sequential(_Builder):
    """A chain: every layer is called on what the one before it returned."""

    def model(self) -> ReadModel:
        entries = list(config_of(self.entry)["layers"])
        first = entries.pop(0) if entries and class_of(entries[0]) == "InputLayer" else None
        last = Ref("", 0, 0)
        self.made["", 0] = self.add_input(first or self._unknown_input(entries), 0)
        for number, entry in enumerate(entries, start=1):
            node_id = self.add_layer(entry)
            node = self.graph.node(node_id)
            slots = slots_of(self.design, self.graph, node, self.reader.catalog)
            self.connect(last, node_id, slots[0].name if slots else "inputs")
            last = Ref("", number, 0)
            self.made["", number] = node_id
        self.add_outputs(Passed("list", (("", last),), (0,)))
        return ReadModel(self.graph, Passed("list", (("", Ref("", 0, 0)),), (0,)), _ONE)

    def _unknown_input(self, entries: list[Entry]) -> Entry:
        shapes = [config_of(self.entry).get("build_input_shape")]
        # Keras 2 gave the shape to the first layer.
        shapes += [config_of(entry).get("batch_input_shape") for entry in entries[:1]]
        known = next((shape for shape in shapes if isinstance(shape, list)), None)
        return {
            "class_name": "InputLayer",
            "config": {"batch_shape": known, "name": "input_layer"},
        }


_ONE = Passed("list", (("", Ref("", 0, 0)),), (0,))


@dataclass
class _Functional(_Builder):
    """A graph: every layer says which tensors each of its calls takes."""

    layers: Layers = field(init=False)

    def model(self) -> ReadModel:
        config = config_of(self.entry)
        inputs, outputs = passed(config["input_layers"]), passed(config["output_layers"])
        entries = {name_of(entry): entry for entry in config["layers"]}
        outputs = _counted_from_0(outputs, entries)
        self.reserved = frozenset(entries)
        self.layers = Layers(
            entries,
            {name: calls_of(entry) for name, entry in entries.items()},
            frozenset(ref for _, ref in outputs.ends),
        )
        without_masks(self.layers)
        order = {ref.layer: (place, key) for place, (key, ref) in enumerate(inputs.ends)}
        for name, entry in self.layers.entries.items():
            self._add_calls(name, entry, order)
        for name, calls in self.layers.calls.items():
            for number, (args, named) in enumerate(calls):
                self._wire(self.made[name, number], args, named)
        self.add_outputs(outputs)
        return ReadModel(self.graph, inputs, outputs)

    def _add_calls(self, name: str, entry: Entry, inputs: Mapping[str, tuple[int, str]]) -> None:
        if name in inputs or class_of(entry) == "InputLayer":
            place, key = inputs.get(name, (len(inputs), ""))
            self.made[name, 0] = self.add_input(entry, place, key)
            return
        flat = passed(config_of(entry)["output_layers"]).flat if _has_outputs(entry) else ()
        owner = ""
        for number, _ in enumerate(self.layers.calls[name]):
            node_id = self.add_layer(entry, owner)
            # An op has no weights: called again, it is another one.
            owner = owner or ("" if is_op(entry) else node_id)
            self.made[name, number] = node_id
            if flat:
                self.flat_outputs[node_id] = flat

    def _wire(self, node_id: str, args: list[Any], named: dict[str, Any]) -> None:
        node = self.graph.node(node_id)
        for name in named:
            # It would be written into code as it stands.
            if not is_name(name):
                raise ImportFailed(f"{node.name} is called with {name!r}, which is no argument.")
        if isinstance(node, BlockNode):
            self._wire_block(node, args, named)
        elif isinstance(node, OpNode):
            spec = self.spec(node)
            self._wire_op(node, spec, {**placed_arguments(node.op, spec, args), **named})
        elif isinstance(node, LayerNode):
            self._wire_layer(node, self.spec(node), args, named)

    def _wire_block(self, node: BlockNode, args: list[Any], named: dict[str, Any]) -> None:
        block = self.design.blocks[node.block]
        slots = slots_of(self.design, self.graph, node, self.reader.catalog)
        given = args[0] if args else None
        if block.inputs_as == "list":
            tensors = list(refs_in(args))
        else:
            keys = [inner.key or inner.name for inner in block.graph.inputs()]
            tensors = [at_path(given, key, block.inputs_as) for key in keys]
            if not all(isinstance(tensor, Ref) for tensor in tensors):
                tensors = list(refs_in(args))
        for slot, tensor in zip(slots, tensors, strict=False):
            self.connect(tensor, node.id, slot.name)
        if isinstance(named.get("training"), bool):
            self.reader.notices.append(
                f"{node.name} was called with training={named['training']}, which a use of a "
                "block cannot say: its Dropout and BatchNormalization layers follow the mode of "
                f"the whole model. Set training={named['training']} on those layers in the block "
                f"{node.block}."
            )

    def _wire_op(self, node: OpNode, spec: Spec | None, given: dict[str, Any]) -> None:
        values = dict(node.values)
        for name, value in given.items():
            if node.op == GET_ITEM and not any(refs_in(value)):
                values["index"] = index_of(value)
            elif any(refs_in(value)):
                slot = spec.slots[0].name if spec and node.op == GET_ITEM else name
                self._wire_slot(node, slot, value)
            elif value is not None:
                values[name] = self.arguments_value(spec, name, value)
        if values != node.values:
            self.graph.change(replace(node, values=values))

    def _wire_layer(
        self, node: LayerNode, spec: Spec | None, args: list[Any], named: dict[str, Any]
    ) -> None:
        given = {**_placed(spec, args), **named}
        call_values: dict[str, Value] = {}
        for name, value in given.items():
            if any(refs_in(value)):
                self._wire_slot(node, name, value)
                continue
            known = spec.argument(name) if spec else None
            default = None if known is None or known.is_required else known.default
            if value is not None and value != default:
                call_values[name] = self.arguments_value(spec, name, value)
        if call_values:
            self.graph.change(replace(node, call_values=call_values))

    def arguments_value(self, spec: Spec | None, name: str, plain: Json) -> Value:
        return self.reader.arguments.value(plain, spec.argument(name) if spec else None)

    def _wire_slot(self, node: Node, slot: str, value: Any) -> None:
        tensors = value if isinstance(value, list) else [value]
        for index, tensor in enumerate(tensors):
            if isinstance(tensor, Ref):
                self.connect(tensor, node.id, slot, index)
            elif tensor is not None:
                raise ImportFailed(
                    f"{node.name} is called with a structure of tensors that cannot be drawn yet. "
                    "Give it a single tensor or a list of them."
                )


def _counted_from_0(outputs: Passed, entries: Mapping[str, Entry]) -> Passed:
    """Among the ends of a model, though nowhere else, Keras counts the calls of a functional one
    from 1: its first node is the one that it was made with."""
    ends = tuple(
        (key, replace(ref, call=max(0, ref.call - _has_outputs(entries[ref.layer]))))
        for key, ref in outputs.ends
    )
    return replace(outputs, ends=ends)


def _has_outputs(entry: Entry) -> bool:
    return is_model(entry) and not is_sequential(entry)


def _placed(spec: Spec | None, args: list[Any]) -> dict[str, Any]:
    """Positional arguments of a layer's call by their names."""
    if spec and not spec.is_open:
        names = [*(slot.name for slot in spec.slots), *(a.name for a in spec.call_arguments)]
    else:
        names = ["inputs", *(f"inputs_{number}" for number in range(2, len(args) + 1))]
    return dict(zip(names, args, strict=False))


def _lost_note(entry: Entry) -> str:
    name = str(entry.get("registered_name") or class_of(entry))
    return f"The class {name} came without its code: it has to be registered before this line."
