"""Arguments that may be what is wrong, and the values that were meant. Pure."""

from __future__ import annotations

import difflib
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from designer.catalog.spec import REQUIRED, ArgumentSpec, Spec
from designer.catalog.values import Call, Code, Value
from designer.diagnosis.causes.scene import is_plain
from designer.diagnosis.causes.steps import Candidate, clearing, setting
from designer.diagnosis.causes.suspects.absent import forms, kept_in_part
from designer.diagnosis.causes.suspects.cone import Cone
from designer.graph.nodes import LayerNode, values_of

_SIZES = frozenset({"filters", "units", "output_dim", "n"})
_RECURRENT = frozenset({"LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "ConvLSTM2D"})
_LAST_TO_CHANGE = frozenset({"activation", "kernel_initializer", "use_bias", "name", "dtype",
                             "epsilon", "momentum", "mask_zero", "seed"})  # fmt: skip
"""Arguments that change no shape."""
_MOST = 0.6
"""Of its class that give an argument, where one that does not may have forgotten it."""
_AS_ALL = 0.4
"""How much less likely a value is wrong that all of the same name have."""

Meant = Iterator[tuple[Value, float]]


def argument_candidates(cone: Cone) -> Iterator[Candidate | None]:
    for node in cone.layers:
        yield from _of_layer(cone, node)


def _of_layer(cone: Cone, node: LayerNode) -> Iterator[Candidate | None]:
    scene, far = cone.scene, cone.far(node)
    spec = scene.design.spec_of(node, scene.catalog)
    if spec is None:
        return
    yield from _ungiven(cone, node, spec)
    for name, value in {**node.values, **node.call_values}.items():
        argument = spec.argument(name)
        if argument is None:
            yield clearing(scene, node, [name], 0.1 + far)
            continue
        is_refused = node.id == cone.node.id
        if name in _LAST_TO_CHANGE and not is_refused:
            continue
        usual = cone.usual(node, name)
        far = cone.far(node) + (_AS_ALL if _is_as_all(cone, node, name) else 0.0)
        for meant, share in usual:
            if meant is not None and meant != value and is_plain(meant):
                told = _as_given(value, meant)
                yield setting(scene, node, {name: told}, _by_share(share, name) + far)
        for meant in cone.of_siblings(node, name):
            if meant is not None and meant != value:
                yield setting(scene, node, {name: meant}, 0.15 + far)
        for named in _named_in_block(cone, node, name):
            yield setting(scene, node, {name: named}, 0.3 + far)
        for meant, rank in _meant(cone, node, argument, value):
            if meant != value:
                yield setting(scene, node, {name: meant}, rank + far)
        if argument.default not in (REQUIRED, value) and name != "cropping":
            alone = not usual or usual[0][0] == argument.default
            yield clearing(scene, node, [name], (0.25 if alone else 0.9) + far)
    far = cone.far(node)
    if scene.kind(node) in _RECURRENT and not scene.value(node, "return_sequences"):
        yield setting(scene, node, {"return_sequences": True}, 0.1 + far)
    if _states_read(cone, node):
        yield setting(scene, node, {"return_state": True}, 0.1 + far)
    if "Global" in scene.kind(node) and not scene.value(node, "keepdims"):
        yield setting(scene, node, {"keepdims": True}, 0.5 + far)
    yield from _inner(cone, node, far)


def _ungiven(cone: Cone, node: LayerNode, spec: Spec) -> Iterator[Candidate | None]:
    """What other layers of the class are given, and this one is not."""
    others = {
        name
        for each in cone.scene.peers.get(cone.scene.kind(node), ())
        for name in values_of(each)
        if each.id != node.id and name not in node.values
    }
    for argument in spec.arguments:
        if argument.name in others - _LAST_TO_CHANGE - _SIZES:
            for meant in cone.of_siblings(node, argument.name):
                yield setting(cone.scene, node, {argument.name: meant}, 0.2 + cone.far(node))
            for meant, share in cone.usual(node, argument.name)[:1]:
                if share >= _MOST and is_plain(meant):
                    rank = 0.2 + 0.5 * (1 - share) + cone.far(node)
                    yield setting(cone.scene, node, {argument.name: meant}, rank)
    if "padding" not in node.values and "padding" not in others and spec.argument("kernel_size"):
        yield setting(cone.scene, node, {"padding": "same"}, 0.4 + cone.far(node))


def _is_as_all(cone: Cone, node: LayerNode, name: str) -> bool:
    """Whether all layers that are named alike have what this one has: then it was meant."""
    return cone.scene.value(node, name) in cone.of_siblings(node, name, at_least=2)


def _named_in_block(cone: Cone, node: LayerNode, name: str) -> list[Value]:
    """What other layers of the block say by a block argument, where this one says a value."""
    graph = cone.scene.design.graph(cone.scene.name)
    own = graph.get(node.id)
    if not cone.scene.name or own is None or isinstance(values_of(own).get(name), Code):
        return []
    others = (values_of(each).get(name) for each in graph.nodes() if each.id != node.id)
    return list(dict.fromkeys(value for value in others if isinstance(value, Code)))


def _by_share(share: float, name: str) -> float:
    """What all others have was hardly meant otherwise here; sizes differ by nature."""
    return (0.7 if name in _SIZES else 0.3) + 0.5 * (1 - share)


def _states_read(cone: Cone, node: LayerNode) -> bool:
    outputs = cone.scene.graph.outputs_of(node.id)
    return cone.scene.kind(node) in _RECURRENT and any(edge.output for edge in outputs)


def _inner(cone: Cone, node: LayerNode, far: float) -> Iterator[Candidate | None]:
    """The same inside of a wrapper, for the sizes that fit nothing."""
    held = node.values.get("layer")
    if not isinstance(held, Call):
        return
    kind = held.path.rpartition(".")[2]
    meant = [("kernel_size", 3, 0.6), ("pool_size", 2, 0.6)]
    if kind in _RECURRENT and not held.arguments.get("return_sequences"):
        meant.append(("return_sequences", True, 0.12))
    for peer in cone.scene.peers.get(cone.scene.kind(node), ()):
        other = cone.scene.value(peer, "layer")
        if peer.id != node.id and isinstance(other, Call) and other.path == held.path:
            meant += [(name, value, 0.2) for name, value in other.arguments.items()]
    for number, size in enumerate(cone.sizes):
        # Both directions are joined.
        halves = [size // 2, size] if cone.scene.kind(node) == "Bidirectional" else [size]
        meant += [(n, each, 0.4 + number / 50) for n in sorted(_SIZES) for each in halves]
    for name, value, rank in meant:
        is_new = name == "return_sequences" or name in held.arguments
        if is_new and name != "name" and held.arguments.get(name) != value:
            changed = Call(held.path, {**held.arguments, name: value})
            yield setting(cone.scene, node, {"layer": changed}, rank + far)


def _meant(cone: Cone, node: LayerNode, argument: ArgumentSpec, value: Value) -> Meant:
    if argument.choices and isinstance(value, str) and value not in argument.choices:
        for number, close in enumerate(difflib.get_close_matches(value, argument.choices, 2, 0.4)):
            yield close, 0.0 + number / 100
        yield from (("same", 0.05),) if argument.name == "padding" else ()
    rule = _RULES.get(argument.name)
    if rule is not None:
        yield from rule(cone, node, value)
    if isinstance(value, float) and argument.kind == "int" and value == value:
        yield math.ceil(value), 0.0
        yield int(value), 0.01
    if isinstance(value, int) and value < 0 and argument.kind in ("int", "ints"):
        yield -value, 0.0


def _padding(cone: Cone, node: LayerNode, value: Value) -> Meant:
    if not isinstance(value, str):
        yield from _border(cone, node, value)
        return
    yield from (("same", 0.35), ("valid", 0.75)) if value != "same" else (("valid", 0.75),)


def _strides(cone: Cone, node: LayerNode, value: Value) -> Meant:
    for meant in (1, 2):
        yield _like(value, meant), 0.45 if meant == 1 else 0.5
    window = cone.scene.value(node, "kernel_size")
    if isinstance(window, int) and window > 2:
        yield _like(value, window), 0.15 if _are_in_patches(cone, node) else 0.4


def _are_in_patches(cone: Cone, node: LayerNode) -> bool:
    """Whether the windows of all other layers that have strides lie side by side."""
    peers = cone.scene.peers.get(cone.scene.kind(node), ())
    stepping = [values_of(each) for each in peers if each.id != node.id]
    stepping = [values for values in stepping if "strides" in values]
    return bool(stepping) and all(each["strides"] == each.get("kernel_size") for each in stepping)


def _window(cone: Cone, node: LayerNode, value: Value) -> Meant:
    # Pooling, or enlarging, by one does nothing.
    last = 0.8 if cone.scene.value(node, "kernel_size") is not None else 1.5
    for meant, rank in ((2, 0.4), (3, 0.45), (1, last)):
        yield _like(value, meant), rank


def _size(cone: Cone, node: LayerNode, value: Value) -> Meant:
    """What the other branch has; and what divides well."""
    target = cone.target
    if target:
        total = math.prod(target)
        if len(cone.shapes[:1]) and len(cone.shapes[0]) == 2:
            yield total, 0.15
        came = math.prod(size or 0 for shape in cone.shapes[:1] for size in shape[1:])
        if isinstance(value, int) and came and total * value % came == 0:
            fitting = total * value // came
            parts = [math.prod(target[at:]) for at in range(len(target))]
            is_torn = len(cone.shapes[0]) > 2 and target[-1] % fitting and fitting not in parts
            yield fitting, (0.5 if is_torn else 0.2) + _away(value, fitting)
    for number, size in enumerate(cone.sizes):
        yield size, 0.4 + number / 50
    states = [edge for edge in cone.scene.graph.inputs_of(node.id) if edge.slot == "initial_state"]
    for edge in states[:1]:
        shape = cone.scene.shape(edge.source, edge.output)
        if shape and shape[-1]:
            yield shape[-1], 0.05
    if isinstance(value, int) and value < 1:
        yield 32, 0.6
    for meant in _balanced(cone, node):
        yield meant, 0.5


def _balanced(cone: Cone, node: LayerNode) -> Iterator[int]:
    """The channels that came in at a residual branch: where it parted from the other one."""
    for wire in cone.scene.wires(cone.node):
        shape = wire.shape
        if shape and shape[-1]:
            yield shape[-1]


def _target_shape(cone: Cone, node: LayerNode, value: Value) -> Meant:
    """With the product of what comes in: one size counted anew, or told by -1."""
    shape = cone.scene.input_shape(node)
    if not isinstance(value, (tuple, list)) or shape is None:
        return
    total = math.prod(shape[1:]) if all(shape[1:]) else 0  # type: ignore[arg-type]
    whole = tuple(each for each in value if isinstance(each, int))
    if len(whole) == len(value):
        for number, meant in enumerate(kept_in_part(whole, shape, total)):
            yield meant, 0.08 + number / 100
    if len(whole) == len(value) > 2:
        yield tuple(each for each in whole if each != 1), 0.1
        yield (*whole[:-2], whole[-2] * whole[-1]), 0.15
    for place in reversed(range(len(whole))):
        others = math.prod(whole[:place] + whole[place + 1 :])
        if others and total and total % others == 0:
            meant = (*whole[:place], total // others, *whole[place + 1 :])
            # Channels of an image are not to be torn apart.
            is_torn = len(shape) > 2 and meant[-1] % (shape[-1] or 1) != 0
            away = _away(whole[place], total // others)
            yield meant, 0.2 + (len(whole) - place) / 50 + (0.3 if is_torn else 0.0) + away
    for number, meant in enumerate(forms(cone, node)):
        yield meant, (0.12 if len(shape) == 2 else 0.5) + number / 100
    if len(whole) > 1:
        yield tuple(reversed(whole)), 0.15
    if shape[-1]:
        yield (-1, shape[-1]), 0.6


def _axis(cone: Cone, node: LayerNode, value: Value) -> Meant:
    # Where all branches but one are alike, that one is wrong.
    is_one_odd = len(cone.shapes) > 2 and Counter(cone.shapes).most_common(1)[0][1] == (
        len(cone.shapes) - 1
    )
    yield -1, 0.6 if is_one_odd and node.id == cone.node.id else 0.05
    yield 1, 0.6


def _axes(cone: Cone, node: LayerNode, value: Value) -> Meant:
    for number, meant in enumerate((-1, 1, (2, 1), (1, 1), 2)):
        yield meant, 0.2 + number / 100


def _rate(cone: Cone, node: LayerNode, value: Value) -> Meant:
    if isinstance(value, (int, float)) and value > 1:
        yield value / 100, 0.0


def _heads(cone: Cone, node: LayerNode, value: Value) -> Meant:
    for meant in (2, 4, 8, 1):
        yield meant, 0.5


def _dims(cone: Cone, node: LayerNode, value: Value) -> Meant:
    shape = cone.scene.input_shape(node)
    if shape is not None:
        count = len(shape) - 1
        given = value if isinstance(value, (tuple, list)) else ()
        kept = [each for each in given if each in range(1, count + 1)]
        rest = [each for each in range(1, count + 1) if each not in kept]
        if len(set(kept)) == len(kept):
            yield (*kept, *rest), 0.2
        yield tuple(range(1, count + 1)), 0.7
        if count == 2:
            yield (2, 1), 0.4


def _border(cone: Cone, node: LayerNode, value: Value) -> Meant:
    """What is cut off, or put on, elsewhere; and what makes branches meet."""
    for kind in ("ZeroPadding", "Cropping"):
        for peer in cone.scene.peers.get(f"{kind}{cone.scene.kind(node)[-2:]}", ()):
            other = cone.scene.value(peer, "padding" if kind == "ZeroPadding" else "cropping")
            if peer.id != node.id and other is not None:
                yield other, 0.25
    sizes = [shape[1] for shape in cone.shapes if len(shape) == 4 and shape[1]]
    if isinstance(value, int) and len(sizes) == 2:
        for more in {sizes[0] - sizes[1], sizes[1] - sizes[0]}:
            if more % 2 == 0 and value + more // 2 >= 0:
                yield value + more // 2, 0.35


def _one(cone: Cone, node: LayerNode, value: Value) -> Meant:
    yield _like(value, 1), 0.2


_RULES: Mapping[str, Callable[[Cone, LayerNode, Value], Meant]] = {
    "padding": _padding,
    "cropping": _border,
    "strides": _strides,
    "pool_size": _window,
    "size": _window,
    "kernel_size": _window,
    "dilation_rate": _one,
    "groups": _one,
    "filters": _size,
    "units": _size,
    "output_dim": _size,
    "n": _size,
    "target_shape": _target_shape,
    "axis": _axis,
    "axes": _axes,
    "rate": _rate,
    "num_heads": _heads,
    "key_dim": _size,
    "dims": _dims,
}


def _away(value: int, meant: int) -> float:
    """A slip is seldom large."""
    return abs(math.log2(meant / value)) / 20 if meant > 0 < value else 0.0


def _as_given(value: Value, meant: Value) -> Value:
    """One number for all axes where one was given, though Keras keeps a tuple of it."""
    is_one = isinstance(value, int) and isinstance(meant, tuple) and len(set(meant)) == 1
    return meant[0] if is_one else meant


def _like(value: Value, number: int) -> Value:
    return (number,) * len(value) if isinstance(value, (tuple, list)) else number
