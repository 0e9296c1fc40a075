"""The most memory that one step of training, or one prediction, holds at a time.

A training step runs the calls in order and then their gradients in reverse. While the call at
position j has its turn on the way back, these are held at once: all weights and what the optimizer
keeps of them; what the calls up to j keep for their gradients; the gradients of tensors that are on
their way between a later call and an earlier one; the gradients of the weights of j and all later
calls; and what the call itself needs meanwhile. Then the optimizer has its turn, with all gradients
and the temporaries for the largest variable. The largest such sum is what tensors take. The
allocator leaves holes between tensors of different sizes, and the framework itself takes memory for
every call and every variable that it traces (docs/decisions/0033-peak.md): both are parts of their
own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from designer.diagnosis.costs.optimizers import ADAM, OptimizerCost
from designer.diagnosis.costs.precision import (
    AS_DESIGNED,
    bytes_each,
    computed_in,
    is_mixed,
    stored_in,
)
from designer.diagnosis.costs.steps import Step, Wired, tensor_bytes, wired
from designer.graph.answers import Tensor
from designer.graph.costs import Amount, Cost, WeightAmount

_NO_COST = Cost(is_known=False)
BASE_BYTES = 13_000_000
"""What compiling and tracing take for any model."""
_HOLES = 0.22
"""Of what tensors take at the peak, what the allocator holds besides and cannot use."""
_SMALL_BYTES = 262_144
_SCATTERED = 1.2
"""The same of tensors below that size, besides: they are not the allocator's but `malloc`'s, whose
every thread has an arena of its own, and those that a loop stacks are many."""
_BATCHES_AHEAD = 1
"""Of the inputs, that are made ready while a step runs."""
_OF_LOSS = 2
"""Times an output: what the loss keeps of it, and its gradient."""


@dataclass(frozen=True, slots=True)
class NodeEstimate:
    """One node's share, in bytes for the whole batch."""

    node: str
    macs: int | None
    """Multiply-adds for the whole batch."""
    params: int
    weight_bytes: int
    kept_bytes: int
    """What is held for the backward pass from this call on, and was not before."""
    output_bytes: int
    working_bytes: int
    """The most that is held besides while it runs or its gradient is computed."""
    cumulated_bytes: int
    """The peak if the model ended here."""
    is_known: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """The peak, and what it is made of at that moment: the seven parts add up to it."""

    nodes: tuple[NodeEstimate, ...] = ()
    weight_bytes: int = 0
    optimizer_bytes: int = 0
    gradient_bytes: int = 0
    """Gradients of weights at the peak; `all_gradient_bytes` is what they come to in the end."""
    activation_bytes: int = 0
    """Kept for the backward pass at the peak; `all_kept_bytes` at the end of the forward pass."""
    working_bytes: int = 0
    allocator_bytes: int = 0
    """Holes between tensors that the allocator holds."""
    framework_bytes: int = 0
    """What the framework takes for the graph of the step: the process's, on a GPU, too."""
    all_gradient_bytes: int = 0
    all_kept_bytes: int = 0
    peak_node: str = ""
    """The node at which the peak is reached; empty where the optimizer's step is the peak."""
    unknown: tuple[str, ...] = field(default=())
    """Nodes whose cost cannot be known: what is said here is the least then."""

    @property
    def peak_bytes(self) -> int:
        return (
            self.weight_bytes
            + self.optimizer_bytes
            + self.gradient_bytes
            + self.activation_bytes
            + self.working_bytes
            + self.allocator_bytes
            + self.framework_bytes
        )

    @property
    def macs(self) -> int | None:
        """Multiply-adds of the forward pass of a batch; None where a node's are not known."""
        each = [node.macs for node in self.nodes]
        return None if None in each else sum(macs for macs in each if macs is not None)

    def first_that_does_not_fit(self, memory_bytes: int) -> str:
        """The first node, from the inputs on, up to which this memory is not enough; "" if the
        whole fits."""
        over = (node.node for node in self.nodes if node.cumulated_bytes > memory_bytes)
        return next(over, "")


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a call holds, in bytes; `forward` and `backward` besides what is kept."""

    weights: int
    slots: int
    gradients: int
    kept: int
    forward: int
    backward: int
    scattered: int
    """Of what is kept, in tensors that are many and small."""
    framework: int
    update: int
    """What the optimizer needs meanwhile for the largest weights of this call."""
    output: int


class _Moment(NamedTuple):
    """What is kept, and what is needed meanwhile, in bytes; at which node."""

    kept: int = 0
    working: int = 0
    node: str = ""


def estimate(
    steps: Iterable[Step],
    *,
    batch: int,
    precision: str = AS_DESIGNED,
    optimizer: OptimizerCost = ADAM,
    training: bool = True,
) -> Estimate:
    """What a step of training holds at its peak, or with `training` off, a prediction.

    `steps` are the statements of the program in order. `batch` stands wherever the design leaves
    the batch open; `optimizer` is what the optimizer needs for each trained weight.
    """
    calls, tensors = wired(steps)
    sizes = [tensor_bytes(tensor, batch, precision) or 0 for tensor in tensors]
    turns = _Turns(calls, sizes, batch, precision, optimizer, training).turns()
    return _summed(calls, tensors, turns, batch, precision)


class _Turns:
    """Works out what each call holds when it has its turn."""

    def __init__(
        self,
        calls: Sequence[Wired],
        sizes: Sequence[int],
        batch: int,
        precision: str,
        optimizer: OptimizerCost,
        training: bool,
    ) -> None:
        self._calls, self._sizes = calls, sizes
        self._batch, self._precision, self._optimizer = batch, precision, optimizer
        self._training = training
        self._made = _first_places(call.gives for call in calls)
        self._last_read = _last_places(call.reads for call in calls)
        self._with_gradient = _with_gradient(calls) if training else frozenset[int]()

    def turns(self) -> list[_Turn]:
        kept = self._newly_kept()
        waiting = self._waiting_forward(kept)
        flowing = self._flowing_back()
        return [
            self._turn(call, sum(self._sizes[each] for each in kept[place]), waits, flows)
            for place, (call, waits, flows) in enumerate(
                zip(self._calls, waiting, flowing, strict=True)
            )
        ]

    def _turn(self, call: Wired, kept: int, waiting: int, flowing: int) -> _Turn:
        cost = call.step.answer.cost or _NO_COST
        keeps = self._keeps(call)
        weights = sum(self._weight_bytes(each) for each in cost.weights)
        trained = sum(self._trained_bytes(each) for each in cost.weights)
        hidden = self._bytes(cost.hidden) if keeps else 0
        ahead = 0 if call.reads or not self._training else kept * _BATCHES_AHEAD
        if keeps and is_mixed(self._precision):
            hidden += sum(each.trainable * 2 for each in cost.weights)
        return _Turn(
            weights=weights,
            slots=trained * self._optimizer.slots if self._training else 0,
            gradients=trained if self._training else 0,
            kept=kept + ahead + hidden,
            forward=waiting + self._bytes(cost.forward),
            backward=flowing + (self._bytes(cost.backward) + self._of_loss(call) if keeps else 0),
            scattered=hidden if cost.pieces and hidden < cost.pieces * _SMALL_BYTES else 0,
            framework=self._framework(cost) if self._training else 0,
            update=self._update(cost) if self._training else 0,
            output=sum(self._sizes[each] for each in call.gives),
        )

    def _update(self, cost: Cost) -> int:
        sizes = (
            (each.trainable if each.largest is None else each.largest) * self._each(each)
            for each in cost.weights
        )
        return max(sizes, default=0) * self._optimizer.temporaries

    def _of_loss(self, call: Wired) -> int:
        ends = (each for each in call.gives if each not in self._last_read)
        return _OF_LOSS * sum(self._sizes[each] for each in ends)

    def _framework(self, cost: Cost) -> int:
        variables = sum(each.variables for each in cost.weights if each.trainable)
        return cost.framework_bytes + variables * self._optimizer.framework_bytes

    def _keeps(self, call: Wired) -> bool:
        cost = call.step.answer.cost or _NO_COST
        reaches = any(each in self._with_gradient for each in call.reads)
        return self._training and (cost.trains or reaches)

    def _newly_kept(self) -> list[list[int]]:
        """By call the tensors that are held from there to its turn on the way back. The inputs of
        the model are held all the time."""
        held: set[int] = set()
        found = []
        for call in self._calls:
            keeps = call.keeps if self._keeps(call) else frozenset[int]()
            is_input = not call.reads
            new = {*keeps, *(call.gives if is_input else ())} - held
            held |= new
            found.append(sorted(new))
        return found

    def _waiting_forward(self, kept: Sequence[Sequence[int]]) -> list[int]:
        """By call the bytes that a later call reads, or it itself, and that nobody has kept yet."""
        held: set[int] = set()
        alive: set[int] = set()
        found = []
        for place, call in enumerate(self._calls):
            held.update(kept[place])
            alive.update(call.gives)
            found.append(sum(self._sizes[each] for each in alive - held))
            alive = {each for each in alive if self._last_read.get(each, place) > place}
        return found

    def _flowing_back(self) -> list[int]:
        """By call the bytes of gradients of tensors that are alive at its turn back: those that
        it takes, those that it gives, and those that pass it by."""
        changes = [0] * (len(self._calls) + 1)
        for place, call in enumerate(self._calls):
            cost = call.step.answer.cost or _NO_COST
            if cost.shares_gradient:
                continue
            for each in call.reads:
                if each in self._with_gradient and each not in call.gives:
                    changes[self._made[each]] += self._sizes[each]
                    changes[place + 1] -= self._sizes[each]
        return list(accumulate(changes[:-1]))

    def _bytes(self, amounts: Iterable[Amount]) -> int:
        return sum(
            ((each.per_sample or 0) * self._batch + each.fixed)
            * bytes_each(computed_in(each.dtype, self._precision))
            for each in amounts
        )

    def _weight_bytes(self, weights: WeightAmount) -> int:
        return (weights.trainable + weights.non_trainable) * self._each(weights)

    def _trained_bytes(self, weights: WeightAmount) -> int:
        return weights.trainable * self._each(weights)

    def _each(self, weights: WeightAmount) -> int:
        return bytes_each(stored_in(weights.dtype, self._precision))


def _first_places(groups: Iterable[Sequence[int]]) -> dict[int, int]:
    places: dict[int, int] = {}
    for place, group in enumerate(groups):
        for each in group:
            places.setdefault(each, place)
    return places


def _last_places(groups: Iterable[Sequence[int]]) -> dict[int, int]:
    return {each: place for place, group in enumerate(groups) for each in group}


def _with_gradient(calls: Iterable[Wired]) -> frozenset[int]:
    """Tensors through which a gradient flows: those behind a weight that is trained."""
    found: set[int] = set()
    for call in calls:
        cost = call.step.answer.cost or _NO_COST
        if cost.trains or any(each in found for each in call.reads):
            found.update(
                number
                for number, tensor in zip(call.gives, call.step.answer.outputs, strict=True)
                if "float" in tensor.dtype
            )
    return frozenset(found)


def _summed(
    calls: Sequence[Wired],
    tensors: Sequence[Tensor],
    turns: Sequence[_Turn],
    batch: int,
    precision: str,
) -> Estimate:
    nodes: list[NodeEstimate] = []
    weights = slots = kept = gradients = inputs = update = scattered = 0
    framework = BASE_BYTES
    back, before = _Moment(), 0
    """When the step back holds the most, and the gradients of the calls before that."""
    peak = back
    for call, turn in zip(calls, turns, strict=True):
        weights += turn.weights
        slots += turn.slots
        kept += turn.kept
        inputs += 0 if call.reads else turn.kept
        framework += turn.framework
        scattered += turn.scattered
        update = max(update, turn.update)
        working = max(turn.forward - turn.gradients, turn.backward)
        if not nodes or kept + working - gradients > back.kept + back.working - before:
            back, before = _Moment(kept, working, call.step.node), gradients
        gradients += turn.gradients
        is_update = inputs + update > back.kept + back.working - before
        peak = _Moment(inputs, update) if is_update else back
        alive = gradients - (0 if is_update else before)
        of_tensors = weights + slots + alive + peak.kept + peak.working
        holes = int(of_tensors * _HOLES + scattered * _SCATTERED)
        most = of_tensors + holes + framework
        nodes.append(_node_of(call, tensors, turn, most, batch, precision))
    if not nodes:
        return Estimate()
    return Estimate(
        nodes=tuple(nodes),
        weight_bytes=weights,
        optimizer_bytes=slots,
        gradient_bytes=alive,
        activation_bytes=peak.kept,
        working_bytes=peak.working,
        allocator_bytes=holes,
        framework_bytes=framework,
        all_gradient_bytes=gradients,
        all_kept_bytes=kept,
        peak_node=peak.node,
        unknown=tuple(node.node for node in nodes if not node.is_known),
    )


def _node_of(
    call: Wired, tensors: Sequence[Tensor], turn: _Turn, cumulated: int, batch: int, precision: str
) -> NodeEstimate:
    cost = call.step.answer.cost or _NO_COST
    outputs = [tensor_bytes(each, batch, precision) for each in call.step.answer.outputs]
    return NodeEstimate(
        node=call.step.node,
        macs=_macs(call, batch),
        params=sum(each.trainable + each.non_trainable for each in cost.weights),
        weight_bytes=turn.weights,
        kept_bytes=turn.kept,
        output_bytes=sum(each or 0 for each in outputs),
        working_bytes=max(turn.forward, turn.backward),
        cumulated_bytes=cumulated,
        is_known=cost.is_known and None not in outputs,
    )


def _macs(call: Wired, batch: int) -> int | None:
    cost, outputs = call.step.answer.cost, call.step.answer.outputs
    if cost is None or cost.macs is None:
        return None
    is_open = any(each.shape and each.shape[0] is None for each in outputs)
    return cost.macs * batch if is_open else cost.macs
