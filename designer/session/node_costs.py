"""What the statements of a graph cost under some terms, by node and in all. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from designer.codegen.statement import Statement
from designer.diagnosis.costs import (
    BASE_BYTES,
    Estimate,
    NodeEstimate,
    OptimizerCost,
    Step,
    estimate,
)
from designer.graph.answers import Answer
from designer.graph.nodes import InputNode

_RANKS_IN_SPACE = (3, 4)
"""Of an input's shape without the batch: height, width and channels, or a depth besides."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what something costs. What is None is as the run settings, or the design, say."""

    batch: int | None = None
    precision: str | None = None
    resolution: int | None = None
    """The height of the first input that has one; all others grow alike."""
    memory_bytes: int | None = None
    """What there is; None: what this machine has."""


@dataclass(frozen=True)
class Costs:
    """Of one graph. Nothing is worked out before it is asked for."""

    steps: tuple[Step, ...]
    batch: int
    precision: str
    optimizer: OptimizerCost
    left_out: tuple[str, ...] = ()
    """Nodes of which nothing is known: they lack something, are refused, or wait for others."""

    @cached_property
    def training(self) -> Estimate:
        return estimate(
            self.steps, batch=self.batch, precision=self.precision, optimizer=self.optimizer
        )

    @cached_property
    def inference(self) -> Estimate:
        return estimate(self.steps, batch=self.batch, precision=self.precision, training=False)

    @cached_property
    def nodes(self) -> Mapping[str, NodeEstimate]:
        return {each.node: each for each in self.training.nodes}

    @cached_property
    def shares(self) -> Mapping[str, int]:
        """What each node adds to the peak, from the inputs on; together they are the peak, less
        what the framework takes for any model."""
        before, found = BASE_BYTES, {}
        for each in self.training.nodes:
            found[each.node] = each.cumulated_bytes - before
            before = each.cumulated_bytes
        return found

    def work_out(self) -> None:
        """All of it that takes long."""
        assert self.shares is not None and self.inference is not None

    @property
    def activation_bytes(self) -> int:
        """What all nodes give, each for the whole batch."""
        return sum(each.output_bytes for each in self.training.nodes)

    def data_bytes(self, samples: int) -> int:
        """What so many samples take, targets among them: `fit` makes a copy of arrays."""
        read = {name for step in self.steps for name in step.reads}
        ends = {
            step.node for step in self.steps if not step.reads or not read.intersection(step.binds)
        }
        every = sum(each.output_bytes for each in self.training.nodes if each.node in ends)
        return every * samples // self.batch

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out, and nothing of what is there is unknown."""
        return not self.left_out and not self.training.unknown


def costs_of(
    statements: Iterable[Statement],
    answers: Mapping[str, Answer],
    *,
    batch: int,
    precision: str,
    optimizer: OptimizerCost,
) -> Costs:
    """Of statements in order, as far as the worker has answered."""
    steps, left_out = [], []
    for each in statements:
        answer = answers.get(each.node)
        if each.gap or answer is None or answer.error or answer.waits:
            left_out.append(each.node)
        else:
            steps.append(Step(each.node, answer, each.reads, each.binds))
    return Costs(tuple(steps), batch, precision, optimizer, tuple(left_out))


@dataclass(frozen=True, slots=True)
class CostSource:
    """One way to colour nodes by what they cost; None where that cannot be known."""

    name: str
    value: Callable[[Costs, NodeEstimate], float | None]
    unit: str = ""


# fmt: off
COST_SOURCES = (
    CostSource("parameters", lambda costs, node: node.params),
    CostSource("macs", lambda costs, node: node.macs),
    CostSource("activations", lambda costs, node: node.output_bytes if node.is_known else None,
               "B"),
    CostSource("memory", lambda costs, node: costs.shares[node.node] if node.is_known else None,
               "B"),
)
# fmt: on
COSTS = {source.name: source for source in COST_SOURCES}


def cost_heat(source: CostSource, costs: Costs) -> dict[str, float]:
    """The number of each node that has one."""
    values = ((each.node, source.value(costs, each)) for each in costs.training.nodes)
    return {node: value for node, value in values if value is not None}


def height_of(node: InputNode, *, is_channels_first: bool) -> int | None:
    """The height of what an input takes; None where it is no image, or the height is open."""
    places = _places(node, is_channels_first)
    size = node.shape[places[-2]] if places else None
    return size if isinstance(size, int) and size > 0 else None


def resized(node: InputNode, factor: float, *, is_channels_first: bool) -> InputNode:
    """An input with its sizes in space grown by a factor; those that are open stay so."""
    shape = list(node.shape)
    for place in _places(node, is_channels_first):
        size = shape[place]
        if isinstance(size, int):
            shape[place] = max(1, round(size * factor))
    return replace(node, shape=tuple(shape))


def _places(node: InputNode, is_channels_first: bool) -> range:
    rank = len(node.shape)
    if rank not in _RANKS_IN_SPACE:
        return range(0)
    return range(1, rank) if is_channels_first else range(rank - 1)
