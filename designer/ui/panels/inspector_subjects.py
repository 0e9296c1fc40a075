"""What the inspector inspects: nodes of one class, or the design; what they ask and how to say it.

A subject reads the document and turns what a form gives into the document's verbs. No widgets.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from designer.catalog.spec import REQUIRED, ArgumentSpec, Spec
from designer.catalog.values import Value, source_of
from designer.document import Document
from designer.graph.design import FORMS, MAIN, PASSING, Block
from designer.graph.edits import Change, Several
from designer.graph.graph import Graph
from designer.graph.naming import fault_in_block_name, fault_in_name
from designer.graph.nodes import (
    BlockNode,
    InputNode,
    Node,
    OutputNode,
    UnknownNode,
    path_of,
)
from designer.graph.ports import layer_values, owner_of
from designer.ui.editors.editor import MIXED, Shown
from designer.ui.editors.form import Fields

translate = QCoreApplication.translate

INPUT_DTYPES = (
    *("float32", "float16", "bfloat16", "float64"),
    *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("bool", "string"),
)


@dataclass(frozen=True)
class Heading:
    """How a subject is introduced."""

    title: str
    category: str = ""
    """Names the colour in the theme."""
    path: str = ""
    """Where it is imported from."""
    doc: str = ""
    """The whole docstring."""


class Subject(Protocol):
    """What a page shows and changes."""

    @property
    def key(self) -> tuple[str, ...]:
        """Subjects of one key are shown by the same form."""
        ...

    @property
    def ids(self) -> tuple[str, ...]:
        """The nodes; none where it is the design."""
        ...

    @property
    def parts(self) -> tuple[str, ...]:
        """What its page has beside the form, by names of `PARTS`."""
        ...

    @property
    def heading(self) -> Heading: ...

    def fields(self) -> Fields:
        """What to ask for, by importance, as it is now."""
        ...

    def values(self) -> Mapping[str, Shown]:
        """What the person gave, `MIXED` where the nodes differ."""
        ...

    def give(self, name: str, value: Value, merge: str) -> bool:
        """Set a value as one step; steps of one `merge` key are one."""
        ...

    def clear(self, name: str) -> bool:
        """Put a value back to its default."""
        ...

    def fault(self, name: str, value: Value) -> str:
        """What is wrong with a value beside its type; empty where nothing is."""
        ...


def subject_of(document: Document, ids: Collection[str]) -> Subject | None:
    """The subject for these nodes, for the design where there are none; None where the nodes are
    not of one class and so have nothing to edit together."""
    nodes = [node for node in map(document.graph.get, sorted(ids)) if node is not None]
    if not nodes:
        is_main = document.graph_name == MAIN
        return DesignSubject(document) if is_main else BlockSubject(document)
    if len({_key_of(node) for node in nodes}) > 1:
        return None
    kind = EndSubject if isinstance(nodes[0], (InputNode, OutputNode)) else CallSubject
    return kind(document, tuple(node.id for node in nodes))


def _key_of(node: Node) -> tuple[str, str]:
    what = node.block if isinstance(node, BlockNode) else path_of(node)
    return type(node).__name__, what


def class_name(node: Node) -> str:
    """What a node calls, in a word."""
    if isinstance(node, (InputNode, OutputNode)):
        return (
            translate("inspector", "Input")
            if isinstance(node, InputNode)
            else translate("inspector", "Output")
        )
    if isinstance(node, UnknownNode):
        return translate("inspector", "Unknown node")
    return node.block if isinstance(node, BlockNode) else path_of(node).rpartition(".")[2]


class _Nodes:
    """Nodes of one class, by id."""

    def __init__(self, document: Document, ids: tuple[str, ...]) -> None:
        self.document = document
        self.ids = ids

    @property
    def nodes(self) -> list[Node]:
        """Those that are still there."""
        found = map(self.document.graph.get, self.ids)
        return [node for node in found if node is not None]

    @property
    def key(self) -> tuple[str, ...]:
        return _key_of(self.nodes[0])

    @property
    def parts(self) -> tuple[str, ...]:
        node = self.nodes[0]
        if isinstance(node, BlockNode):
            return ("open",)
        if isinstance(node, (InputNode, OutputNode)):
            return ("inputs",) if isinstance(node, InputNode) else ("outputs",)
        return ()

    @property
    def _graph(self) -> Graph:
        return self.document.graph

    def fault(self, name: str, value: Value) -> str:
        return ""

    def _merge(self, key: str) -> str:
        return f"{self.document.graph_name}:{','.join(self.ids)}:{key}" if key else ""


class CallSubject(_Nodes):
    """Calls of one layer, op or block."""

    @property
    def spec(self) -> Spec | None:
        node = self.nodes[0]
        if isinstance(node, UnknownNode):
            return None
        return self.document.design.spec_of(node, self.document.catalog)

    @property
    def heading(self) -> Heading:
        node, spec = self.nodes[0], self.spec
        name, path = class_name(node), path_of(node)
        if isinstance(node, BlockNode):
            return Heading(name, "Blocks", doc=_doc("block"))
        if isinstance(node, UnknownNode):
            words = translate(
                "inspector",
                "This version of the designer cannot read this node. It is kept as it is.",
            )
            return Heading(name, doc=words)
        if spec is None:
            return Heading(name, path=path, doc=_doc("unknown"))
        return Heading(spec.name, spec.category, spec.path, spec.doc or spec.summary)

    @property
    def shared_with(self) -> Node | None:
        """The node whose layer the one selected node calls again."""
        if len(self.nodes) != 1:
            return None
        owner = owner_of(self.document.graph, self.nodes[0])
        return owner if owner.id != self.nodes[0].id else None

    def fields(self) -> Fields:
        arguments, call = self._arguments()
        given = self.values()
        spec = self.spec
        wanted = {*given, *(spec.shown if spec else ()), *self._numbers_for_wires()}
        if isinstance(self.nodes[0], BlockNode):
            wanted.update(argument.name for argument in arguments)
        main = [a for a in arguments if a.is_required]
        main += [a for a in arguments if not a.is_required and a.name in wanted]
        known = {argument.name for argument in (*arguments, *call)}
        main += [_untyped(name) for name in given if name not in known]
        more = [a for a in arguments if a not in main]
        return Fields(tuple(main), tuple(more), tuple(call))

    def _numbers_for_wires(self) -> list[str]:
        """Arguments whose value stands in for a wire that is not there: `ops.add(x, x2=1.0)`."""
        slots = self.spec.slots if self.spec else ()
        wired = {edge.slot for node in self.nodes for edge in self._graph.inputs_of(node.id)}
        return [slot.name for slot in slots if slot.literal and slot.name not in wired]

    def _arguments(self) -> tuple[Sequence[ArgumentSpec], Sequence[ArgumentSpec]]:
        node, spec = self.nodes[0], self.spec
        if spec is not None:
            return spec.arguments, spec.call_arguments
        if isinstance(node, BlockNode) and node.block in self.document.design.blocks:
            defaults = self.document.design.blocks[node.block].arguments
            return [_argument_like(name, value) for name, value in defaults.items()], ()
        return (), ()

    def values(self) -> Mapping[str, Shown]:
        return _common([layer_values(self.document.graph, node) for node in self.nodes])

    def give(self, name: str, value: Value, merge: str) -> bool:
        return self.document.set_values(self.ids, {name: value}, self._merge(merge))

    def clear(self, name: str) -> bool:
        return self.document.clear_value(self.ids, name)


def _untyped(name: str, default: Value = None) -> ArgumentSpec:
    """An argument of which nothing but its name is known."""
    return ArgumentSpec(name, "any", default, optional=True)


_KINDS = {bool: "bool", int: "int", float: "float"}


def _argument_like(name: str, default: Value) -> ArgumentSpec:
    """A block argument: of the kind that its default is."""
    kind = _KINDS.get(type(default))
    return ArgumentSpec(name, kind, default) if kind else _untyped(name, default)


class EndSubject(_Nodes):
    """Inputs, or outputs, of the model: their values are fields of the node."""

    @property
    def heading(self) -> Heading:
        if isinstance(self.nodes[0], InputNode):
            return Heading(translate("inspector", "Input"), "Inputs", "keras.Input", _doc("input"))
        return Heading(translate("inspector", "Output"), "Outputs", doc=_doc("output"))

    def fields(self) -> Fields:
        node = self.nodes[0]
        key = ArgumentSpec(
            "key", "text", node.name if len(self.nodes) == 1 else "", doc=_doc("key")
        )
        if isinstance(node, OutputNode):
            return Fields((key,))
        shape = ArgumentSpec("shape", "shape", doc=_doc("shape"))
        dtype = ArgumentSpec("dtype", "dtype", "float32", choices=INPUT_DTYPES, doc=_doc("dtype"))
        batch = ArgumentSpec(
            "batch_size", "int", None, optional=True, minimum=1, doc=_doc("batch_size")
        )
        return Fields((shape, dtype, batch, key))

    def values(self) -> Mapping[str, Shown]:
        required = {argument.name for argument in self.fields().all if argument.is_required}
        given = []
        for node in self.nodes:
            defaults = _defaults_of(node)
            values = {name: getattr(node, name) for name in defaults}
            given.append({n: v for n, v in values.items() if n in required or v != defaults[n]})
        return _common(given)

    def give(self, name: str, value: Value, merge: str) -> bool:
        graph = self.document.graph_name
        edit = Several(tuple(Change(replace(node, **{name: value}), graph) for node in self.nodes))
        words = translate("inspector", "Change {name}").format(name=name)
        return self.document.apply(edit, words, self._merge(merge))

    def clear(self, name: str) -> bool:
        return self.give(name, _defaults_of(self.nodes[0])[name], "")


def _defaults_of(node: Node) -> dict[str, Value]:
    """The fields that an input or output has on top of every node, with their defaults."""
    common = {field.name for field in fields(UnknownNode)}
    return {field.name: field.default for field in fields(node) if field.name not in common}


class DesignSubject:
    """The design as a whole: its name, and how several inputs and outputs are passed."""

    key: tuple[str, ...] = ("design",)
    ids: tuple[str, ...] = ()
    parts: tuple[str, ...] = ("inputs", "outputs")

    def __init__(self, document: Document) -> None:
        self.document = document

    @property
    def heading(self) -> Heading:
        return Heading(translate("inspector", "Model"), path="keras.Model", doc=_doc("model"))

    def fields(self) -> Fields:
        name = ArgumentSpec("name", "text", "model", doc=_doc("name"))
        inputs = ArgumentSpec("inputs_as", "choice", "list", choices=PASSING, doc=_doc("passing"))
        outputs = ArgumentSpec("outputs_as", "choice", "list", choices=PASSING, doc=_doc("passing"))
        labels = {
            "name": translate("inspector", "Name"),
            "inputs_as": translate("inspector", "Inputs as"),
            "outputs_as": translate("inspector", "Outputs as"),
            "weights": translate("inspector", "Weights of"),
        }
        weights = ArgumentSpec("weights", "text", "", doc=_doc("weights"))
        imported = (weights,) if self.document.design.settings.weights else ()
        return Fields((name, inputs, outputs, *imported), labels=labels)

    def values(self) -> Mapping[str, Shown]:
        settings = self.document.design.settings
        given = {argument.name: getattr(settings, argument.name) for argument in self.fields().all}
        defaults = {argument.name: argument.default for argument in self.fields().all}
        return {name: value for name, value in given.items() if value != defaults[name]}

    def give(self, name: str, value: Value, merge: str) -> bool:
        settings = replace(self.document.design.settings, **{name: value})
        words = translate("inspector", "Change {name}").format(name=name)
        return self.document.change_settings(settings, words)

    def clear(self, name: str) -> bool:
        argument = next(each for each in self.fields().all if each.name == name)
        return self.give(name, argument.default, "")

    def fault(self, name: str, value: Value) -> str:
        return fault_in_name(value, ()) if name == "name" else ""


class BlockSubject:
    """The block that is shown: its name, what it is written as, and what it takes and gives."""

    ids: tuple[str, ...] = ()
    parts: tuple[str, ...] = ("arguments", "inputs", "outputs")

    def __init__(self, document: Document) -> None:
        self.document = document

    @property
    def _block(self) -> Block:
        return self.document.design.blocks[self.document.graph_name]

    @property
    def key(self) -> tuple[str, ...]:
        return ("block",)

    @property
    def heading(self) -> Heading:
        return Heading(translate("inspector", "Block"), "Blocks", doc=_doc("block"))

    def fields(self) -> Fields:
        name = ArgumentSpec("name", "text", REQUIRED, doc=_doc("block_name"))
        form = ArgumentSpec("form", "choice", FORMS[0], choices=FORMS, doc=_doc("form"))
        inputs = ArgumentSpec("inputs_as", "choice", "list", choices=PASSING, doc=_doc("passing"))
        outputs = ArgumentSpec("outputs_as", "choice", "list", choices=PASSING, doc=_doc("passing"))
        labels = {
            "name": translate("inspector", "Name"),
            "form": translate("inspector", "Written as"),
            "inputs_as": translate("inspector", "Inputs as"),
            "outputs_as": translate("inspector", "Outputs as"),
        }
        return Fields((name, form, inputs, outputs), labels=labels)

    def values(self) -> Mapping[str, Shown]:
        head = self._block.head
        given = {argument.name: getattr(head, argument.name) for argument in self.fields().all}
        defaults = {argument.name: argument.default for argument in self.fields().all}
        return {name: value for name, value in given.items() if value != defaults[name]}

    def give(self, name: str, value: Value, merge: str) -> bool:
        head = self._block.head
        if name == "name":
            return self.document.rename_block(head.name, str(value))
        words = translate("inspector", "Change {name}").format(name=name)
        return self.document.change_block(replace(head, **{name: value}), words)

    def clear(self, name: str) -> bool:
        argument = next(each for each in self.fields().all if each.name == name)
        return argument.is_required or self.give(name, argument.default, "")

    def fault(self, name: str, value: Value) -> str:
        design = self.document.design
        taken = {*design.blocks, *design.custom_layers} - {self._block.name}
        return fault_in_block_name(value, taken) if name == "name" else ""


def _common(given: Sequence[Mapping[str, Value]]) -> dict[str, Shown]:
    """Values by name: the one that all nodes have, or `MIXED`."""
    names = dict.fromkeys(name for values in given for name in values)
    return {name: _one_of([values.get(name, MIXED) for values in given]) for name in names}


def _one_of(values: Sequence[Shown]) -> Shown:
    sources = {"" if value is MIXED else source_of(value) for value in values}
    return values[0] if len(sources) == 1 else MIXED


def _doc(name: str) -> str:
    """What a field of an input, of an output or of the model means."""
    return {
        "input": translate("inspector", "One input of the model: what a batch of it looks like."),
        "output": translate("inspector", "Marks what comes in here as an output of the model."),
        "block": translate("inspector", "A block of this design."),
        "unknown": translate("inspector", "This Keras does not know this layer."),
        "unreadable": translate(
            "inspector", "This version of the designer cannot read this node. It is kept as it is."
        ),
        "model": translate("inspector", "What holds for the model as a whole."),
        "shape": translate(
            "inspector", "The sizes of one sample, the batch left out. `None` where a size varies."
        ),
        "dtype": translate("inspector", "The type of the numbers that come in."),
        "batch_size": translate(
            "inspector", "A fixed batch size. Without one every size is taken."
        ),
        "key": translate(
            "inspector",
            "The key where several are passed by key: the node's name unless given. Nested ones"
            " are paths, `text/ids`; numbers make a list, `pair/0`.",
        ),
        "block_name": translate(
            "inspector", "The name of the block, and of the function that it is exported as."
        ),
        "form": translate(
            "inspector",
            "A `keras.Model` of its tensors, or a `keras.Sequential` of its layers, which only a"
            " plain chain can be.",
        ),
        "name": translate("inspector", "The name of the model. `model` leaves it to Keras."),
        "weights": translate(
            "inspector",
            "The file that this model came from. Its weights go into an exported .keras file, to "
            "the layers of the same names and shapes. Without a file weights are made anew.",
        ),
        "passing": translate(
            "inspector",
            "How several are passed: a list in order, a dict by their keys, or nested: keys are"
            " paths then, `text/ids`.",
        ),
    }[name]
