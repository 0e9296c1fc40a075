"""Faults as people make them: an edit of a sound design, and the nodes that are truly at fault.

An operator looks at one graph and yields every fault of its kind that could be made there. What
Keras says to each is found out by building it (`judge`); an operator of `LOUD` whose fault Keras
takes without a word made no fault after all; one of `SILENT` is a fault because Keras says nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call
from designer.graph.design import Design
from designer.graph.edits import (
    Add,
    Change,
    ChangeSettings,
    Connect,
    Disconnect,
    Edit,
    Remove,
    Several,
)
from designer.graph.graph import Graph
from designer.graph.nodes import Edge, InputNode, LayerNode, Node, OutputNode
from designer.graph.run_settings import RunSettings
from tests.diagnosis.mistakes.architectures import ARCHITECTURES

KERAS = "keras.layers."


@dataclass(frozen=True)
class Fault:
    """One fault: the edit that makes it; `truth` names the nodes of which one is to be blamed."""

    place: str
    edit: Edit
    truth: frozenset[str]
    says: str = ""
    """What the explanation of a silent fault must speak of: a regular expression."""


@dataclass(frozen=True)
class Spot:
    """One graph of a design, where operators look for what could be got wrong."""

    design: Design
    name: str
    graph: Graph

    def layers(self, pattern: str = "") -> Iterator[LayerNode]:
        """Layers of its own whose class matches all of the pattern."""
        for node in self.graph.nodes():
            if isinstance(node, LayerNode) and not node.shares and _is(node, pattern):
                yield node

    def changed(self, node: Node, truth: Iterable[str] = (), says: str = "", **new: Any) -> Fault:
        """Fields of a node, where `values` are put over those that it has."""
        if "values" in new:
            new["values"] = {**getattr(node, "values", {}), **new["values"]}
        return self.fault(node, Change(replace(node, **new), self.name), truth, says)

    def fault(self, node: Node, edit: Edit, truth: Iterable[str] = (), says: str = "") -> Fault:
        return Fault(node.name, edit, frozenset((node.name, *truth)), says)

    def before(self, node: Node) -> list[str]:
        return [self.graph.node(edge.source).name for edge in self.graph.inputs_of(node.id)]

    def after(self, node: Node) -> list[str]:
        return [self.graph.node(edge.target).name for edge in self.graph.outputs_of(node.id)]

    def meetings(self, node: Node) -> list[str]:
        """Where the way on from a node first meets other ways: there a layer that is lost shows."""
        ways, seen, found = [node.id], set[str](), []
        while ways:
            here = ways.pop()
            for edge in self.graph.outputs_of(here):
                if edge.target in seen:
                    continue
                seen.add(edge.target)
                target = self.graph.node(edge.target)
                if len({each.source for each in self.graph.inputs_of(target.id)}) > 1:
                    found.append(target.name)
                else:
                    ways.append(target.id)
        return found


Operator = Callable[[Spot], Iterator[Fault]]


def _is(node: Node, pattern: str) -> bool:
    path = node.layer if isinstance(node, LayerNode) else ""
    return not pattern or bool(re.fullmatch(pattern, path.removeprefix(KERAS)))


_CONV = r"(Separable)?Conv\d?D?(Transpose)?|Conv[123]D"
_POOL = r"(Max|Average)Pooling[123]D"
_RNN = r"LSTM|GRU|SimpleRNN"


def value(pattern: str, name: str, new: Callable[[Any], Any]) -> Operator:
    """An argument that was given gets what `new` makes of it; None is no fault."""

    def operator(spot: Spot) -> Iterator[Fault]:
        for node in spot.layers(pattern):
            if name in node.values:
                wrong = new(node.values[name])
                if wrong is not None and wrong != node.values[name]:
                    yield spot.changed(node, values={name: wrong})

    return operator


def given(pattern: str, says: str = "", **values: Any) -> Operator:
    """Arguments get these values, whether they were given or not."""

    def operator(spot: Spot) -> Iterator[Fault]:
        for node in spot.layers(pattern):
            if any(node.values.get(name) != wrong for name, wrong in values.items()):
                yield spot.changed(node, says=says, values=values)

    return operator


def inner(pattern: str, name: str, new: Any) -> Operator:
    """An argument of the layer that a wrapper holds."""

    def operator(spot: Spot) -> Iterator[Fault]:
        for node in spot.layers("TimeDistributed|Bidirectional"):
            held = node.values["layer"]
            if re.fullmatch(pattern, held.path.removeprefix(KERAS)):
                wrong = Call(held.path, {**held.arguments, name: new})
                yield spot.changed(node, values={"layer": wrong})

    return operator


def _number(new: Callable[[int], int]) -> Callable[[Any], Any]:
    def wrong(old: Any) -> Any:
        if isinstance(old, int):
            return new(old)
        return tuple(map(new, old)) if isinstance(old, tuple) else None

    return wrong


def _is_one(old: Any) -> bool:
    return old == 1 or (isinstance(old, tuple) and set(old) == {1})


def _doubled_stride(old: Any) -> Any:
    return _number(lambda _: 2)(old) if _is_one(old) else None


def _lost_stride(old: Any) -> Any:
    return None if _is_one(old) else _number(lambda _: 1)(old)


def _wrong_place(old: Any) -> Any:
    return tuple(reversed(old)) if isinstance(old, tuple) and len(old) > 1 else None


def _one_more(old: Any) -> Any:
    return (*old[:-1], old[-1] + 1) if isinstance(old, tuple) else None


def _return_lost(argument: str) -> Operator:
    def operator(spot: Spot) -> Iterator[Fault]:
        for node in spot.layers(_RNN):
            if node.values.get(argument):
                kept = {name: old for name, old in node.values.items() if name != argument}
                edit = Change(replace(node, values=kept), spot.name)
                yield spot.fault(node, edit, spot.after(node))

    return operator


def _frame_lost(spot: Spot) -> Iterator[Fault]:
    """The inner layer of a TimeDistributed alone, on the whole."""
    for node in spot.layers("TimeDistributed"):
        held = node.values["layer"]
        bare = replace(node, layer=held.path, values=dict(held.arguments))
        yield spot.fault(node, Change(bare, spot.name))


def other_class(pattern: str, becomes: str, *kept: str) -> Operator:
    """Another class with those of the values that it takes too."""

    def operator(spot: Spot) -> Iterator[Fault]:
        for node in spot.layers(pattern):
            values = {name: node.values[name] for name in kept if name in node.values}
            wrong = replace(node, layer=f"{KERAS}{becomes}", values=values)
            yield spot.fault(node, Change(wrong, spot.name))

    return operator


def lost(pattern: str, says: str = "", behind: str = "") -> Operator:
    """A layer is gone and the wire goes past it. Nothing is left to blame but its neighbours, and
    the place where the difference shows."""

    def operator(spot: Spot) -> Iterator[Fault]:
        for node in spot.layers(pattern):
            if any(getattr(other, "shares", "") == node.id for other in spot.graph.nodes()):
                continue
            after = [spot.graph.node(edge.target) for edge in spot.graph.outputs_of(node.id)]
            if behind and not any(_is(each, behind) for each in after):
                continue
            truth = [*spot.before(node), *(each.name for each in after), *spot.meetings(node)]
            yield Fault(node.name, _bridged(spot, node), frozenset(truth), says)

    return operator


def _bridged(spot: Spot, node: Node) -> Edit:
    first = spot.graph.inputs_of(node.id)[0]
    past = [
        Connect(replace(edge, source=first.source, output=first.output), spot.name)
        for edge in spot.graph.outputs_of(node.id)
        if edge.output == 0
    ]
    return Several((Remove(node.id, spot.name), *past))


def inserted(before: str, layer: str, says: str = "", **values: Any) -> Operator:
    """A layer too many on the first wire of such a node."""

    def operator(spot: Spot) -> Iterator[Fault]:
        for node in spot.layers(before):
            edge = spot.graph.inputs_of(node.id)[0]
            yield _inserted(spot, edge, layer, values, says)

    return operator


def inserted_last(layer: str, says: str, **values: Any) -> Operator:
    """A layer between the last one and the model's output."""

    def operator(spot: Spot) -> Iterator[Fault]:
        for output in spot.graph.outputs():
            if not spot.name:
                edge = spot.graph.inputs_of(output.id)[0]
                yield _inserted(spot, edge, layer, values, says)

    return operator


