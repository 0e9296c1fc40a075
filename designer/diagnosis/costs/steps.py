"""A program as a list of calls, and which tensors each of them reads, gives and keeps.

Tensors are numbered as they come up. One that is an earlier one under another name (the output of
a Reshape) gets no number of its own, so that memory is counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from designer.diagnosis.costs.precision import bytes_each, computed_in
from designer.graph.answers import Answer, Tensor


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a program: its node, what was said of it, the names it reads and binds."""

    node: str
    answer: Answer
    reads: tuple[str, ...] = ()
    binds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wired:
    """A step with the numbers of the tensors that it has to do with."""

    step: Step
    reads: tuple[int, ...]
    gives: tuple[int, ...]
    keeps: frozenset[int]


def wired(steps: Iterable[Step]) -> tuple[list[Wired], list[Tensor]]:
    """The steps in order, and the tensors by number. Steps that did not run are left out."""
    tensors: list[Tensor] = []
    by_name: dict[str, tuple[int, ...]] = {}
    found = []
    for step in steps:
        reads = tuple(each for name in step.reads for each in by_name.get(name, ()))
        gives = _given(step, reads, tensors)
        by_name.update(_bound(step, gives))
        found.append(Wired(step, reads, gives, _kept(step, reads, gives)))
    return found, tensors


def _given(step: Step, reads: tuple[int, ...], tensors: list[Tensor]) -> tuple[int, ...]:
    passes = dict(step.answer.cost.passes) if step.answer.cost else {}
    gives = []
    for place, tensor in enumerate(step.answer.outputs):
        same = passes.get(place)
        if same is not None and same < len(reads):
            gives.append(reads[same])
        else:
            gives.append(len(tensors))
            tensors.append(tensor)
    return tuple(gives)


def _bound(step: Step, gives: tuple[int, ...]) -> Iterable[tuple[str, tuple[int, ...]]]:
    counts = step.answer.cost.bound if step.answer.cost else ()
    if len(counts) != len(step.binds):
        counts = (1,) * len(step.binds) if len(step.binds) == len(gives) else (len(gives),)
    start = 0
    for name, count in zip(step.binds, counts, strict=False):
        yield name, gives[start : start + count]
        start += count


def _kept(step: Step, reads: Sequence[int], gives: Sequence[int]) -> frozenset[int]:
    cost = step.answer.cost
    if cost is None:
        return frozenset()
    inputs = {reads[place] for place in cost.keeps_inputs if place < len(reads)}
    return frozenset(inputs | {gives[place] for place in cost.keeps_outputs})


def tensor_bytes(tensor: Tensor, batch: int, precision: str) -> int | None:
    """What a tensor takes in a batch; None where a size is not known."""
    count = 1
    for place, size in enumerate(tensor.shape):
        if size is None and place:
            return None
        count *= batch if size is None else size
    return count * bytes_each(computed_in(tensor.dtype, precision))
