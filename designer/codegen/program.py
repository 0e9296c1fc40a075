"""A design as Python statements: the only road from a design to Keras.

A node is a statement. Every export style arranges the same `Program`, and the worker runs it: what
is previewed is what is exported. Pure: no Qt, no keras.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from designer.catalog.foreign import DESERIALIZE, is_foreign
from designer.catalog.spec import Spec
from designer.catalog.table import Catalog
from designer.catalog.values import Call, Value, quoted, short_path, walk
from designer.codegen.arguments import is_same, written_arguments
from designer.codegen.block_calls import (
    Signature,
    Taken,
    given_arguments,
    handed_over,
    taken_back,
)
from designer.codegen.custom_code import custom_code, merged_imports
from designer.codegen.expression import (
    LINE_LENGTH,
    Bracket,
    Chain,
    call,
    keyword,
    listed,
    of_value,
    text,
)
from designer.codegen.names import automatic_names, use_variables, variable_names
from designer.codegen.operators import answers_flags, with_sign
from designer.codegen.passing import looked_up, passed
from designer.codegen.rows import Row, rows_of
from designer.graph.blocks import carried
from designer.graph.design import BlockHead, Design
from designer.graph.graph import Graph
from designer.graph.inner import inner_spec
from designer.graph.nodes import (
    BlockNode,
    Edge,
    InputNode,
    LayerNode,
    Node,
    OpNode,
    OutputNode,
    UnknownNode,
    path_of,
    values_of,
)
from designer.graph.ports import output_names_of, owner_of, slots_of
from designer.graph.sequence import why_no_sequential

DEEP_CHAIN = 900
"""From this many calls in a row on, `keras.Model` needs more stack than Python grants: it fails at
988 under the default limit of 1,000 (Keras 3.15)."""


_QUOTED = re.compile(r'"[^"]*"|#.*')
_MODULE = re.compile(r"\b(layers|ops)\.")


@dataclass(frozen=True, slots=True)
class LayerCall:
    """A call of a layer, or of a block's model, taken apart: what makes the layer, and how it is
    called. For styles that make layers in one place and call them in another."""

    layer: str
    """The variable of the node that makes the layer."""
    construction: Chain
    """`layers.Dense(10)`; empty where another node makes the layer."""
    outputs: tuple[str, ...]
    """What the call binds: variables, or patterns that lists in a list are spread over."""
    arguments: Bracket
    unpacking: tuple[Chain, ...] = ()
    """The line that takes tensors out of a dict that the call gives."""
    attributes: tuple[tuple[str, Chain], ...] = ()
    """What is set on the layer once it is made, as its constructor does not take it:
    `resnet50_layer.trainable = False`."""


@dataclass(frozen=True)
class Statement:
    """The line of Python that a node becomes; or, where it cannot be written yet, why not."""

    node: str
    reads: tuple[str, ...] = ()
    binds: tuple[str, ...] = ()
    parts: tuple[Chain, ...] = ()
    """One tree for each line: the layer on its own where it is shared, and the call."""
    note: str = ""
    gap: str = ""
    """Why there is no code for this node yet; then `parts` is empty."""
    is_alive: bool = True
    """Whether an output depends on it."""
    layer_call: LayerCall | None = None
    """None for an input and for an op, which call no layer."""
    foreign: tuple[str, ...] = ()
    """Import paths of the classes of other packages that it names."""
    others: tuple[str, ...] = ()
    """Further nodes that it stands for, where it is a loop."""

    @cached_property
    def text(self) -> str:
        """The statement's lines without indent."""
        return self.source()

    @cached_property
    def modules(self) -> frozenset[str]:
        """What it needs of keras by name: `layers`, `ops`."""
        return frozenset(_MODULE.findall(_QUOTED.sub("", self.text)))

    def source(self, indent: str = "", width: int = LINE_LENGTH) -> str:
        """The statement's lines, notes above it as comments."""
        remarks = [f"{indent}# {line}".rstrip() for line in self.note.splitlines()]
        if self.gap:
            return "\n".join([*remarks, f"{indent}# {self.gap}"])
        return "\n".join(
            [*remarks, *(text(part, indent=indent, width=width) for part in self.parts)]
        )