def _inserted(
    spot: Spot, edge: Edge, layer: str, values: Mapping[str, Any], says: str = ""
) -> Fault:
    new = LayerNode(spot.graph.new_id(), "surplus", layer=f"{KERAS}{layer}", values=values)
    slot = shipped_catalog().spec(new.layer)
    assert slot is not None
    edit = Several(
        (
            Add(new, spot.name),
            Disconnect(edge, spot.name),
            Connect(Edge(edge.source, edge.output, new.id, slot.slots[0].name), spot.name),
            Connect(replace(edge, source=new.id, output=0), spot.name),
        )
    )
    names = (spot.graph.node(edge.source).name, spot.graph.node(edge.target).name)
    return Fault(names[1], edit, frozenset(("surplus", *names[1:])), says)


def cut(pattern: str = "") -> Operator:
    """A wire is gone."""

    def operator(spot: Spot) -> Iterator[Fault]:
        for node in spot.layers(pattern):
            for edge in spot.graph.inputs_of(node.id)[-1:]:
                source = spot.graph.node(edge.source).name
                yield spot.fault(node, Disconnect(edge, spot.name), [source])

    return operator


def _output_cut(spot: Spot) -> Iterator[Fault]:
    for output in spot.graph.outputs():
        edge = spot.graph.inputs_of(output.id)[0]
        yield spot.fault(output, Disconnect(edge, spot.name), [spot.graph.node(edge.source).name])


