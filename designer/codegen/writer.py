"""Writes the statements of a graph, each node's once for as long as nothing that it says changes.

Pure: no Qt, no keras.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from designer.catalog.spec import SlotSpec, Spec
from designer.catalog.table import Catalog
from designer.catalog.values import quoted, short_path
from designer.codegen import gaps
from designer.codegen.block_calls import (
    Signature,
    Taken,
    given_arguments,
    handed_over,
    taken_back,
)
from designer.codegen.body import Body, Ends, ModelInput
from designer.codegen.calls import (
    call_arguments,
    construction,
    foreign_in,
    input_construction,
    set_attributes,
)
from designer.codegen.custom_code import custom_code
from designer.codegen.expression import Bracket, Chain, call, keyword
from designer.codegen.memo import Memo
from designer.codegen.names import automatic_names, use_variables, variable_names
from designer.codegen.operators import answers_flags, with_sign
from designer.codegen.rows import rows_of
from designer.codegen.statement import LayerCall, Statement, in_one_line
from designer.graph.design import Design
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
    blocks_of,
    path_of,
)
from designer.graph.ports import output_names_of, owner_of, slots_of
from designer.graph.sequence import why_no_sequential


class Bodies:
    """The bodies of a design's blocks, each written once and when it is asked for."""

    def __init__(self, design: Design, catalog: Catalog, memo: Memo) -> None:
        self.design, self.catalog, self.memo = design, catalog, memo
        memo.know(design, catalog)
        self._bodies: dict[str, Body] = {}
        self._signatures: dict[str, Signature] = {}

    def body(self, name: str) -> Body:
        """The body of a block; an empty one inside of itself."""
        if name not in self._bodies:
            self._bodies[name] = Body(())
            self._bodies[name] = Writer(self, self.design.blocks[name].graph, name).body()
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
class Writer:
    """Writes the statements of one graph.

    Most nodes are plain: what they call is in the catalogue, has a call of its own and one output,
    and no block stands in their values. Of these little has to be compared at each edit.
    """

    bodies: Bodies
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
        self.alive = self.graph.alive()
        if self.block:
            # It takes all its inputs: its uses hand them over by their places.
            self.alive |= {node.id for node in self.graph.inputs()}
        # What leads to an output comes first, so that it makes the layers that it shares.
        self.order = sorted(self.graph.in_order(), key=lambda node: node.id not in self.alive)
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
            made = self._made(callers)
            self.automatic = automatic_names(
                self.design, self.catalog, made, self.bodies.memo.naming_of
            )
        shared = {getattr(node, "shares", "") for node in self.order}
        self.shared = {node.id for node in self.order if node.id in shared}
        self.made: set[str] = set()
        """Owners of the shared layers that a statement has made."""

    def _made(self, callers: Iterable[Node]) -> list[Node]:
        """The owners of what is made, in the order in which it is made: a shared layer by the
        first of the calls, which need not be that of its owner."""
        return list({owner.id: owner for owner in self._owners(callers)}.values())

    def _owners(self, nodes: Iterable[Node]) -> Iterator[Node]:
        return (owner_of(self.graph, node) for node in nodes)

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
        signature = self._signature(node)
        if signature is None:
            return False
        return len(signature.outputs) > 1 or signature.head.outputs_as != "list"

    def body(self) -> Body:
        statements = []
        for node in self.order:
            if not isinstance(node, OutputNode):
                is_plain = self._is_plain(node)
                statement = self._plain_statement(node) if is_plain else self._statement(node)
                if not statement.gap:
                    self.made.add(node.id if is_plain else owner_of(self.graph, node).id)
                    count = 1 if is_plain else self._output_count(node)
                    self.outputs[node.id] = statement.binds[-count:]
                statements.append(statement)
        ends = self.ends()
        if ends.outputs and self._is_sequence():
            return Body(tuple(statements), self._sequence(statements), ends, is_sequence=True)
        rows = rows_of(self.graph, self.order, self.bodies.signature, self.taken, self.shared)
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

    def _is_plain(self, node: Node) -> bool:
        place = (self.block, node.id)
        if self.bodies.memo.plain.get(place) is node:
            return True
        path = path_of(node)
        spec = self.catalog.spec(path) if path not in self.design.custom_layers else None
        is_plain = isinstance(node, InputNode) or (
            spec is not None
            and not spec.is_open
            and not getattr(node, "shares", "")
            and not blocks_of(node)
            and self._output_count(node) == 1
        )
        if is_plain:
            self.bodies.memo.plain[place] = node
        return is_plain

    def _plain_statement(self, node: Node) -> Statement:
        edges = self.graph.inputs_of(node.id)
        basis = (
            node,
            edges,
            [self._bound(edge) for edge in edges],
            self.variables[node.id],
            node.id in self.shared,
            node.id in self.made,
            node.id in self.automatic,
            node.id in self.alive,
            isinstance(node, OpNode) and self._reads_flags(edges),
        )
        return self._remembered(node, basis)

    def _statement(self, node: Node) -> Statement:
        edges = self.graph.inputs_of(node.id)
        basis = (
            node,
            owner_of(self.graph, node),
            [self.design.custom_layers.get(name) for name in (path_of(node), *blocks_of(node))],
            [self.bodies.signature(name) for name in blocks_of(node)],
            self.uses.get(node.id),
            self._read_outputs(node) if self._output_count(node) > 1 else None,
            [(edge.slot, edge.index, self._bound(edge)) for edge in edges],
            self.variables[node.id],
            self.variables.get(getattr(node, "shares", "")),
            self._is_shared(node),
            self._makes_layer(node),
            owner_of(self.graph, node).id in self.automatic,
            node.id in self.alive,
            self._reads_flags(edges),
        )
        return self._remembered(node, basis)

    def _remembered(self, node: Node, basis: object) -> Statement:
        """The statement of a node, from the memo where nothing that it says has changed."""
        statements, place = self.bodies.memo.statements, (self.block, node.id)
        known = statements.get(place)
        if known is not None and known[0] == basis:
            return known[1]
        statement = self._written(node)
        if not statement.gap:  # What a gap says names other nodes.
            statements[place] = (basis, statement)
        return statement

    def _written(self, node: Node) -> Statement:
        edges = self.graph.inputs_of(node.id)
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
        owner = owner_of(self.graph, node)
        makes = self._makes_layer(node)
        layer = self._layer_variable(owner.id)
        binds = names
        attributes = set_attributes(owner, self._spec(node)) if makes else ()
        if makes and (self._is_shared(node) or attributes):
            settings = ((f"{layer}.{name} = ", *value) for name, value in attributes)
            parts = ((f"{layer} = ", *callee), *settings, (f"{head}{layer}", arguments))
            binds = (layer, *names)
        elif not makes:
            reads = (*reads, layer)
        parts = (*parts, *taken.lines)
        layer_call = None
        if not isinstance(node, OpNode):
            maker = self.variables[owner.id]
            made = callee if makes else ()
            layer_call = LayerCall(maker, made, taken.targets, arguments, taken.lines, attributes)
        foreign = foreign_in(node)
        return Statement(node.id, reads, binds, parts, node.note, "", is_alive, layer_call, foreign)

    def _taken_back(self, node: Node, names: tuple[str, ...]) -> Taken:
        signature = self._signature(node)
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
        if self.block and not self.around:
            return "list", "list"
        told = self.around or self.design.settings
        return told.inputs_as, told.outputs_as

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

    def _gap(self, node: Node, edges: Sequence[Edge]) -> str:
        """Why a node has no code yet: its own lack first, then what it waits for."""
        lack = (
            gaps.unknown(node, self._signature(node))
            or gaps.unwired(self._slots(node), edges)
            or gaps.unset(owner_of(self.graph, node), self._spec(node))
        )
        if not lack:
            waiting = [edge.source for edge in edges if not self._bound(edge)]
            if not waiting:
                return ""
            lack = f"waits for {in_one_line(self.graph.node(waiting[0]).name)}."
        return f"{in_one_line(node.name)}: {lack}"

    def _callee(self, node: Node) -> Chain:
        """What is called with the tensors: a layer, a function, a model; all of it for an input."""
        owner = owner_of(self.graph, node)
        is_named = owner.id not in self.automatic
        if isinstance(node, InputNode):
            return input_construction(node, is_named=is_named)
        if isinstance(node, OpNode):
            return (short_path(node.op),)
        assert isinstance(node, (LayerNode, BlockNode))
        if not self._makes_layer(node):
            return (self._layer_variable(owner.id),)
        if isinstance(owner, BlockNode):
            return call(owner.block, given_arguments(owner, self.design.blocks[owner.block].head))
        assert isinstance(owner, LayerNode)
        return construction(owner, self._spec(node), self._inner, is_named=is_named)

    def _is_shared(self, node: Node) -> bool:
        return owner_of(self.graph, node).id in self.shared

    def _makes_layer(self, node: Node) -> bool:
        """Whether its statement makes what it calls: the first of the calls that share it does."""
        return not self._is_shared(node) or owner_of(self.graph, node).id not in self.made

    def _call_arguments(self, node: Node, edges: Sequence[Edge]) -> tuple[Chain, ...]:
        signature = self._signature(node)
        wires = [(edge.slot, self._variable(edge)) for edge in edges]
        if signature:
            given = dict(wires)
            return (handed_over(signature, [given[name] for name, _ in signature.inputs]),)
        return call_arguments(node, self._slots(node), wires, self._spec(node), self._inner)

    def _with_sign(self, node: Node, edges: Sequence[Edge]) -> Chain | None:
        """`x + y` where the node is an op that can be written so."""
        if not isinstance(node, OpNode):
            return None
        tensors = {edge.slot: self._variable(edge) for edge in edges}
        return with_sign(node, tensors, of_flags=self._reads_flags(edges))

    def _reads_flags(self, edges: Sequence[Edge]) -> bool:
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

    def _signature(self, node: Node) -> Signature | None:
        return self.bodies.signature(node.block) if isinstance(node, BlockNode) else None

    def _slots(self, node: Node) -> tuple[SlotSpec, ...]:
        return slots_of(self.design, self.graph, node, self.catalog)

    def _spec(self, node: Node) -> Spec | None:
        return self.design.spec_of(node, self.catalog)