@dataclass(frozen=True, slots=True)
class BlockFunction:
    """A block as a function that returns a `keras.Model`."""

    head: BlockHead
    body: Body

    @property
    def name(self) -> str:
        return self.head.name

    @property
    def arguments(self) -> Mapping[str, Value]:
        return self.head.arguments


@dataclass(frozen=True, slots=True)
class ModelInput:
    """An input of a model, and the variable that holds it."""

    node: InputNode
    variable: str
    construction: Chain
    """`keras.Input(shape=(8,))`."""

    @property
    def key(self) -> str:
        return self.node.key or self.node.name


@dataclass(frozen=True, slots=True)
class Ends:
    """What a model takes and gives, in order, and in which form each is passed. While some output
    cannot be computed, all inputs and no outputs."""

    inputs: tuple[ModelInput, ...] = ()
    outputs: tuple[tuple[str, str], ...] = ()
    """Keys and variables."""
    inputs_as: str = "list"
    outputs_as: str = "list"

    @property
    def is_single(self) -> bool:
        """Whether one tensor is passed alone."""
        return len(self.inputs) == 1 and self.inputs_as == "list"

    def taken(self, text_of: Callable[[ModelInput], str] | None = None) -> Chain:
        """The inputs in their form: their variables, or what `text_of` says for each."""
        texts = [text_of(each) if text_of else each.variable for each in self.inputs]
        return passed([each.key for each in self.inputs], texts, self.inputs_as)

    def given(self) -> Chain:
        """The outputs in their form."""
        keys, variables = zip(*self.outputs, strict=True) if self.outputs else ((), ())
        return passed(keys, variables, self.outputs_as)

    def looked_up(self, whole: str) -> list[str]:
        """Each input by its way into all of them: `inputs["text"][0]`."""
        return looked_up(whole, [each.key for each in self.inputs], self.inputs_as)