def _output_lost(spot: Spot) -> Iterator[Fault]:
    for output in spot.graph.outputs():
        yield spot.fault(output, Remove(output.id, spot.name), ["", *spot.before(output)])


def _too_early(spot: Spot) -> Iterator[Fault]:
    """A join reads a branch one layer too early: that layer is passed by."""
    for node in spot.layers("Add|Concatenate|Multiply|Subtract"):
        for edge in spot.graph.inputs_of(node.id):
            before = spot.graph.inputs_of(edge.source)
            if len(before) == 1:
                moved = replace(edge, source=before[0].source, output=before[0].output)
                yield _moved(spot, edge, moved)
                break


def _skips_swapped(spot: Spot) -> Iterator[Fault]:
    """Two joins read each other's skip."""
    joins = list(spot.layers("Concatenate|Add"))
    for one, other in pairwise(joins):
        ours, theirs = spot.graph.inputs_of(one.id)[-1], spot.graph.inputs_of(other.id)[-1]
        if ours.source == theirs.source or spot.graph.is_reachable(one.id, theirs.source):
            continue
        if spot.graph.is_reachable(other.id, ours.source):
            continue
        edit = Several(
            (
                Disconnect(ours, spot.name),
                Disconnect(theirs, spot.name),
                Connect(replace(ours, source=theirs.source, output=theirs.output), spot.name),
                Connect(replace(theirs, source=ours.source, output=ours.output), spot.name),
            )
        )
        yield spot.fault(one, edit, [other.name])


def _other_skip(spot: Spot) -> Iterator[Fault]:
    """A join reads what another join should read: the skip of another level."""
    joins = list(spot.layers("Concatenate|Add"))
    for one, other in pairwise(joins):
        ours, theirs = spot.graph.inputs_of(one.id)[-1], spot.graph.inputs_of(other.id)[-1]
        for edge, wrong, join in ((ours, theirs, one), (theirs, ours, other)):
            if edge.source != wrong.source and not spot.graph.is_reachable(join.id, wrong.source):
                yield _moved(spot, edge, replace(edge, source=wrong.source, output=wrong.output))
                break


