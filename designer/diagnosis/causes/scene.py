"""One graph of a design with what the worker said of its nodes: what explanations look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from designer.catalog.spec import REQUIRED
from designer.catalog.table import Catalog
from designer.catalog.values import Call, Code, Value
from designer.graph.answers import Answer, Shape, Tensor, shape_text
from designer.graph.design import MAIN, Design
from designer.graph.graph import Graph
from designer.graph.nodes import Edge, InputNode, LayerNode, Node, OpNode, path_of
from designer.graph.ports import layer_values, owner_of
from designer.graph.problems import Fix, Problem
from designer.graph.run_settings import RunSettings

LAYERS = "keras.layers."
_MOST_ALIKE = 16
NO_ANSWER = Answer(waits=True)


@dataclass(frozen=True, slots=True)
class Wire:
    """An edge, the node that it comes from, and the symbolic tensor on it where that is known."""

    edge: Edge
    source: Node
    tensor: Tensor | None

    @property
    def shape(self) -> Shape | None:
        return self.tensor.shape if self.tensor else None

    @property
    def told(self) -> str:
        """`(None, 28, 28, 8) from conv_a`."""
        shape = shape_text(self.tensor.shape) if self.tensor else "a tensor"
        return f"{shape} from `{self.source.name}`"


@dataclass(frozen=True)
class Scene:
    """A graph as the worker ran it: in a block, with the values of one use. It remembers wires, so
    it is asked only while the graph is as it was then."""

    design: Design
    catalog: Catalog
    graph: Graph
    answers: Mapping[str, Answer]
    name: str = MAIN
    """Of the graph: that of the block, or `MAIN`."""
    settings: RunSettings = field(default_factory=RunSettings)
    stands_for: Mapping[str, Value] = field(default_factory=dict)
    """What the block arguments stand for in the use that is looked at."""
    _wires: dict[str, list[Wire]] = field(default_factory=dict, init=False, compare=False)
    _family: dict[str, list[Node]] = field(default_factory=dict, init=False, compare=False)

    def answer(self, node: Node | str) -> Answer:
        return self.answers.get(node if isinstance(node, str) else node.id, NO_ANSWER)

    def kind(self, node: Node) -> str:
        """`Conv2D` for a layer of Keras, `ops.add` for an op; empty for all else."""
        path = path_of(node)
        if isinstance(node, OpNode):
            return path.removeprefix("keras.")
        return path.removeprefix(LAYERS) if path.startswith(LAYERS) else ""

    def values(self, node: Node) -> Mapping[str, Value]:
        """What the person gave: the owner's where the layer is shared, and its own of the call."""
        return layer_values(self.graph, node)

    def value(self, node: Node, argument: str) -> Value:
        """What the person gave, else the default; None where there is neither."""
        given = self.values(node)
        if argument in given:
            return given[argument]
        spec = self.design.spec_of(node, self.catalog)
        known = spec.argument(argument) if spec else None
        return None if known is None or known.default is REQUIRED else known.default

    def wires(self, node: Node | str) -> list[Wire]:
        """What comes in, by slot and index."""
        node_id = node if isinstance(node, str) else node.id
        known = self._wires.get(node_id)
        if known is None:
            known = [self.wire(edge) for edge in self.graph.inputs_of(node_id)]
            self._wires[node_id] = known
        return known

    def wire(self, edge: Edge) -> Wire:
        return Wire(edge, self.graph.node(edge.source), self.tensor(edge.source, edge.output))

    def slot(self, node: Node, slot: str) -> Wire | None:
        return next((wire for wire in self.wires(node) if wire.edge.slot == slot), None)

    def tensor(self, node_id: str, output: int = 0) -> Tensor | None:
        outputs = self.answer(node_id).outputs
        return outputs[output] if output < len(outputs) else None

    def shape(self, node: Node | str, output: int = 0) -> Shape | None:
        """Of an output of a node."""
        tensor = self.tensor(node if isinstance(node, str) else node.id, output)
        return tensor.shape if tensor else None

    def input_shape(self, node: Node | str) -> Shape | None:
        """Of the first tensor that comes in."""
        wires = self.wires(node)
        return wires[0].shape if wires else None

    def readers(self, node: Node | str) -> list[Node]:
        edges = self.graph.outputs_of(node if isinstance(node, str) else node.id)
        return [self.graph.node(edge.target) for edge in edges]

    def owner(self, node: Node) -> Node:
        return owner_of(self.graph, node)

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Each node's place in an order in which every input is ready."""
        return {node.id: number for number, node in enumerate(self.graph.in_order())}

    @cached_property
    def peers(self) -> Mapping[str, list[Node]]:
        """The layers and ops of each kind, over all graphs of the design."""
        found: dict[str, list[Node]] = {}
        for name, graph in self.design.graphs():
            nodes = self.graph.nodes() if name == self.name else graph.nodes()
            for node in nodes:
                if isinstance(node, (LayerNode, OpNode)):
                    found.setdefault(self.kind(node), []).append(node)
        return found

    @cached_property
    def families(self) -> Mapping[str, list[Node]]:
        """The nodes of this graph by names without numbers."""
        found: dict[str, list[Node]] = {}
        for node in self.graph.nodes():
            found.setdefault(family_of(node.name), []).append(node)
        return found

    def family(self, node: Node) -> list[Node]:
        """The other nodes that differ from one in the numbers of their names alone, the nearest
        first; of many, only these."""
        known = self._family.get(node.id)
        if known is None:
            here = self.order.get(node.id, 0)
            others = (each for each in self.families[family_of(node.name)] if each.id != node.id)
            near = sorted(others, key=lambda each: abs(self.order.get(each.id, 0) - here))
            known = self._family[node.id] = near[:_MOST_ALIKE]
        return known

    def names(self, ids: Iterable[str]) -> list[str]:
        return [self.graph.node(each).name for each in ids]

    def back(self, node: Node) -> Iterator[Node]:
        """The nodes behind the first input of a node, one after the other: nearest first."""
        wires = self.wires(node)
        while wires:
            yield wires[0].source
            wires = self.wires(wires[0].source)

    def problem(
        self,
        code: str,
        severity: str,
        node: Node | None,
        sentence: str,
        hint: str,
        fixes: Iterable[Fix] = (),
        path: Iterable[str] = (),
        follows: Iterable[str] = (),
    ) -> Problem:
        """A problem of this graph. `follows` are refused nodes that it explains too."""
        told = node.id if node else ""
        own = self.answer(told)
        return Problem(
            code,
            severity,
            told,
            sentence,
            hint,
            tuple(fixes),
            self.name,
            tuple(dict.fromkeys(path)),
            tuple(each for each in dict.fromkeys(follows) if each != told),
            own.details or own.error,
        )


@lru_cache(maxsize=1 << 16)
def family_of(name: str) -> str:
    """`down` for `down1` and `down2`."""
    return re.sub(r"\d+", "", name)


def is_plain(value: Value) -> bool:
    """Whether a value is known here: no expression, no call."""
    if isinstance(value, (tuple, list)):
        return all(map(is_plain, value))
    return not isinstance(value, (Call, Code))


def numbers(value: Value, count: int) -> tuple[int, ...] | None:
    """`3` or `(3, 3)` as one number for each of `count` axes; None where it is neither."""
    if type(value) is int:
        return (value,) * count
    if isinstance(value, (tuple, list)) and len(value) == count:
        return tuple(value) if all(type(each) is int for each in value) else None
    return None


def is_input(node: Node) -> bool:
    return isinstance(node, InputNode)
