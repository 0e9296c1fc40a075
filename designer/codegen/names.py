"""The names that generated code uses: variables, and when a layer's `name=` can be left out."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from designer.catalog.foreign import DESERIALIZE, is_foreign
from designer.catalog.source import dotted, read_source
from designer.catalog.table import Catalog
from designer.codegen.architectures import MODULE, names_inside
from designer.graph.blocks import used_in
from designer.graph.design import Design
from designer.graph.naming import RESERVED, free_name, keras_name
from designer.graph.nodes import BlockNode, InputNode, LayerNode, Node, OpNode, calls_in, path_of

_COMPOSITES = {
    "MultiHeadAttention": ("softmax", "dropout", "einsum_dense"),
    "GroupQueryAttention": ("softmax", "dropout", "einsum_dense"),
}
"""Layers that name layers of their own while they are built, counted in Keras 3.15."""
_UNKNOWN_INSIDE = (
    "keras.layers.Rand",
    "keras.layers.Aug",
    "keras.layers.Mix",
    "keras.layers.Pipeline",
)
"""Layers that may make others inside; after them no automatic name is relied on."""

_NO_LAYERS = ("keras.random.", "random.", "keras.initializers.", "initializers.", "keras.Variable")
"""What a custom layer may make without a layer being counted."""


def variable_names(nodes: Iterable[Node], avoid: Collection[str] = ()) -> dict[str, str]:
    """A variable for every node, from its name: unique, an identifier, no keyword or builtin, and
    none of those to `avoid`. What would be `res_block`, were that not a function, is `res_block_0`
    where a `res_block_1` follows."""
    nodes = list(nodes)
    wanted = {node.id: _identifier(node.name, isinstance(node, InputNode)) for node in nodes}
    all_wanted = set(wanted.values())
    taken: set[str] = set(avoid)
    names: dict[str, str] = {}
    for node in nodes:
        name = wanted[node.id]
        if name in avoid:
            name = f"{name}_0" if f"{name}_1" in all_wanted else f"{name}_output"
        name = free_name(name, taken)
        taken.add(name)
        names[node.id] = name
    return names


@lru_cache(maxsize=1 << 15)
def _identifier(name: str, is_input: bool) -> str:
    if is_input:
        name = re.sub(r"^input_layer(?=$|_\d+$)", "inputs", name)
    name = re.sub(r"\W", "_", name, flags=re.ASCII).strip("_") or "x"
    if name[0].isdigit():
        name = f"x{name}"
    is_taken = keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in RESERVED
    return f"{name}_" if is_taken or hasattr(builtins, name) else name


def use_variables(use: Node, outputs: Sequence[str], taken: set[str]) -> tuple[str, ...]:
    """Variables for the outputs of a use of a block that gives several, and at last one for all of
    them: `heads_box`, `heads_scores`, `heads_outputs`. None that is taken; taken from now on."""
    names = []
    for output in (*outputs, "outputs"):
        name = free_name(_identifier(f"{use.name}_{output}", is_input=False), taken)
        taken.add(name)
        names.append(name)
    return tuple(names)


@dataclass(frozen=True, slots=True)
class Naming:
    """What a node alone says of the names that Keras gives while its statement runs."""

    base: str
    """What Keras makes of the name of the class, and numbers; empty where it makes none."""
    others: frozenset[str] | None
    """Names that it may count beside that one; None where that could be any."""
    is_op: bool
    is_architecture: bool

    @staticmethod
    def of(node: Node) -> Naming:
        path = path_of(node)
        is_architecture = path.startswith(MODULE)
        return Naming(
            _base_name(node), _other_names(node), isinstance(node, OpNode), is_architecture
        )


NamingOf = Callable[[Node], Naming]


def automatic_names(
    design: Design, catalog: Catalog, order: Iterable[Node], naming_of: NamingOf = Naming.of
) -> set[str]:
    """Ids of nodes whose name is the one that Keras gives by itself, statement by statement, in a
    fresh session; only for these may `name=` be left out.

    Keras numbers the names of each class as layers are made, and those of ops with them: beside
    `x + y`, an `Add` layer named `add` by hand would clash with the op, which Keras names so. Names
    that Keras may count in a way that cannot be seen from here are not relied on.
    """
    order = list(order)
    uncertain = _uncertain_names(design, order, naming_of)
    if uncertain is None:
        return set()
    counts: Counter[str] = Counter()
    found: set[str] = set()
    for node in order:
        naming = naming_of(node)
        if naming.is_architecture:
            inside = names_inside(path_of(node))
            if inside is None:
                return found
            uncertain |= inside
            spec = catalog.spec(path_of(node))
            if spec and spec.own_name == node.name:
                found.add(node.id)
            continue
        base = naming.base
        if naming.is_op:
            counts[base] += 1
            continue
        if not base or base in uncertain:
            continue
        number = counts[base]
        if node.name == (f"{base}_{number}" if number else base):
            counts[base] = number + 1
            found.add(node.id)
    return found


@lru_cache(maxsize=64)
def _makes_layers(source: str) -> bool:
    """Whether code of a custom layer may make other layers, whose names Keras counts too."""
    trees = ast.walk(read_source(source).tree)
    made = [dotted(tree.func) for tree in trees if isinstance(tree, ast.Call)]
    return any(
        name.rpartition(".")[2][:1].isupper()
        and not name.startswith(_NO_LAYERS)
        and not hasattr(builtins, name)
        for name in made
    )


def _base_name(node: Node) -> str:
    if isinstance(node, InputNode):
        return "input_layer"
    if isinstance(node, LayerNode) and not node.shares:
        return keras_name(node.layer.rpartition(".")[2])
    return _class_name_of(node) if isinstance(node, OpNode) else ""


def _class_name_of(node: OpNode) -> str:
    """What Keras makes of the name of an op's class: `TrueDivide` is `true_divide`."""
    parts = node.op.replace("operator.getitem", "get_item").rpartition(".")[2].split("_")
    return keras_name("".join(part[:1].upper() + part[1:] for part in parts))