def _input_instead(spot: Spot) -> Iterator[Fault]:
    """The head reads the model's input, so that the whole network is dead."""
    entry = spot.graph.inputs()[0] if spot.graph.inputs() else None
    for output in spot.graph.outputs():
        head = spot.graph.inputs_of(output.id)[0].source
        for edge in spot.graph.inputs_of(head)[:1]:
            if entry and not spot.name and edge.source != entry.id:
                yield _moved(spot, edge, replace(edge, source=entry.id, output=0))


def _moved(spot: Spot, edge: Edge, moved: Edge) -> Fault:
    """One wire reads another place; whoever it passes by may be blamed for leading nowhere."""
    edit = Several((Disconnect(edge, spot.name), Connect(moved, spot.name)))
    names = [spot.graph.node(each).name for each in (edge.source, moved.source)]
    return spot.fault(spot.graph.node(edge.target), edit, names)


def _state_for_sequence(spot: Spot) -> Iterator[Fault]:
    """The wire to a layer, or to an output, carries a state instead of the sequence."""
    for node in spot.layers(_RNN):
        if not node.values.get("return_state"):
            continue
        for edge in spot.graph.outputs_of(node.id):
            if edge.output == 0:
                yield _moved(spot, edge, replace(edge, output=1))


def _sequence_for_state(spot: Spot) -> Iterator[Fault]:
    for node in spot.layers(_RNN):
        for edge in spot.graph.inputs_of(node.id):
            if edge.slot == "initial_state" and edge.index == 0:
                source = spot.graph.node(edge.source)
                assert isinstance(source, LayerNode)
                if source.values.get("return_sequences"):
                    yield _moved(spot, edge, replace(edge, output=0))


def _one_state_lost(spot: Spot) -> Iterator[Fault]:
    for node in spot.layers("LSTM"):
        for edge in spot.graph.inputs_of(node.id):
            if edge.slot == "initial_state" and edge.index == 1:
                yield spot.fault(node, Disconnect(edge, spot.name))


def _query_and_value_swapped(spot: Spot) -> Iterator[Fault]:
    for node in spot.layers("MultiHeadAttention"):
        query, value_edge = (spot.graph.edge_at(node.id, slot) for slot in ("query", "value"))
        if query and value_edge and query.source != value_edge.source:
            edit = Several(
                (
                    Disconnect(query, spot.name),
                    Disconnect(value_edge, spot.name),
                    Connect(replace(query, source=value_edge.source), spot.name),
                    Connect(replace(value_edge, source=query.source), spot.name),
                )
            )
            yield spot.fault(node, edit, spot.meetings(node))


def _circle(spot: Spot) -> Iterator[Fault]:
    """A join reads what comes after it."""
    for node in spot.layers("Add|Concatenate"):
        ahead = spot.graph.outputs_of(node.id)
        edge = spot.graph.inputs_of(node.id)[-1]
        target = spot.graph.node(ahead[0].target) if ahead else None
        if target is None or isinstance(target, OutputNode):
            continue
        fault = _moved(spot, edge, replace(edge, source=target.id, output=0))
        yield replace(fault, truth=fault.truth | {node.name, target.name})


def _same_name(spot: Spot) -> Iterator[Fault]:
    layers = list(spot.layers())
    for one, other in pairwise(layers):
        if type(one) is type(other):
            yield spot.changed(other, truth=[one.name], name=one.name)


def _bad_name(spot: Spot) -> Iterator[Fault]:
    for node in spot.layers("Conv2D|Dense"):
        wrong = f"conv/{node.name}"
        yield Fault(node.name, Change(replace(node, name=wrong), spot.name), frozenset((wrong,)))


def _forgotten_input(spot: Spot) -> Iterator[Fault]:
    extra = InputNode(spot.graph.new_id(), "extra_features", shape=(5,))
    yield Fault("extra_features", Add(extra, spot.name), frozenset((extra.name,)), "extra_features")


