"""The last layer and its loss: what Keras trains on without a word, though it cannot learn.

Only losses that the person has named are compared: what goes without saying fits the output. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from designer.catalog.values import Call, Value
from designer.diagnosis.causes.scene import LAYERS, Scene, is_plain
from designer.diagnosis.causes.steps import (
    LIKELY,
    USUAL,
    Candidate,
    both,
    fixes,
    inserting,
    setting,
)
from designer.graph.answers import Shape, shape_text
from designer.graph.design import MAIN
from designer.graph.edits import Change, ChangeSettings
from designer.graph.nodes import LayerNode, Node, OutputNode
from designer.graph.problems import WARNING, Fix, Problem

FLAGS, ONE_HOT, CLASS_IDS = "flags", "one-hot", "class ids"
_KINDS: Mapping[str, str] = {
    "binary_crossentropy": FLAGS,
    "bce": FLAGS,
    "binary_focal_crossentropy": FLAGS,
    "categorical_crossentropy": ONE_HOT,
    "categorical_focal_crossentropy": ONE_HOT,
    "sparse_categorical_crossentropy": CLASS_IDS,
}
_SPARSE = "sparse_categorical_crossentropy"
_EACH_BY_ITSELF = frozenset(
    {"Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "Identity", "Reshape",
     "Flatten", "GaussianNoise", "GaussianDropout", "AlphaDropout"}
)  # fmt: skip
"""Layers behind which numbers still have the range that an activation gave them."""


@dataclass(frozen=True, slots=True)
class Head:
    """An output, the layer that makes its numbers, and what the loss takes them for."""

    output: OutputNode
    node: LayerNode
    activation: str
    shape: Shape
    loss: Value
    kind: str
    """What targets the loss compares them with; empty where that is not known."""

    @property
    def key(self) -> str:
        return self.output.key or self.output.name

    @property
    def units(self) -> int | None:
        return self.shape[-1]

    @property
    def told(self) -> str:
        return f"`{self.node.name}` gives the output `{self.output.name}` {shape_text(self.shape)}"

    @property
    def takes_logits(self) -> bool:
        return isinstance(self.loss, Call) and self.loss.arguments.get("from_logits") is True


def heads(scene: Scene) -> Iterator[Head]:
    """Of the outputs whose last layer has an activation that can be read."""
    for output in scene.graph.outputs() if scene.name == MAIN else ():
        found = _last_layer(scene, output)
        wires = scene.wires(output)
        shape = wires[0].shape if wires else None
        if found and shape:
            loss = scene.settings.losses.get(output.key or output.name)
            yield Head(output, *found, shape, loss, _KINDS.get(loss_name(loss), ""))


def loss_name(loss: Value) -> str:
    """`sparse_categorical_crossentropy` of a name or of the call of the class."""
    if isinstance(loss, Call):
        name = loss.path.rpartition(".")[2]
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return loss if isinstance(loss, str) else ""


def _last_layer(scene: Scene, output: OutputNode) -> tuple[LayerNode, str] | None:
    for node in scene.back(output):
        if not isinstance(node, LayerNode):
            return None
        activation = activation_of(scene, node)
        if activation is not None:
            return node, activation
        if scene.kind(node) not in _EACH_BY_ITSELF:
            return None
    return None


def activation_of(scene: Scene, node: Node) -> str | None:
    """The name of the function that a layer ends with; None where that cannot be said."""
    kind = scene.kind(node)
    if kind in ("Softmax", "ReLU"):
        return kind.lower()
    if kind not in ("Dense", "EinsumDense", "Activation") and "Conv" not in kind:
        return None
    given = scene.value(node, "activation")
    if given is None:
        return "linear"
    return given if isinstance(given, str) and is_plain(given) else None


def head_mistakes(scene: Scene) -> Iterator[Problem]:
    """One problem a head, the first that holds."""
    for head in heads(scene):
        found = (rule(scene, head) for rule in _RULES)
        problem = next((each for each in found if each), None)
        if problem:
            yield problem


def _one_unit_softmax(scene: Scene, head: Head) -> Problem | None:
    axis = scene.value(head.node, "axis") if scene.kind(head.node) == "Softmax" else -1
    is_last = axis in (-1, len(head.shape) - 1)
    if head.activation != "softmax" or head.units != 1 or not is_last:
        return None
    return _problem(
        scene,
        "softmax-of-one",
        head,
        f"{head.told}: a softmax over one unit is always 1, whatever the network has learnt.",
        "For a flag take a sigmoid and binary_crossentropy; for classes one unit for each.",
        _both(scene, head, "sigmoid", "binary_crossentropy" if head.loss else None),
        setting(scene, head.node, {_size_name(head.node): 2}, USUAL),
    )


def _shares_of_others(scene: Scene, head: Head) -> Problem | None:
    """A softmax along another axis than that of the classes, which a loss takes to be the last."""
    axis, rank = scene.value(head.node, "axis"), len(head.shape)
    if head.kind not in (ONE_HOT, CLASS_IDS) or scene.kind(head.node) != "Softmax":
        return None
    before = scene.input_shape(head.node)
    if type(axis) is not int or before != head.shape or axis % rank == rank - 1:
        return None
    if isinstance(head.loss, Call) and "axis" in head.loss.arguments:
        return None
    wires = scene.graph.inputs_of(head.output.id)
    dims = (*(each for each in range(1, rank) if each != axis % rank), axis % rank)
    first = any(
        scene.value(each, "data_format") == "channels_first" for each in scene.back(head.node)
    )
    turned = inserting(scene, wires[0], "Permute", {"dims": dims}, LIKELY if first else USUAL)
    return _problem(
        scene,
        "softmax-axis",
        head,
        f"{head.told}, whose softmax shares 1 out along axis {axis} ({head.shape[axis]} places), "
        f"and its loss {loss_name(head.loss)} takes the last axis ({head.units}) for the classes.",
        "Let the softmax run over the last axis, and let the classes stand there.",
        setting(scene, head.node, {"axis": -1}, USUAL if first else LIKELY),
        turned if axis % rank else None,
    )


def _logits_twice(scene: Scene, head: Head) -> Problem | None:
    wrong = {"softmax", "sigmoid"}
    if not head.takes_logits or head.activation not in wrong or not isinstance(head.loss, Call):
        return None
    told = {name: value for name, value in head.loss.arguments.items() if name != "from_logits"}
    return _problem(
        scene,
        "logits-mismatch",
        head,
        f"{head.told} through {head.activation}, and its loss {loss_name(head.loss)} is told "
        "from_logits=True: the activation is applied twice.",
        "Say from_logits=False, or give the layer no activation.",
        relearning(scene, head, Call(head.loss.path, told), LIKELY),
        _activating(scene, head, "linear", USUAL),
    )


def _clipped(scene: Scene, head: Head) -> Problem | None:
    """Scores of which the loss itself makes a softmax or sigmoid, and none is below 0."""
    if not head.takes_logits or head.activation != "relu":
        return None
    return _problem(
        scene,
        "clipped-scores",
        head,
        f"{head.told} through relu, and its loss {loss_name(head.loss)} takes it for scores "
        "(from_logits=True): all below 0 is cut off, and what falls there learns no more.",
        "Scores have no activation.",
        _activating(scene, head, "linear", LIKELY),
    )


def _accuracy(scene: Scene, head: Head) -> Problem | None:
    """Accuracy counts equal numbers, and two fractions are hardly ever equal."""
    metrics = scene.settings.metrics.get(head.key, ())
    counting = [each for each in metrics if loss_name(each) in _COUNTING]
    if loss_name(head.loss) not in _OF_NUMBERS or head.activation != "linear" or not counting:
        return None
    kept = [each for each in metrics if each not in counting]
    told = replace(
        scene.settings,
        metrics={**scene.settings.metrics, head.key: (*dict.fromkeys((*kept, "mae")),)},
    )
    edit = ChangeSettings(replace(scene.design.settings, run=told.to_values()))
    title = f"Measure the mean absolute error (mae) of {head.output.name}"
    return _problem(
        scene,
        "accuracy-of-numbers",
        head,
        f"{head.told}, numbers that are learnt with {loss_name(head.loss)}, and its accuracy is "
        "measured: that counts how many are exactly right, and stays near 0.",
        "Measure how far off it is.",
        Candidate(LIKELY, Fix(f"measure:{head.output.id}:mae", title, edit)),
    )


_COUNTING = frozenset({"accuracy", "acc", "binary_accuracy"})
_OF_NUMBERS = frozenset(
    {"mse", "mean_squared_error", "mae", "mean_absolute_error", "huber", "log_cosh", "mape",
     "mean_absolute_percentage_error", "msle", "mean_squared_logarithmic_error"}
)  # fmt: skip


def _flags(scene: Scene, head: Head) -> Problem | None:
    """A loss of flags, each unit a probability by itself."""
    if head.kind != FLAGS or head.takes_logits or head.activation in ("sigmoid", "hard_sigmoid"):
        return None
    several = head.units != 1
    if head.activation == "softmax":
        told = (
            "shares one probability among all units, and its loss binary_crossentropy takes each "
            "unit for a flag by itself"
        )
    elif head.activation == "linear":
        told = (
            "has no activation, so it gives logits, and its loss binary_crossentropy takes "
            "probabilities from 0 to 1"
        )
    else:
        told = (
            f"ends with {head.activation}, not with a sigmoid, and its loss binary_crossentropy "
            "takes probabilities from 0 to 1"
        )
    is_classes = head.activation == "softmax" and several
    return _problem(
        scene,
        "flag-activation",
        head,
        f"{head.told}; it {told}.",
        "Give flags a sigmoid; classes of which one is right a softmax and a categorical loss.",
        _activating(scene, head, "sigmoid", USUAL if is_classes else LIKELY),
        relearning(scene, head, _SPARSE, LIKELY) if is_classes else None,
    )


def _classes(scene: Scene, head: Head) -> Problem | None:
    """A loss of classes, of which one is right: the units share one probability."""
    if head.kind not in (ONE_HOT, CLASS_IDS) or head.takes_logits:
        return None
    name = loss_name(head.loss)
    if head.units == 1:
        is_flag = head.activation in ("sigmoid", "softmax")
        fit = "binary_crossentropy" if is_flag else "mean_squared_error"
        return _problem(
            scene,
            "one-unit-classes",
            head,
            f"{head.told}, one unit, and its loss {name} chooses among classes, one unit for each.",
            "Name the loss of what it learns: a flag or a quantity; or give it a unit a class.",
            relearning(scene, head, fit, LIKELY),
            setting(scene, head.node, {_size_name(head.node): 2}, USUAL),
        )
    if head.activation == "softmax":
        return None
    told = (
        "has no activation, so it gives logits"
        if head.activation == "linear"
        else f"ends with {head.activation}, so its numbers do not sum to 1"
    )
    return _problem(
        scene,
        "class-activation",
        head,
        f"{head.told}; it {told}, and its loss {name} takes the probabilities of a softmax.",
        "Give it a softmax, or tell the loss from_logits=True where it gives logits.",
        _activating(scene, head, "softmax", LIKELY),
    )


_RULES: tuple[Callable[[Scene, Head], Problem | None], ...] = (
    _one_unit_softmax,
    _shares_of_others,
    _logits_twice,
    _clipped,
    _accuracy,
    _flags,
    _classes,
)


def _problem(
    scene: Scene, code: str, head: Head, sentence: str, hint: str, *found: Candidate | None
) -> Problem:
    path = (head.node.id, head.output.id)
    return scene.problem(code, WARNING, head.node, sentence, hint, fixes(found), path)


def _size_name(node: LayerNode) -> str:
    return "filters" if "Conv" in node.layer.removeprefix(LAYERS) else "units"


def _activating(scene: Scene, head: Head, name: str, rank: float) -> Candidate | None:
    if scene.kind(head.node) in ("Softmax", "ReLU"):
        changed = replace(head.node, layer=f"{LAYERS}Activation", values={"activation": name})
        fix = Fix(
            f"activate:{head.node.id}:{name}",
            f"Make {head.node.name} an Activation({name!r})",
            Change(changed, scene.name),
        )
        return Candidate(rank, fix)
    return setting(scene, head.node, {"activation": name}, rank)


def relearning(scene: Scene, head: Head, loss: Value, rank: float) -> Candidate:
    """Name another loss for an output."""
    told = replace(scene.settings, losses={**scene.settings.losses, head.key: loss})
    edit = ChangeSettings(replace(scene.design.settings, run=told.to_values()))
    name = loss_name(loss)
    extra = ", from_logits=False" if name == loss_name(head.loss) else ""
    title = f"Learn {head.output.name} with {name}{extra}"
    return Candidate(rank, Fix(f"loss:{head.output.id}:{name}{extra}", title, edit))


def _both(scene: Scene, head: Head, activation: str, loss: str | None) -> Candidate | None:
    change = _activating(scene, head, activation, LIKELY)
    if loss is None or loss == loss_name(head.loss) or change is None:
        return change
    title = f"{change.fix.title}, and learn {head.output.name} with {loss}"
    return both(LIKELY, title, change, relearning(scene, head, loss, LIKELY))