def _uncertain_inside(design: Design, block: str) -> set[str] | None:
    """The same of what a block makes. Its own layers have their names written, so Keras does not
    count them."""
    if block not in design.blocks or block in used_in(design, design.blocks[block].graph):
        return None
    nodes = design.blocks[block].graph.nodes()
    found = _uncertain_names(design, nodes, Naming.of)
    ops = {_class_name_of(node) for node in nodes if isinstance(node, OpNode)}
    return None if found is None else found | ops


def _uncertain_names(design: Design, order: Iterable[Node], naming_of: NamingOf) -> set[str] | None:
    """Names that something else may count too; None where that could be any."""
    found: set[str] = set()
    custom = design.custom_layers
    for node in order:
        others = naming_of(node).others
        if others is None:
            return None
        if others:
            found |= others
        if isinstance(node, BlockNode):
            inside = _uncertain_inside(design, node.block)
            if inside is None:
                return None
            found |= inside
        if custom and path_of(node) in custom and _makes_layers(custom[path_of(node)].source):
            return None
    return found


def _other_names(node: Node) -> frozenset[str] | None:
    path = path_of(node)
    if path.startswith(_UNKNOWN_INSIDE) or is_foreign(path) or path == DESERIALIZE:
        return None
    found = set(_COMPOSITES.get(path.rpartition(".")[2], ()))
    if isinstance(node, OpNode):
        name = path.rpartition(".")[2]
        others = {name, name.replace("_", ""), keras_name(name.title().replace("_", ""))}
        found |= others - {_class_name_of(node)}
    for inner in calls_in(node):
        found.add(keras_name(inner.path.rpartition(".")[2]))
        found |= names_inside(inner.path) or frozenset()
    return frozenset(found)