def _dead_branch(spot: Spot) -> Iterator[Fault]:
    """A layer was tried and left hanging."""
    for node in spot.layers("Dense|Conv2D"):
        values = {"units": 4} if _is(node, "Dense") else {"filters": 4, "kernel_size": 3}
        extra = LayerNode(spot.graph.new_id(), "left_over", layer=node.layer, values=values)
        edge = Edge(node.id, 0, extra.id, "inputs")
        edit = Several((Add(extra, spot.name), Connect(edge, spot.name)))
        yield spot.fault(node, edit, [extra.name], "left_over")


def inputs(new: Callable[[tuple[Any, ...]], Any], ndim: int = 0) -> Operator:
    """An input of another shape, where it has that many axes (batch left out)."""

    def operator(spot: Spot) -> Iterator[Fault]:
        for node in spot.graph.inputs():
            wrong = new(node.shape) if not spot.name and len(node.shape) == (ndim or 3) else None
            if wrong is not None and wrong != node.shape:
                yield spot.changed(node, shape=wrong, truth=spot.after(node))

    return operator


def _odd_size(shape: tuple[Any, ...]) -> Any:
    """Not divisible, where it was."""
    return (shape[0] - 2, shape[1] - 2, shape[2]) if shape[0] else None


def _wrong_input_dtype(spot: Spot) -> Iterator[Fault]:
    for node in spot.graph.inputs():
        if node.dtype == "float32" and not spot.name:
            yield spot.changed(node, dtype="string", truth=spot.after(node))


def _second_size_differs(spot: Spot) -> Iterator[Fault]:
    """Of two inputs that go the same way, one has another size or other channels."""
    entries = spot.graph.inputs()
    for node in entries[1:]:
        if node.shape == entries[0].shape and len(node.shape) == 3 and not spot.name:
            for shape in ((*node.shape[:2], 3), (32, 32, *node.shape[2:])):
                yield spot.changed(node, shape=shape, truth=spot.after(node))


# Heads and losses: what Keras takes in silence.


def _heads(spot: Spot, activation: str = "") -> Iterator[tuple[OutputNode, LayerNode]]:
    for output in spot.graph.outputs():
        head = spot.graph.node(spot.graph.inputs_of(output.id)[0].source)
        has_units = isinstance(head, LayerNode) and {"units", "filters"} & head.values.keys()
        if isinstance(head, LayerNode) and has_units and not spot.name:
            given_activation = head.values.get("activation", "linear")
            if not activation or given_activation == activation:
                yield output, head


def head(activation: str, wrong: str, says: str) -> Operator:
    def operator(spot: Spot) -> Iterator[Fault]:
        for output, node in _heads(spot, activation):
            yield spot.changed(node, [output.name], says, values={"activation": wrong})

    return operator


def head_units(activation: str, units: int, says: str) -> Operator:
    def operator(spot: Spot) -> Iterator[Fault]:
        for output, node in _heads(spot, activation):
            name = "units" if "units" in node.values else "filters"
            if node.values[name] != units:
                yield spot.changed(node, [output.name], says, values={name: units})

    return operator


def loss(activation: str, wrong: Any, says: str) -> Operator:
    def operator(spot: Spot) -> Iterator[Fault]:
        for output, node in _heads(spot, activation):
            run = RunSettings.from_values(spot.design.settings.run)
            losses = {**run.losses, output.name: wrong}
            told = replace(run, losses=losses).to_values()
            edit = ChangeSettings(replace(spot.design.settings, run=told))
            if run.losses.get(output.name) != wrong:
                yield spot.fault(node, edit, [output.name], says)

    return operator


def _float16(spot: Spot) -> Iterator[Fault]:
    for output, node in _heads(spot):
        wrong = {"dtype": "float16"}
        yield spot.changed(node, [output.name], "float16|half", values=wrong)


def _too_few_ids(spot: Spot) -> Iterator[Fault]:
    """An Embedding behind a vocabulary that has more words."""
    for node in spot.layers("Embedding"):
        for edge in spot.graph.inputs_of(node.id):
            source = spot.graph.node(edge.source)
            if isinstance(source, LayerNode) and _is(source, "TextVectorization|StringLookup"):
                yield spot.changed(node, [source.name], "vocabulary|ids", values={"input_dim": 10})


