"""What is wrong with a design that can be seen without keras: wires, names, values.

Each check is a function over a `Site` (one graph and what is known about it) that yields problems;
`CHECKS` lists those of whole graphs, `NODE_CHECKS` those of single nodes, which are not made again
while nothing changes that they look at. One fault marks one node.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from designer.catalog.check import fault_in
from designer.catalog.source import Fault, read_source
from designer.catalog.spec import Spec
from designer.catalog.table import Catalog
from designer.graph.block_checks import BLOCK_CHECKS, unknown_names
from designer.graph.design import Design
from designer.graph.edits import Change, Disconnect, Remove
from designer.graph.inner import STEP, faults_inside
from designer.graph.naming import fault_in_name, free_name
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
from designer.graph.passing import fault_in_keys
from designer.graph.ports import output_names_of, slots_of
from designer.graph.problems import ERROR, WARNING, Fix, Problem
from designer.graph.site import Check, NodeCheck, Site

Wires = tuple[Edge, ...]


@dataclass(slots=True)
class SoundNodes:
    """The nodes of a graph in which the checks of single nodes found nothing."""

    around: object = None
    """What these checks look at beside a node and its wires."""
    nodes: dict[str, tuple[Node, Wires, Wires]] = field(default_factory=dict)
    """By id: the node as it was, and the wires that came in and went out."""


Sound = dict[str, SoundNodes]
"""By the name of the graph."""


def problems_of(
    design: Design, catalog: Catalog, sound: Sound | None = None
) -> tuple[Problem, ...]:
    """Every problem of every graph, errors first. A `sound` that is handed in again saves looking
    at what did not change."""
    sound = {} if sound is None else sound
    sites = [Site(design, catalog, name) for name, _ in design.graphs()]
    found: list[Problem] = []
    for site in sites:
        found += chain.from_iterable(check(site) for check in CHECKS)
        found += _of_nodes(site, sound.setdefault(site.name, SoundNodes()))
    return tuple(sorted(found, key=lambda problem: problem.severity != ERROR))


def _of_nodes(site: Site, sound: SoundNodes) -> Iterator[Problem]:
    around = _around(site)
    known = sound.nodes if sound.around == around else {}
    sound.around, sound.nodes = around, {}
    for node in site.graph.nodes():
        before = known.get(node.id)
        incoming, outgoing = site.graph.inputs_of(node.id), site.graph.outputs_of(node.id)
        if (
            before is not None
            and before[0] is node
            and before[1] is incoming
            and before[2] is outgoing
        ):
            sound.nodes[node.id] = before
            continue
        found = [problem for check in NODE_CHECKS for problem in check(site, node)]
        if found:
            yield from found
        elif not _looks_further(node):
            sound.nodes[node.id] = (node, incoming, outgoing)


def _around(site: Site) -> object:
    design = site.design
    heads = [block.head for block in design.blocks.values()]
    return (site.catalog, dict(design.custom_layers), heads)


def _looks_further(node: Node) -> bool:
    """Whether checks of a node look at the inside of a block, or at the node whose layer it
    shares."""
    return isinstance(node, BlockNode) or bool(getattr(node, "shares", ""))


def _cycle(site: Site) -> Iterator[Problem]:
    cycle = site.graph.cycle()
    if cycle:
        names = [f"`{site.graph.node(node_id).name}`" for node_id in cycle]
        yield site.problem(
            "cycle",
            ERROR,
            site.graph.node(cycle[0]),
            f"The wires form a circle: {' → '.join([*names, names[0]])}.",
            "Cut one of these wires: a Keras model only knows one direction.",
        )


def _ends(site: Site) -> Iterator[Problem]:
    if not len(site.graph) and not site.block:
        return
    whole = f"The block `{site.name}`" if site.block else "The design"
    if not site.graph.inputs():
        yield site.problem(
            "no-input",
            site.severity_of_lack,
            None,
            f"{whole} has no input.",
            "Place an Input and wire it to the first layer.",
        )
    if not site.graph.outputs():
        yield site.problem(
            "no-output",
            site.severity_of_lack,
            None,
            f"{whole} has no output, so no layer is part of a model.",
            "Place an Output and wire the last layer to it.",
        )


def _slots(site: Site, node: Node) -> Iterator[Problem]:
    """Missing inputs, too few of them, and wires that end nowhere."""
    if isinstance(node, UnknownNode):
        return
    slots = slots_of(site.design, site.graph, node, site.catalog)
    edges = site.graph.inputs_of(node.id)
    for slot in slots:
        count = sum(edge.slot == slot.name for edge in edges)
        needed = 0 if slot.optional else slot.minimum if slot.many else 1
        if count < needed:
            yield _missing(site, node, slot.name, count, needed, only=len(slots) == 1)
        most = slot.maximum if slot.many else 1
        if most and count > most:
            surplus = [edge for edge in edges if edge.slot == slot.name][most:]
            yield _surplus(site, node, surplus, f"its slot `{slot.name}` takes {most}")
    known = {slot.name for slot in slots}
    lost = [edge for edge in edges if edge.slot not in known]
    if lost:
        yield _surplus(site, node, lost, f"it has no slot `{lost[0].slot}`")


def _missing(site: Site, node: Node, slot: str, count: int, needed: int, *, only: bool) -> Problem:
    where = "" if only else f" on its slot `{slot}`"
    if isinstance(node, OutputNode):
        sentence = f"No layer leads to the output `{node.name}`."
        hint = "Wire the layer whose result the model should return to it, or delete it."
    elif needed > 1:
        sentence = f"`{node.name}` joins at least {needed} tensors{where}; {count} is wired."
        hint = f"Wire {'another one' if count else 'them'} to it."
    else:
        sentence = f"Nothing is wired to `{node.name}`{where}."
        hint = "Draw a wire to it, or delete it."
    return site.problem(
        "missing-input", ERROR, node, sentence, hint, _deletion(site, node, "missing-input")
    )


def _deletion(site: Site, node: Node, code: str) -> Fix:
    return Fix(f"{code}:delete:{node.id}", f"Delete {node.name}", Remove(node.id, site.name))


def _surplus(site: Site, node: Node, edges: list[Edge], why: str) -> Problem:
    sources = ", ".join(f"`{site.graph.node(edge.source).name}`" for edge in edges)
    fixes = [
        Fix(
            f"surplus-input:cut:{edge.source}:{edge.target}:{number}",
            f"Cut the wire from {site.graph.node(edge.source).name}",
            Disconnect(edge, site.name),
        )
        for number, edge in enumerate(edges)
    ]
    sentence = f"`{node.name}` cannot take the wire from {sources}: {why}."
    return site.problem("surplus-input", ERROR, node, sentence, "Cut the wire.", *fixes)


def _missing_outputs(site: Site, node: Node) -> Iterator[Problem]:
    if isinstance(node, UnknownNode):
        return
    count = len(output_names_of(site.design, site.graph, node, site.catalog))
    lost = [edge for edge in site.graph.outputs_of(node.id) if edge.output >= count]
    if lost:
        target = site.graph.node(lost[0].target).name
        yield site.problem(
            "missing-output",
            ERROR,
            node,
            f"`{node.name}` has no output number {lost[0].output + 1}, which `{target}` reads.",
            "Cut the wire, or give the layer back the argument that makes this output.",
            *(
                Fix(
                    f"missing-output:cut:{edge.target}:{number}",
                    f"Cut the wire to {site.graph.node(edge.target).name}",
                    Disconnect(edge, site.name),
                )
                for number, edge in enumerate(lost)
            ),
        )


def _name(site: Site, node: Node) -> Iterator[Problem]:
    fault = "" if isinstance(node, OutputNode) else fault_in_name(node.name, ())
    if fault:
        yield site.problem("invalid-name", ERROR, node, fault, "Give it another name.")


def _names(site: Site) -> Iterator[Problem]:
    nodes = [node for node in site.graph.nodes() if not isinstance(node, OutputNode)]
    counts = Counter(node.name for node in nodes)
    if len(counts) == len(nodes):
        return
    seen: set[str] = set()
    for node in nodes:
        if counts[node.name] > 1 and node.name in seen and not fault_in_name(node.name, ()):
            free = free_name(node.name, site.graph.names())
            rename = Change(replace(node, name=free), site.name)
            yield site.problem(
                "duplicate-name",
                ERROR,
                node,
                f"Two nodes are named `{node.name}`; Keras wants every layer's name once.",
                f"Rename one, for example to `{free}`.",
                Fix(f"duplicate-name:rename:{node.id}", f"Rename to {free!r}", rename),
            )
        seen.add(node.name)


def _dead_ends(site: Site) -> Iterator[Problem]:
    """Inputs that nothing uses, and layers whose result no output needs."""
    if not site.graph.outputs():
        return
    for node in site.graph.nodes():
        if node.id in site.graph.alive() or isinstance(node, (OutputNode, UnknownNode)):
            continue
        if isinstance(node, InputNode):
            yield site.problem(
                "unused-input",
                WARNING,
                node,
                f"No output depends on the input `{node.name}`.",
                "Wire it, or delete it."
                if site.block
                else "Wire it, or delete it: the exported model leaves it out.",
                _deletion(site, node, "unused-input"),
            )
        elif not site.graph.outputs_of(node.id) and site.graph.inputs_of(node.id):
            yield site.problem(
                "dead-end",
                WARNING,
                node,
                f"`{node.name}` leads to no output, so it is no part of the model.",
                "Wire it on to a layer or an Output, or delete it.",
                _deletion(site, node, "dead-end"),
            )


def _unknown(site: Site, node: Node) -> Iterator[Problem]:
    if isinstance(node, UnknownNode):
        kind = node.raw.get("kind", "?")
        yield site.problem(
            "unknown-node",
            ERROR,
            node,
            f"`{node.name}` is of a kind (`{kind}`) that this designer does not know.",
            "It is kept in the file as it is. Open the design with the newer designer.",
        )
    elif isinstance(node, BlockNode) and node.block not in site.design.blocks:
        yield site.problem(
            "unknown-block",
            ERROR,
            node,
            f"`{node.name}` uses the block `{node.block}`, which this design does not have.",
            "Delete it, or bring the block.",
        )
    elif fault := _fault_in_source(site, node):
        yield site.problem(
            "custom-layer-fails",
            ERROR,
            node,
            f"{node.name} runs the custom layer {path_of(node)}, whose source is no Python: "
            f"line {fault.line}: {fault.sentence}",
            "Correct its source.",
        )
    elif isinstance(node, (LayerNode, OpNode)) and _is_unknown(site, node):
        yield site.problem(
            "unknown-layer",
            ERROR,
            node,
            f"`{node.name}` calls `{path_of(node)}`, which Keras "
            f"{site.catalog.keras_version} does not have.",
            "Replace it, or define a custom layer of that name.",
        )


def _fault_in_source(site: Site, node: Node) -> Fault | None:
    custom = site.design.custom_layers.get(path_of(node))
    return read_source(custom.source).fault if custom else None


def _is_unknown(site: Site, node: Node) -> bool:
    return path_of(node) not in site.design.custom_layers and (
        site.design.spec_of(node, site.catalog) is None
    )


def _sharing(site: Site) -> Iterator[Problem]:
    for node in site.graph.nodes():
        owner_id = getattr(node, "shares", "")
        owner = site.graph.get(owner_id)
        is_sound = owner and _callee(owner) == _callee(node) and not getattr(owner, "shares", "")
        if owner_id and not is_sound:
            assert isinstance(node, (LayerNode, BlockNode))
            own = Change(replace(node, shares=""), site.name)
            yield site.problem(
                "lost-sharing",
                ERROR,
                node,
                f"`{node.name}` shares the layer of {_owner_told(owner, node)}.",
                "Give it a layer of its own, or let it share another node's.",
                *_partners(site, node),
                Fix(f"lost-sharing:own:{node.id}", "Give it a layer of its own", own),
            )


def _partners(site: Site, node: LayerNode | BlockNode) -> Iterator[Fix]:
    """Sharing with each node that has a layer of the same class."""
    for other in site.graph.nodes():
        if not isinstance(other, type(node)) or other.id == node.id or other.shares:
            continue
        if _callee(other) == _callee(node):
            edit = Change(replace(node, shares=other.id), site.name)
            title = f"Share the layer of {other.name}"
            yield Fix(f"lost-sharing:share:{node.id}:{other.id}", title, edit)


def _owner_told(owner: Node | None, node: Node) -> str:
    if owner is None or _callee(owner) == _callee(node):
        return "a node that is not there"
    return f"`{owner.name}`, which is {_called(owner)} now and not {_called(node)}"


def _callee(node: Node) -> str:
    return f"block {node.block}" if isinstance(node, BlockNode) else path_of(node)


def _called(node: Node) -> str:
    """The same in a sentence."""
    return f"block `{node.block}`" if isinstance(node, BlockNode) else f"`{path_of(node)}`"


def _values(site: Site, node: Node) -> Iterator[Problem]:
    spec = site.design.spec_of(node, site.catalog)
    if isinstance(node, (LayerNode, OpNode)) and spec:
        yield from _values_of(site, node, spec)
    elif isinstance(node, InputNode):
        yield from _input_values(site, node)


def _values_of(site: Site, node: LayerNode | OpNode, spec: Spec) -> Iterator[Problem]:
    values = values_of(node)
    if not getattr(node, "shares", ""):
        for argument in spec.arguments:
            if argument.is_required and argument.name not in values:
                yield site.problem(
                    "missing-value",
                    ERROR,
                    node,
                    f"`{node.name}` (`{spec.name}`) needs a value for `{argument.name}`.",
                    "Set it in the inspector.",
                )
    for name, value in values.items():
        known = spec.argument(name)
        fault = fault_in(known, value) if known else None
        if known is None and not spec.is_open:
            fault = f"`{spec.name}` has no argument `{name}`"
        if fault:
            yield _wrong_value(site, node, f"`{node.name}`: {_ended(fault)}")
            continue
        for inside in faults_inside(site.design, site.catalog, name, value):
            yield _wrong_value(site, node, f"`{node.name}`{STEP}{_ended(inside)}")


def _ended(fault: str) -> str:
    return fault if fault.endswith((".", "?")) else f"{fault}."


def _wrong_value(site: Site, node: Node, sentence: str) -> Problem:
    hint = "Correct it in the inspector, or put it back to its default."
    return site.problem("wrong-value", ERROR, node, sentence, hint)


def _input_values(site: Site, node: InputNode) -> Iterator[Problem]:
    for size in node.shape:
        if isinstance(size, int) and not isinstance(size, bool) and size < 1:
            yield site.problem(
                "wrong-value",
                ERROR,
                node,
                f"`{node.name}`: a size of {size} in its shape cannot be.",
                "Sizes are whole numbers of at least 1, or None where unknown.",
            )


def _keys(site: Site) -> Iterator[Problem]:
    """Inputs, or outputs, whose keys make no dict or no nested structure."""
    told = site.block or site.design.settings
    groups: tuple[tuple[str, str, Sequence[InputNode | OutputNode]], ...] = (
        ("inputs", told.inputs_as, site.graph.inputs()),
        ("outputs", told.outputs_as, site.graph.outputs()),
    )
    for word, form, nodes in groups:
        keys = [node.key or node.name for node in nodes]
        fault = fault_in_keys(keys, form)
        if fault:
            is_twice = len(set(keys)) < len(keys)
            node = _at_fault(nodes, keys, form)
            at = f" at `{node.name}`" if node else ""
            yield site.problem(
                "duplicate-key" if is_twice else "nested-key",
                ERROR,
                node,
                f"The {word} cannot be passed as {form}{at}: {fault[0].lower()}{fault[1:]}",
                "Give one of them another key.",
                *([_other_key(site, node, keys)] if node and is_twice else ()),
            )


def _other_key(site: Site, node: InputNode | OutputNode, keys: list[str]) -> Fix:
    key = node.name if node.name not in keys else free_name(node.key or node.name, set(keys))
    edit = Change(replace(node, key=key), site.name)
    return Fix(f"duplicate-key:key:{node.id}:{key}", f"Give {node.name} the key {key!r}", edit)


def _at_fault(
    nodes: Sequence[InputNode | OutputNode], keys: list[str], form: str
) -> InputNode | OutputNode | None:
    """The last node without which the keys would be sound, if one alone is to blame."""
    for number in reversed(range(len(nodes))):
        if not fault_in_keys(keys[:number] + keys[number + 1 :], form):
            return nodes[number]
    return None


CHECKS: tuple[Check, ...] = (_cycle, _ends, _sharing, _names, _keys, _dead_ends, *BLOCK_CHECKS)
NODE_CHECKS: tuple[NodeCheck, ...] = (
    _unknown,
    _slots,
    _missing_outputs,
    _name,
    _values,
    unknown_names,
)