@dataclass(frozen=True, slots=True)
class Body:
    """The statements of one graph, and the model that closes it."""

    statements: tuple[Statement, ...]
    model: Chain = ()
    """`keras.Model(inputs=…, outputs=…)`; empty while some output cannot be reached."""
    ends: Ends = Ends()
    is_sequence: bool = False
    """Whether `model` is a `keras.Sequential` that makes the layers itself."""
    rows: tuple[Row, ...] = ()
    """Equal uses of blocks in a row, which styles may write as loops."""

    @property
    def model_reads(self) -> tuple[str, ...]:
        """What the closing `keras.Model(...)` reads."""
        if not self.model:
            return ()
        variables = [each.variable for each in self.ends.inputs]
        return tuple(dict.fromkeys([*variables, *(variable for _, variable in self.ends.outputs)]))

    @property
    def gaps(self) -> tuple[Statement, ...]:
        return tuple(statement for statement in self.statements if statement.gap)

    @property
    def needed(self) -> tuple[Statement, ...]:
        """The statements of what an export says: all while the model is not complete, then those
        that it needs."""
        if not self.model:
            return self.statements
        return tuple(statement for statement in self.statements if statement.is_alive)

    @property
    def lines(self) -> tuple[Statement, ...]:
        """Those of them that are written before the model."""
        return () if self.is_sequence else self.needed


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that an exported file says, in the order in which it says it."""

    name: str
    imports: tuple[str, ...]
    custom_layers: tuple[str, ...]
    """Sources of the custom layers, without their imports, which stand in `imports`."""
    blocks: tuple[BlockFunction, ...]
    body: Body
    depth: int = 0
    """The longest chain of calls."""
    has_loops: bool = True
    """Whether styles may write rows of equal uses as loops. What Keras runs to be looked into has
    none: there every line belongs to one node."""

    @property
    def is_complete(self) -> bool:
        return bool(self.body.model)

    @property
    def is_named(self) -> bool:
        """Whether the model has a name of its own."""
        return self.name != "model"

    @property
    def needs_deep_stack(self) -> bool:
        return self.depth > DEEP_CHAIN


Memo = dict[tuple[str, str], tuple[object, Statement]]
"""Statements by block and node, with what they were written from."""


def program_of(design: Design, catalog: Catalog, memo: Memo | None = None) -> Program:
    """The program of a design. Nodes that lack a wire or a value become gaps, and so does what
    depends on them. A `memo` that is handed in again saves writing what did not change. Raises
    `CycleError`."""
    memo = {} if memo is None else memo
    bodies = _Bodies(design, catalog, memo)
    body = _Writer(bodies, design.main).body()
    blocks = tuple(
        BlockFunction(block.head, bodies.body(block.name))
        for block in carried(design, design.main.nodes())
    )
    every = [body, *(block.body for block in blocks)]
    custom = custom_code(design.custom_layers)
    return Program(
        name=design.settings.name,
        imports=merged_imports((*_imports(every), *custom.imports)),
        custom_layers=custom.sources,
        blocks=blocks,
        body=body,
        depth=max(_depth(graph) for graph in _graphs(design, blocks)),
    )


def _graphs(design: Design, blocks: Iterable[BlockFunction]) -> list[Graph]:
    return [design.main, *(design.blocks[block.name].graph for block in blocks)]


def body_of(
    design: Design,
    catalog: Catalog,
    graph: Graph,
    place: str,
    memo: Memo,
    avoid: Collection[str] = (),
) -> Body:
    """The statements of a graph that stands elsewhere than in the program: as one use of a block
    runs it. `place` is where the memo keeps them; `avoid` are variables that are taken."""
    return _Writer(_Bodies(design, catalog, memo), graph, place, avoid).body()


def _calls_in(value: Value) -> list[Call]:
    return [item for item in walk(value) if isinstance(item, Call)]


def _foreign_in(node: Node) -> tuple[str, ...]:
    """The classes of other packages that a node calls or that stand in its values."""
    inside = [call.path for value in values_of(node).values() for call in _calls_in(value)]
    layer = [node.layer] if isinstance(node, LayerNode) else []
    return tuple(dict.fromkeys(path for path in (*layer, *inside) if is_foreign(path)))


def _imports(bodies: Iterable[Body]) -> tuple[str, ...]:
    """`import keras`, from it the modules that the statements name, and classes of packages."""
    names: dict[str, set[str]] = {}
    for body in bodies:
        for each in body.needed:
            names.setdefault("keras", set()).update(each.modules)
            for path in each.foreign:
                module, _, name = path.rpartition(".")
                names.setdefault(module, set()).add(name)
    lines = [
        f"from {module} import {', '.join(sorted(used))}"
        for module, used in sorted(names.items())
        if used
    ]
    return ("import keras", *lines)


def _depth(graph: Graph) -> int:
    depth: dict[str, int] = {}
    for node in graph.in_order():
        before = [depth[edge.source] for edge in graph.inputs_of(node.id)]
        depth[node.id] = max(before, default=0) + 1
    return max(depth.values(), default=0)


class _Bodies:
    """The bodies of a design's blocks, each written once and when it is asked for."""

    def __init__(self, design: Design, catalog: Catalog, memo: Memo) -> None:
        self.design, self.catalog, self.memo = design, catalog, memo
        self._bodies: dict[str, Body] = {}
        self._signatures: dict[str, Signature] = {}

    def body(self, name: str) -> Body:
        """The body of a block; an empty one inside of itself."""
        if name not in self._bodies:
            self._bodies[name] = Body(())
            self._bodies[name] = _Writer(self, self.design.blocks[name].graph, name).body()
        return self._bodies[name]

    def signature(self, name: str) -> Signature | None:
        """What uses of a block depend on; None where there is no such block."""
        if name not in self.design.blocks:
            return None
        known = self._signatures.get(name)
        if known is None:
            is_complete = bool(self.body(name).model)
            known = Signature.of(self.design.blocks[name], is_complete=is_complete)
            self._signatures[name] = known
        return known