def _mask_lost(spot: Spot) -> Iterator[Fault]:
    """A layer that drops the mask between a masked Embedding and who would have used it."""
    for node in spot.layers(_RNN):
        source = spot.graph.node(spot.graph.inputs_of(node.id)[0].source)
        if isinstance(source, LayerNode) and source.values.get("mask_zero"):
            values = {"filters": 20, "kernel_size": 3, "padding": "same"}
            edge = spot.graph.inputs_of(node.id)[0]
            fault = _inserted(spot, edge, "Conv1D", values, "mask")
            yield replace(fault, truth=fault.truth | {source.name})


def _frozen_in_training(spot: Spot) -> Iterator[Fault]:
    for node in spot.layers("BatchNormalization|Dropout"):
        yield spot.changed(node, (), "training", call_values={"training": True})


def _broadcast(spot: Spot) -> Iterator[Fault]:
    """A branch of one channel, or of no size, that Add stretches without a word."""
    for node in spot.layers("Add"):
        for edge in spot.graph.inputs_of(node.id):
            before = spot.graph.node(edge.source)
            if isinstance(before, LayerNode) and "filters" in before.values:
                wrong = {"filters": 1}
                yield spot.changed(before, [node.name], "broadcast|stretch|repeat", values=wrong)
            if isinstance(before, LayerNode) and "units" in before.values:
                wrong = {"units": 1}
                yield spot.changed(before, [node.name], "broadcast|stretch|repeat", values=wrong)


_FROM_LOGITS = Call("keras.losses.SparseCategoricalCrossentropy", {"from_logits": True})
_FLAGS_FROM_LOGITS = Call("keras.losses.BinaryCrossentropy", {"from_logits": True})

