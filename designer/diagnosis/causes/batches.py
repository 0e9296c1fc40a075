"""The axis of the batch: results that mix samples, and outputs without a row for each sample. Pure.

Measured on the real Keras: a reduction over everything or over axis 0 trains and predicts without
a word (`predict` gives a row for each batch); two batches in one, or places that became samples,
fail at the first batch with two numbers, or `predict` gives more rows than there are samples.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from designer.catalog.values import Value
from designer.diagnosis.causes.scene import Scene, Wire
from designer.diagnosis.causes.steps import LIKELY, fixes, setting
from designer.graph.answers import Shape, shape_text
from designer.graph.design import MAIN
from designer.graph.nodes import Node, OutputNode
from designer.graph.problems import WARNING, Problem

_MIXING = frozenset(
    {"Softmax", "UnitNormalization", "ops.softmax", "ops.log_softmax", "ops.normalize", "ops.sort",
     "ops.argsort", "ops.cumsum", "ops.cumprod"}
)  # fmt: skip
_TURNING = frozenset({"ops.flip", "ops.roll"})
"""Beside what they turn they are a way to mix features up on purpose."""
_REDUCING = frozenset(
    f"ops.{each}"
    for each in ("mean", "sum", "max", "min", "amax", "amin", "prod", "std", "var", "median",
                 "norm", "logsumexp", "any", "all", "count_nonzero")
)  # fmt: skip
_JOINING = frozenset({"Concatenate", "ops.concatenate"})
_TAKING = frozenset({"ops.get_item", "ops.take", "ops.slice", "ops.squeeze", "ops.expand_dims"})
_KNOWN = _REDUCING | _JOINING | _TAKING | {"ops.reshape", "ops.transpose", "ops.stack"}
_ONE = Fraction(1)


def batch_mistakes(scene: Scene, nodes: Sequence[Node]) -> Iterator[Problem]:
    """Those of these nodes."""
    near = {node.id: node for node in nodes if _touches_batch(scene, node)}
    if near:
        yield from _mixed(scene, near.values())
        yield from (each for each in _without_rows(scene) if each.node in near)


def _touches_batch(scene: Scene, node: Node) -> bool:
    kind = scene.kind(node)
    return kind in _KNOWN or kind in _MIXING or kind in _TURNING


def _mixed(scene: Scene, nodes: Iterable[Node]) -> Iterator[Problem]:
    for node in nodes:
        kind, shape = scene.kind(node), scene.input_shape(node)
        if (kind not in _MIXING and kind not in _TURNING) or not shape or len(shape) < 2:
            continue
        if shape[0] is not None or shape == (None, None) or 0 not in _axes(scene, node, shape):
            continue
        wire = scene.wires(node)[0]
        if kind in _TURNING and len(scene.readers(wire.source)) > 1:
            continue
        axis = scene.value(node, "axis")
        yield scene.problem(
            "batch-mixed",
            WARNING,
            node,
            f"`{node.name}` works along axis 0 of {wire.told}, the samples of the batch "
            f"(axis={axis}): what it gives for a sample depends on the others beside it.",
            "Axes count from 0 with the batch: name one behind it.",
            fixes([setting(scene, node, {"axis": -1}, LIKELY)]),
            [wire.source.id, node.id],
        )


def _axes(scene: Scene, node: Node, shape: Shape) -> set[int]:
    """The axes along which a node works, counted from the front; all where it names none."""
    axis = scene.value(node, "axis")
    if axis is None:
        return set(range(len(shape)))
    given = axis if isinstance(axis, (tuple, list)) else (axis,)
    return {each % len(shape) for each in given if type(each) is int}


def _without_rows(scene: Scene) -> Iterator[Problem]:
    """What an output loses its rows at, one for each sample."""
    inputs = scene.graph.inputs()
    if scene.name != MAIN or not inputs or any(each.batch_size is not None for each in inputs):
        return
    ends = [(output, wire) for output in scene.graph.outputs() for wire in scene.wires(output)]
    known = [(output, wire) for output, wire in ends if wire.shape is not None]
    rows = _Rows.of(scene)
    told: set[str] = set()
    for output, wire in known:
        loser = _loser(scene, wire) or rows.changer(wire.source.id)
        if loser is not None and loser.id not in told and scene.kind(loser) in _KNOWN:
            told.add(loser.id)
            yield _lost(scene, loser, output)


def _has_rows(wire: Wire) -> bool:
    return wire.shape is None or (bool(wire.shape) and wire.shape[0] is None)


def _loser(scene: Scene, wire: Wire) -> Node | None:
    """The first node on the way to a wire that gives something without a row for each sample."""
    while not _has_rows(wire):
        node, wires = wire.source, scene.wires(wire.source)
        if any(map(_has_rows, wires)):
            return node
        if not wires:
            break
        wire = wires[0]
    return None


@dataclass(frozen=True)
class _Rows:
    """How many rows for each sample the first output of every node has; None where that is not
    known."""

    counts: Mapping[str, Fraction | None]
    changers: Mapping[str, str]
    scene: Scene

    @staticmethod
    def of(scene: Scene) -> _Rows:
        counts: dict[str, Fraction | None] = {}
        changers: dict[str, str] = {}
        for node in scene.graph.in_order():
            wires = scene.wires(node)
            before = {counts[wire.source.id] for wire in wires}
            same = before.pop() if len(before) == 1 else None
            counts[node.id] = count = _counted(scene, node, same) if wires else _ONE
            if count != same and count is not None:
                changers[node.id] = node.id
            elif wires and wires[0].source.id in changers:
                changers[node.id] = changers[wires[0].source.id]
        return _Rows(counts, changers, scene)

    def changer(self, node_id: str) -> Node | None:
        """Where a number of rows came about that is not one for each sample."""
        if self.counts[node_id] in (None, _ONE) or node_id not in self.changers:
            return None
        return self.scene.graph.node(self.changers[node_id])


def _counted(scene: Scene, node: Node, before: Fraction | None) -> Fraction | None:
    """The rows behind a node, where all that comes in has as many."""
    kind, shape = scene.kind(node), scene.shape(node)
    if isinstance(node, OutputNode):
        return before
    if before is None or not kind or not shape or shape[0] is not None:
        return None
    if kind in _JOINING and _joins_batches(scene, node):
        return before * len(scene.wires(node))
    if kind == "ops.reshape":
        return _reshaped(before, scene.input_shape(node), shape)
    return None if kind in _LOOSE else before


_LOOSE = frozenset(
    {"ops.split", "ops.array_split", "ops.get_item", "ops.take", "ops.slice", "ops.repeat",
     "ops.tile", "ops.where", "ops.nonzero", "ops.unique", "ops.transpose", "ops.moveaxis",
     "ops.swapaxes", "ops.segment_sum", "ops.segment_max", "ops.stack", "Lambda", "ops.pad",
     "ops.ravel", "ops.scatter", "ops.unstack", "ops.diagonal", "ops.einsum", "ops.dynamic_slice"}
)  # fmt: skip
"""What may change the number of rows, in ways that are not followed."""


def _joins_batches(scene: Scene, node: Node) -> bool:
    shape = scene.input_shape(node)
    return bool(shape) and _axes(scene, node, shape or ()) == {0}


def _reshaped(before: Fraction, old: Shape | None, new: Shape) -> Fraction | None:
    if not old or old[0] is not None:
        return None
    sizes = [size for size in (*old[1:], *new[1:]) if size]
    if len(sizes) < len(old) + len(new) - 2:
        return None
    return (
        before * math.prod(size or 1 for size in old[1:]) / math.prod(size or 1 for size in new[1:])
    )


def _lost(scene: Scene, node: Node, output: OutputNode) -> Problem:
    wires = scene.wires(node)
    told = " and ".join(wire.told for wire in wires[:2])
    axis = scene.value(node, "axis")
    how = {
        "ops.reshape": "places become samples",
        "ops.transpose": "the batch is moved to another axis",
        "Concatenate": "batches are put behind one another (axis=0)",
        "ops.concatenate": "batches are put behind one another (axis=0)",
    }.get(scene.kind(node), f"the samples of a batch are taken together (axis={axis})")
    return scene.problem(
        "batch-lost",
        WARNING,
        node,
        f"`{node.name}` makes {shape_text(scene.shape(node) or ())} of {told}: {how}, and the "
        f"output `{output.name}` has not one row for each sample.",
        "Leave axis 0 as it is: it is the batch.",
        fixes(
            setting(scene, node, values, LIKELY + number)
            for number, values in enumerate(_keeping(scene, node))
        ),
        [*(wire.source.id for wire in wires), node.id, output.id],
    )


def _keeping(scene: Scene, node: Node) -> Iterator[Mapping[str, Value]]:
    """Arguments with which a node keeps the batch apart, the likeliest first."""
    kind, shape = scene.kind(node), scene.input_shape(node)
    if not shape or len(shape) < 2:
        return
    if kind in _REDUCING:
        if scene.value(node, "axis") is None and len(shape) > 2:
            yield {"axis": tuple(range(1, len(shape)))}
        yield {"axis": 1}
    elif kind in _JOINING:
        yield {"axis": -1}
    elif kind == "ops.transpose":
        axes = scene.value(node, "axes")
        turned = axes if isinstance(axes, (tuple, list)) else range(len(shape) - 1, -1, -1)
        yield {"axes": (0, *(each for each in turned if each != 0))}
    elif kind == "ops.reshape" and None not in shape[1:]:
        yield {"newshape": (-1, math.prod(size or 1 for size in shape[1:]))}