@dataclass
class _Writer:
    """Writes the statements of one graph."""

    bodies: _Bodies
    graph: Graph
    block: str = ""
    """The block whose graph it is, or where else it stands; empty for the main graph."""
    avoid: Collection[str] = ()
    order: list[Node] = field(init=False)
    variables: dict[str, str] = field(init=False)
    outputs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Variables that a node binds, one for each of its outputs; a gap has none."""

    def __post_init__(self) -> None:
        self.design, self.catalog = self.bodies.design, self.bodies.catalog
        self.around = self.design.blocks.get(self.block)
        self.order = self.graph.in_order()
        callers = [node for node in self.order if not isinstance(node, OutputNode)]
        # A variable named like a custom layer or a block would hide it from what follows.
        self.taken = taken = {
            *self.avoid,
            *custom_code(self.design.custom_layers).names,
            *self.design.blocks,
            *self._arguments_around(),
        }
        self.variables = variable_names(callers, taken)
        self.uses = self._uses(callers, taken)
        # A block's function may run any number of times, and Keras counts on from call to call.
        self.automatic: set[str] = set()
        if not self.block:
            self.automatic = automatic_names(self.design, self.catalog, callers)
        shared = {getattr(node, "shares", "") for node in self.order}
        self.shared = {node.id for node in self.order if node.id in shared}
        self.alive = self._alive()

    def _arguments_around(self) -> tuple[str, ...]:
        return (*self.around.arguments, "name") if self.around else ()

    def _uses(self, callers: Iterable[Node], taken: set[str]) -> dict[str, tuple[str, ...]]:
        """Variables of the outputs of uses that give several; then one for all of them."""
        several = [node for node in callers if self._gives_several(node)]
        own = {node.id for node in several}
        taken |= {name for node_id, name in self.variables.items() if node_id not in own}
        return {
            node.id: use_variables(
                node, output_names_of(self.design, self.graph, node, self.catalog), taken
            )
            for node in several
        }

    def _gives_several(self, node: Node) -> bool:
        signature = self.bodies.signature(node.block) if isinstance(node, BlockNode) else None
        if signature is None:
            return False
        return len(signature.outputs) > 1 or signature.head.outputs_as != "list"

    def body(self) -> Body:
        statements = []
        for node in self.order:
            if not isinstance(node, OutputNode):
                statement = self.statement(node)
                if not statement.gap:
                    self.outputs[node.id] = statement.binds[-self._output_count(node) :]
                statements.append(statement)
        ends = self.ends()
        if ends.outputs and self._is_sequence():
            return Body(tuple(statements), self._sequence(statements), ends, is_sequence=True)
        rows = rows_of(self.graph, self.order, self.bodies.signature, self.taken)
        return Body(tuple(statements), self.model(ends), ends, rows=rows)

    def _is_sequence(self) -> bool:
        if self.around is None or self.around.form != "sequential":
            return False
        return not why_no_sequential(self.design, self.around, self.catalog)

    def _sequence(self, statements: list[Statement]) -> Chain:
        """`keras.Sequential([…], name=name)`: the chain's input and its layers."""
        items = tuple(
            each.layer_call.construction
            if each.layer_call
            else self._callee(self.graph.node(each.node))
            for each in statements
        )
        return call("keras.Sequential", ((Bracket("[", items, "]"),), ("name=name",)))

    def statement(self, node: Node) -> Statement:
        """The statement of a node, from the memo where nothing that it says has changed."""
        edges = self.graph.inputs_of(node.id)
        basis = (
            node,
            owner_of(self.graph, node),
            self.design.custom_layers.get(path_of(node)),
            self.bodies.signature(node.block) if isinstance(node, BlockNode) else None,
            self.uses.get(node.id),
            self._read_outputs(node) if self._output_count(node) > 1 else None,
            [(edge.slot, edge.index, self._bound(edge)) for edge in edges],
            self.variables[node.id],
            self.variables.get(getattr(node, "shares", "")),
            node.id in self.shared,
            node.id in self.automatic,
            node.id in self.alive,
            self._reads_flags(edges),
        )
        place = (self.block, node.id)
        known = self.bodies.memo.get(place)
        if known is None or known[0] != basis:
            known = self.bodies.memo[place] = (basis, self._written(node, edges))
        return known[1]

    def _written(self, node: Node, edges: list[Edge]) -> Statement:
        is_alive = node.id in self.alive
        gap = self._gap(node, edges)
        if gap:
            return Statement(node.id, note=node.note, gap=gap, is_alive=is_alive)
        names = self._bound_names(node)
        taken = self._taken_back(node, names)
        reads = tuple(dict.fromkeys(self._variable(edge) for edge in edges))
        head = f"{', '.join(taken.targets)} = "
        callee = self._callee(node)
        if isinstance(node, InputNode):
            input_parts = ((head, *callee),)
            return Statement(node.id, reads, names, input_parts, node.note, is_alive=is_alive)
        arguments = Bracket("(", self._call_arguments(node, edges), ")")
        signed = self._with_sign(node, edges)
        parts: tuple[Chain, ...] = ((head, *(signed or (*callee, arguments))),)
        shares = node.shares if isinstance(node, (LayerNode, BlockNode)) else ""
        binds = names
        attributes = self._attributes(node)
        if node.id in self.shared or attributes:
            layer = self._layer_variable(node.id)
            settings = ((f"{layer}.{name} = ", *value) for name, value in attributes)
            parts = ((f"{layer} = ", *callee), *settings, (f"{head}{layer}", arguments))
            binds = (layer, *names)
        elif shares:
            reads = (*reads, self._layer_variable(shares))
        parts = (*parts, *taken.lines)
        layer_call = None
        if not isinstance(node, OpNode):
            maker = self.variables[shares or node.id]
            made = () if shares else callee
            layer_call = LayerCall(maker, made, taken.targets, arguments, taken.lines, attributes)
        foreign = _foreign_in(node)
        return Statement(node.id, reads, binds, parts, node.note, "", is_alive, layer_call, foreign)

    def _taken_back(self, node: Node, names: tuple[str, ...]) -> Taken:
        signature = self.bodies.signature(node.block) if isinstance(node, BlockNode) else None
        if signature is None or node.id not in self.uses:
            return Taken(names)
        return taken_back(signature, names, self.uses[node.id][-1])

    def ends(self) -> Ends:
        """What the model takes and gives."""
        outputs = self.graph.outputs()
        edges = [self.graph.inputs_of(output.id) for output in outputs]
        given: tuple[tuple[str, str], ...] = ()
        if all(each and self._bound(each[0]) for each in edges):
            given = tuple(
                (output.key or output.name, self._variable(each[0]))
                for output, each in zip(outputs, edges, strict=True)
            )
        inputs = [node for node in self.graph.inputs() if not given or node.id in self.alive]
        return Ends(
            tuple(
                ModelInput(node, self.outputs[node.id][0], self._callee(node)) for node in inputs
            ),
            given if inputs else (),
            *self._ways(),
        )

    def _ways(self) -> tuple[str, str]:
        """How inputs and outputs are passed."""
        told = self.around or self.design.settings
        return (
            ("list", "list")
            if self.block and not self.around
            else (
                told.inputs_as,
                told.outputs_as,
            )
        )

    def model(self, ends: Ends) -> Chain:
        """The closing `keras.Model(...)`; empty where an output is missing."""
        if not ends.outputs:
            return ()
        arguments = [keyword("inputs", ends.taken()), keyword("outputs", ends.given())]
        name = self.design.settings.name
        if self.block:
            arguments.append(("name=name",))
        elif name != "model":
            arguments.append(keyword("name", (quoted(name),)))
        return call("keras.Model", tuple(arguments))

    def _gap(self, node: Node, edges: list[Edge]) -> str:
        """Why a node has no code yet: its own lack first, then what it waits for."""
        name = in_one_line(node.name)
        if isinstance(node, UnknownNode):
            return f"{name}: a node of a kind that this designer does not know."
        if isinstance(node, BlockNode):
            signature = self.bodies.signature(node.block)
            if signature is None:
                return f"{name}: the design has no block {node.block}."
            if not signature.is_complete:
                return f"{name}: the block {node.block} is not complete yet."
        for slot in slots_of(self.design, self.graph, node, self.catalog):
            count = sum(edge.slot == slot.name for edge in edges)
            if not slot.optional and count < (slot.minimum if slot.many else 1):
                return (
                    f"{name}: nothing is wired to it yet."
                    if not count
                    else (f"{name}: it needs another wire.")
                )
        spec = self._spec(node)
        if spec:
            owner = owner_of(self.graph, node)
            values = owner.values if isinstance(owner, (LayerNode, OpNode)) else {}
            for argument in spec.arguments:
                if argument.is_required and argument.name not in values:
                    return f"{name}: {argument.name} has no value yet."
        for edge in edges:
            if not self._bound(edge):
                return f"{name}: waits for {in_one_line(self.graph.node(edge.source).name)}."
        return ""

    def _callee(self, node: Node) -> Chain:
        """What is called with the tensors: a layer, a function, a model; all of it for an input."""
        if isinstance(node, InputNode):
            return call("keras.Input", self._input_arguments(node))
        if isinstance(node, OpNode):
            return (short_path(node.op),)
        assert isinstance(node, (LayerNode, BlockNode))
        if node.shares:
            return (self._layer_variable(node.shares),)
        if isinstance(node, BlockNode):
            return call(node.block, given_arguments(node, self.design.blocks[node.block].head))
        spec = self._spec(node)
        attributes = spec.attributes if spec else ()
        values = {name: value for name, value in node.values.items() if name not in attributes}
        arguments = written_arguments(spec, values, spec.arguments if spec else (), self._inner)
        if node.id not in self.automatic and node.layer != DESERIALIZE:
            arguments.append(self._name_argument(node))
        return call(short_path(node.layer), tuple(arguments))

    def _attributes(self, node: Node) -> tuple[tuple[str, Chain], ...]:
        """What a node's own layer has to be told after it is made."""
        spec = self._spec(node)
        if spec is None or not isinstance(node, LayerNode) or node.shares:
            return ()
        given = {name: node.values[name] for name in spec.attributes if name in node.values}
        return tuple(
            (argument.name, of_value(given[argument.name]))
            for argument in spec.arguments
            if argument.name in given and not is_same(given[argument.name], argument.default)
        )

    def _input_arguments(self, node: InputNode) -> tuple[Chain, ...]:
        arguments = [keyword("shape", of_value(node.shape))]
        if node.batch_size is not None:
            arguments.append(keyword("batch_size", (str(node.batch_size),)))
        if node.dtype != "float32":
            arguments.append(keyword("dtype", (quoted(node.dtype),)))
        if node.id not in self.automatic:
            arguments.append(self._name_argument(node))
        return tuple(arguments)

    def _name_argument(self, node: Node) -> Chain:
        return keyword("name", (quoted(node.name),))

    def _call_arguments(self, node: Node, edges: list[Edge]) -> tuple[Chain, ...]:
        """Tensors, required ones by position and others by name, then call values."""
        signature = self.bodies.signature(node.block) if isinstance(node, BlockNode) else None
        if signature:
            wires = {edge.slot: self._variable(edge) for edge in edges}
            return (handed_over(signature, [wires[name] for name, _ in signature.inputs]),)
        spec = self._spec(node)
        mixed = isinstance(node, OpNode) and spec is not None and _mixes_tensors_and_values(spec)
        arguments: list[Chain] = []
        by_position = True
        for slot in slots_of(self.design, self.graph, node, self.catalog):
            here = [self._variable(edge) for edge in edges if edge.slot == slot.name]
            if not here:
                by_position = False
                continue
            tensors: Chain = listed(here) if slot.many else (here[0],)
            by_position = by_position and not (arguments and (slot.optional or mixed))
            arguments.append(tensors if by_position else keyword(slot.name, tensors))
        if isinstance(node, OpNode):
            known = spec.arguments if spec else ()
            wired = {edge.slot for edge in edges}
            values = {name: value for name, value in node.values.items() if name not in wired}
            arguments += written_arguments(spec, values, known, self._inner, keywords_only=mixed)
        elif isinstance(node, LayerNode):
            known = spec.call_arguments if spec else ()
            arguments += written_arguments(
                spec, node.call_values, known, self._inner, keywords_only=True
            )
        return tuple(arguments)

    def _with_sign(self, node: Node, edges: list[Edge]) -> Chain | None:
        """`x + y` where the node is an op that can be written so."""
        if not isinstance(node, OpNode):
            return None
        tensors = {edge.slot: self._variable(edge) for edge in edges}
        return with_sign(node, tensors, of_flags=self._reads_flags(edges))

    def _reads_flags(self, edges: list[Edge]) -> bool:
        """Whether all tensors that come in are bools for certain."""
        return all(answers_flags(self.graph.node(edge.source)) for edge in edges)

    def _bound_names(self, node: Node) -> tuple[str, ...]:
        """Variables for all outputs; of several, those that nothing reads begin with `_`."""
        names = self.uses.get(node.id, ())[:-1] or self._names_after_outputs(node)
        if len(names) == 1:
            return names
        read = self._read_outputs(node)
        return tuple(name if number in read else f"_{name}" for number, name in enumerate(names))

    def _names_after_outputs(self, node: Node) -> tuple[str, ...]:
        variable = self.variables[node.id]
        outputs = output_names_of(self.design, self.graph, node, self.catalog)
        return (variable, *(f"{variable}_{name}" for name in outputs[1:]))

    def _read_outputs(self, node: Node) -> frozenset[int]:
        """The numbers of outputs that something reads; of a node that leads to no output, all."""
        edges = self.graph.outputs_of(node.id)
        is_dead = node.id not in self.alive
        return frozenset(edge.output for edge in edges if is_dead or edge.target in self.alive)

    def _output_count(self, node: Node) -> int:
        return max(1, len(output_names_of(self.design, self.graph, node, self.catalog)))

    def _bound(self, edge: Edge) -> str:
        """The variable that an edge brings; empty while it is not bound."""
        names = self.outputs.get(edge.source, ())
        return names[edge.output] if edge.output < len(names) else ""

    def _variable(self, edge: Edge) -> str:
        return self.outputs[edge.source][edge.output]

    def _layer_variable(self, owner: str) -> str:
        return f"{self.variables[owner]}_layer"

    def _inner(self, path: str) -> Spec | None:
        """What is known of a class that stands in a value."""
        return inner_spec(self.design, self.catalog, path)

    def _spec(self, node: Node) -> Spec | None:
        return self.design.spec_of(node, self.catalog)

    def _alive(self) -> set[str]:
        outputs = [output.id for output in self.graph.outputs()]
        alive = set(outputs).union(*(self.graph.ancestors(output) for output in outputs))
        # A block takes all its inputs: its uses hand them over by their places.
        return alive | {node.id for node in self.graph.inputs()} if self.block else alive


def in_one_line(name: str) -> str:
    """A name inside a comment: no line break in it may end the comment."""
    return " ".join(name.split())


def _mixes_tensors_and_values(spec: Spec) -> bool:
    """Whether required tensors and required values may stand in any order in an op's signature, as
    in `slice_update(inputs, start_indices, updates)`: then all but the first need their names."""
    tensors = sum(not slot.optional for slot in spec.slots)
    return tensors > 1 and any(argument.is_required for argument in spec.arguments)