LOUD: Mapping[str, Operator] = {
    "filters doubled": value(r"(Separable)?Conv[123]D(Transpose)?", "filters", lambda n: n * 2
                             if isinstance(n, int) else None),
    "units not back to the width": value("Dense", "units", lambda n: n + 8),
    "stride too many": value(rf"{_CONV}|DepthwiseConv2D", "strides", _doubled_stride),
    "stride lost": value(rf"{_CONV}|{_POOL}|DepthwiseConv2D", "strides", _lost_stride),
    "padding valid": value(r".*Conv.*|.*Pooling.*", "padding",
                           lambda old: "valid" if old in ("same", "causal") else None),
    "pool of another size": value(_POOL, "pool_size", _number(lambda n: n + 1)),
    "pool stride doubled": value(_POOL, "strides", _number(lambda n: n * 2)),
    "up-sampled too much": value("UpSampling[123]D", "size", _number(lambda n: n * 2)),
    "up-sampled by other strides": value("Conv2DTranspose", "strides", lambda n: 3),
    "up-convolution not strided": value("Conv2DTranspose", "strides", lambda n: 1),
    "kernel larger than the image": given("Conv2D", kernel_size=65, padding="valid"),
    "window larger than the image": given(
        "(Max|Average)Pooling2D", pool_size=40, padding="valid"
    ),
    "channels first on one layer": given(
        rf"Conv2D|{_POOL}|UpSampling2D", data_format="channels_first"
    ),
    "groups that do not divide": given("Conv2D", groups=7),
    "dilation with strides": given("Conv2D", dilation_rate=2, strides=2),
    "no filters": given("Conv[123]D", filters=0),
    "negative units": given("Dense", units=-8),
    "fractional units": given("Dense", units=12.5),
    "rate of a dropout in percent": given("Dropout", rate=50),
    "misspelt activation": given("Dense|Conv2D", activation="reluu"),
    "misspelt padding": given("Conv2D|MaxPooling2D", padding="full"),
    "axis that is not there": given("BatchNormalization|LayerNormalization|Concatenate", axis=7),
    "joined on another axis": value("Concatenate", "axis", lambda _: 1),
    "joined on the batch": given("Concatenate", axis=0),
    "return_sequences lost": _return_lost("return_sequences"),
    "return_state lost": _return_lost("return_state"),
    "units of a recurrent layer": value(_RNN, "units", lambda n: n * 2),
    "width of an embedding": value("Embedding", "output_dim", lambda n: n * 2),
    "width of an attention": given("MultiHeadAttention", output_shape=48 + 7),
    "no heads": given("MultiHeadAttention", num_heads=0),
    "target shape of another size": value("Reshape", "target_shape", _one_more),
    "target shape reversed": value("Reshape", "target_shape", _wrong_place),
    "repeated another number of times": value("RepeatVector", "n", lambda n: n + 2),
    "axes of a product": given("Dot", axes=2),
    "keeps the pooled axes": given("GlobalAveragePooling2D|GlobalMaxPooling2D", keepdims=True),
    "inner stride": inner("Conv2D", "kernel_size", 40),
    "inner layer not repeated": _frame_lost,
    "two dimensions too few": other_class("Conv2D", "Conv1D", "filters", "kernel_size"),
    "pooling of another rank": other_class("(Max|Average)Pooling2D", "MaxPooling1D", "pool_size"),
    "pooled over time, not space": other_class("GlobalAveragePooling2D", "GlobalAveragePooling1D"),
    "pooled over space, not time": other_class("GlobalAveragePooling1D", "GlobalAveragePooling2D"),
    "down instead of up": other_class(
        "Conv2DTranspose", "Conv2D", "filters", "kernel_size", "strides", "padding"),
    "pooled instead of up-sampled": other_class("UpSampling2D", "MaxPooling2D"),
    "joined instead of added": other_class("Add", "Concatenate"),
    "added instead of joined": other_class("Concatenate", "Add"),
    "multiplied matrices": other_class("Multiply", "Dot"),
    "flatten lost": lost("Flatten"),
    "reshape lost": lost("Reshape"),
    "repeat lost": lost("RepeatVector"),
    "pooling of features lost": lost("Global.*"),
    "up-sampling lost": lost("UpSampling2D|Conv2DTranspose"),
    "pooling lost": lost(_POOL),
    "embedding lost": lost("Embedding"),
    "vectorization lost": lost("TextVectorization"),
    "convolution lost": lost("Conv[12]D"),
    "dense lost": lost("Dense"),
    "flattened too early": inserted(
        rf"Conv[12]D|{_POOL}|{_RNN}|MultiHeadAttention|Conv2DTranspose", "Flatten"
    ),
    "pooled too early": inserted(rf"Conv2D|{_POOL}", "GlobalAveragePooling2D"),
    "pooled once more": inserted(
        "Conv2D|Add|Concatenate|Conv2DTranspose", "MaxPooling2D", pool_size=2
    ),
    "transposed": inserted("Conv2D|LSTM|MultiHeadAttention", "Permute", dims=(2, 1)),
    "cropped": inserted("Add|Concatenate", "Cropping2D", cropping=1),
    "padded": inserted("Add|Concatenate", "ZeroPadding2D", padding=1),
    "wire lost": cut(),
    "wire of a join lost": cut("Add|Concatenate|Multiply|Subtract|Dot|Attention"),
    "output not wired": _output_cut,
    "output lost": _output_lost,
    "read one layer too early": _too_early,
    "skips swapped": _skips_swapped,
    "skip of another level": _other_skip,
    "head on the input": _input_instead,
    "state instead of the sequence": _state_for_sequence,
    "sequence instead of the state": _sequence_for_state,
    "one state of two": _one_state_lost,
    "query and value swapped": _query_and_value_swapped,
    "circle": _circle,
    "two of one name": _same_name,
    "slash in a name": _bad_name,
    "channels forgotten": inputs(lambda shape: shape[:2]),
    "channels first": inputs(lambda shape: (shape[2], *shape[:2])),
    "batch in the shape": inputs(lambda shape: (32, *shape)),
    "image too small": inputs(lambda shape: (4, 4, shape[2])),
    "not divisible": inputs(_odd_size),
    "size unknown": inputs(lambda shape: (None, None, shape[2])),
    "channels unknown": inputs(lambda shape: (*shape[:2], None)),
    "other length": inputs(lambda shape: (shape[0] + 3, *shape[1:]) if shape[0] else None, 1),
    "features without time": inputs(lambda shape: shape[-1:], 2),
    "length unknown": inputs(lambda shape: (None,), 1),
    "text where numbers belong": _wrong_input_dtype,
    "the other input differs": _second_size_differs,
}  # fmt: skip

SILENT: Mapping[str, Operator] = {
    "flatten lost, taken": lost("Flatten", "axis|axes|Flatten|each|flat", behind="Dense"),
    "pooling of features lost, taken": lost("Global.*", "axis|axes|Flatten|each|pool", "Dense"),
    "softmax over one unit": head_units("softmax", 1, "softmax|one unit|single"),
    "softmax for a flag": head("sigmoid", "softmax", "softmax"),
    "relu for a flag": head("sigmoid", "relu", "relu|sigmoid"),
    "no activation for a flag": head("sigmoid", "linear", "sigmoid|logits|activation"),
    "no activation for classes": head("softmax", "linear", "softmax|logits|activation"),
    "sigmoid for classes": head("softmax", "sigmoid", "sigmoid|softmax"),
    "several units for a flag": loss("softmax", "binary_crossentropy", "binary|sigmoid|softmax"),
    "logits and softmax": loss("softmax", _FROM_LOGITS, "logits"),
    "logits and sigmoid": loss("sigmoid", _FLAGS_FROM_LOGITS, "logits"),
    "quantity learnt as classes": loss("linear", "sparse_categorical_crossentropy", "class|unit"),
    "output in half precision": _float16,
    "dropout at the end": inserted_last("Dropout", "[Dd]rop", rate=0.5),
    "activation twice": inserted_last("Softmax", "softmax|twice|activation|Softmax"),
    "input that nothing uses": _forgotten_input,
    "dead branch": _dead_branch,
    "fewer ids than words": _too_few_ids,
    "mask lost": _mask_lost,
    "training mode frozen": _frozen_in_training,
    "addition that stretches": _broadcast,
}


@dataclass(frozen=True)
class Mutant:
    """An architecture with one fault."""

    architecture: str
    operator: str
    fault: Fault
    graph: str
    is_silent: bool
    original: Callable[[], Design]
    """Makes the sound design."""

    @property
    def name(self) -> str:
        return f"{self.architecture}: {self.operator} at {self.fault.place}"

    @property
    def is_held_out(self) -> bool:
        """Two of five, by their names: these are judged, but nothing is tuned on them."""
        return _draw(self.name) % 5 < 2

    def design(self) -> Design:
        """A fresh design with the fault in it."""
        design = self.original()
        self.fault.edit.apply(design)
        return design


def mutants(
    each: int = 4, architectures: Mapping[str, Callable[[], Design]] = ARCHITECTURES
) -> Iterator[Mutant]:
    """Of every operator as many faults as `each`, at most one an architecture, drawn by their
    names: so that all architectures come, and no order can be seen in it."""
    spots = [
        (architecture, original, Spot(design, name, graph))
        for architecture, original in architectures.items()
        for design in (original(),)
        for name, graph in design.graphs()
    ]
    for table, is_silent in ((LOUD, False), (SILENT, True)):
        for operator, faults in table.items():
            found = (
                Mutant(architecture, operator, fault, spot.name, is_silent, original)
                for architecture, original, spot in spots
                for fault in faults(spot)
            )
            yield from _drawn(found)[:each]


def some(count: int, found: Iterable[Mutant]) -> list[Mutant]:
    """So many of them, drawn by their names."""
    return sorted(found, key=lambda mutant: _draw(f"some {mutant.name}"))[:count]


def _drawn(found: Iterable[Mutant]) -> list[Mutant]:
    first: dict[str, Mutant] = {}
    for mutant in sorted(found, key=lambda each: _draw(each.name)):
        first.setdefault(mutant.architecture, mutant)
    return list(first.values())


def _draw(name: str) -> int:
    """The same for ever."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])
