"""What is trained: the ends of a model, and for each output a loss, metrics and targets.

Read from a design once, and filled in with the shapes that the worker finds out. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from designer.catalog.table import Catalog
from designer.catalog.values import Call, Code, Value
from designer.codegen.training.heads import Head, head_of
from designer.codegen.training.known_sets import has_classes
from designer.codegen.training.losses import targets_of
from designer.codegen.training.suggestions import Suggestion, metrics_for, suggestion_for
from designer.graph.answers import Answer, Shape, Tensor
from designer.graph.design import Design
from designer.graph.graph import Graph
from designer.graph.nodes import BlockNode, InputNode, LayerNode, Node, path_of
from designer.graph.passing import Steps, steps_of
from designer.graph.ports import layer_values
from designer.graph.run_settings import RunSettings


@dataclass(frozen=True, slots=True)
class Ids:
    """The integers that an input takes: those of an Embedding and its like."""

    count: int
    """They are below it."""
    is_padded: bool = False
    """Whether 0 stands for no word."""


@dataclass(frozen=True, slots=True)
class TrainingInput:
    """An input of the model, as data meet it."""

    key: str
    node: str
    shape: Shape
    """Without the batch; an unknown size is None."""
    dtype: str = "float32"
    batch_size: int | None = None
    ids: Ids | None = None

    @property
    def is_integer(self) -> bool:
        return "int" in self.dtype


@dataclass(frozen=True, slots=True)
class TrainingOutput:
    """An output of the model, and what it is compared with."""

    key: str
    source: str
    """The node that gives it, and which of its outputs that is."""
    number: int
    head: Head
    tensor: Tensor | None = None
    """None until the worker has said what it is."""
    loss: Value = "mse"
    metrics: tuple[Value, ...] = ()

    @property
    def targets(self) -> str:
        return targets_of(self.loss)

    @property
    def shape(self) -> Shape | None:
        """Without the batch."""
        return self.tensor.shape[1:] if self.tensor else None

    @property
    def size(self) -> int | None:
        """How many numbers there are at each place: units, classes."""
        return self.shape[-1] if self.shape else self.head.units


@dataclass(frozen=True, slots=True)
class Training:
    """A run of a design, as far as it can be known before Keras is there."""

    settings: RunSettings
    inputs: tuple[TrainingInput, ...]
    outputs: tuple[TrainingOutput, ...]
    inputs_as: str = "list"
    outputs_as: str = "list"

    @property
    def is_known(self) -> bool:
        """Whether the shapes of all outputs are known."""
        return all(output.tensor is not None for output in self.outputs)

    @property
    def shapes(self) -> list[Shape | None]:
        """Of inputs and outputs, without the batch."""
        return [*(each.shape for each in self.inputs), *(each.shape for each in self.outputs)]

    @property
    def input_steps(self) -> list[Steps]:
        return steps_of([each.key for each in self.inputs], self.inputs_as)

    @property
    def output_steps(self) -> list[Steps]:
        return steps_of([each.key for each in self.outputs], self.outputs_as)

    def told(self, answers: Mapping[str, Answer]) -> Training:
        """The same with what the worker found out of the outputs."""
        outputs = (replace(each, tensor=_tensor(each, answers)) for each in self.outputs)
        return replace(self, outputs=tuple(self._with_loss(each) for each in outputs))

    def suggested(self, output: TrainingOutput) -> Suggestion:
        """What suits an output where the settings say nothing."""
        classes = has_classes(self.settings.data)
        return suggestion_for(output.head, output.tensor, classes=classes)

    def _with_loss(self, output: TrainingOutput) -> TrainingOutput:
        suggested = self.suggested(output)
        loss = self.settings.losses.get(output.key, suggested.loss)
        plain = suggested.metrics if loss == suggested.loss else metrics_for(loss)
        metrics = self.settings.metrics.get(output.key, plain)
        return replace(output, loss=loss, metrics=metrics)


def training_of(
    design: Design,
    settings: RunSettings,
    catalog: Catalog,
    answers: Mapping[str, Answer] | None = None,
) -> Training:
    """The run of a design under these settings."""
    training = Training(
        settings,
        tuple(_input(design, node) for node in _trained_inputs(design)),
        tuple(
            TrainingOutput(node.key or node.name, edge.source, edge.output, head)
            for node in design.main.outputs()
            for edge in design.main.inputs_of(node.id)[:1]
            for head in [head_of(design, node, catalog)]
        ),
        design.settings.inputs_as,
        design.settings.outputs_as,
    )
    return training.told(answers or {})


def suggested(
    design: Design, catalog: Catalog, answers: Mapping[str, Answer] | None = None
) -> dict[str, Suggestion]:
    """The loss and the metrics that go without saying, by the keys of the outputs."""
    settings = RunSettings.from_values(design.settings.run)
    training = training_of(design, settings, catalog, answers)
    return {output.key: training.suggested(output) for output in training.outputs}


def _trained_inputs(design: Design) -> list[InputNode]:
    """The inputs that outputs depend on: the model takes no others."""
    graph = design.main
    return [node for node in graph.inputs() if node.id in graph.alive()]


def _tensor(output: TrainingOutput, answers: Mapping[str, Answer]) -> Tensor | None:
    answer = answers.get(output.source)
    given = answer.outputs if answer and not answer.error and not answer.waits else ()
    return given[output.number] if output.number < len(given) else None


def _input(design: Design, node: InputNode) -> TrainingInput:
    shape = tuple(size if type(size) is int else None for size in node.shape)
    # A word that is no dtype fails in `keras.Input`; here it must not become code.
    dtype = node.dtype if re.fullmatch(r"[a-z][a-z0-9_]*", node.dtype) else "float32"
    known = _ids(design, node) if "int" in dtype else None
    return TrainingInput(node.key or node.name, node.id, shape, dtype, node.batch_size, known)


_COUNTS = [
    "input_dim",
    "num_tokens",
    "vocabulary_size",
    "vocab_size",
    "num_embeddings",
    "max_tokens",
    "num_bins",
]
"""Arguments that say how many ids a layer knows."""


def _ids(design: Design, node: InputNode) -> Ids | None:
    """What the layers that read an input take for ids; the least of them."""
    found: list[Ids] = []
    for reader, values in _readers(design, design.main, node, 0):
        if isinstance(reader, LayerNode):
            counts = [values[each] for each in _COUNTS if type(values.get(each)) is int]
            if counts:
                found.append(Ids(counts[0], values.get("mask_zero") is True))
    if not found:
        return None
    return Ids(min(each.count for each in found), any(each.is_padded for each in found))


def _readers(
    design: Design, graph: Graph, node: Node, depth: int
) -> Iterator[tuple[Node, Mapping[str, Value]]]:
    """The nodes that a tensor goes to as it is, inside blocks too."""
    for edge in graph.outputs_of(node.id):
        reader = graph.node(edge.target)
        if isinstance(reader, BlockNode) and reader.block in design.blocks and depth < _DEEPEST:
            inner = design.blocks[reader.block]
            for entry in inner.graph.inputs():
                if entry.name == edge.slot:
                    for found, values in _readers(design, inner.graph, entry, depth + 1):
                        yield found, _resolved(values, {**inner.arguments, **reader.values})
            continue
        yield reader, layer_values(graph, reader)
        if path_of(reader).rpartition(".")[2] in _PASSING and depth < _DEEPEST:
            yield from _readers(design, graph, reader, depth + 1)


_DEEPEST = 30
_PASSING = frozenset(
    ["Identity", "Reshape", "Masking", "Permute", "RepeatVector", "Flatten", "reshape"]
)


def _resolved(values: Mapping[str, Value], given: Mapping[str, Value]) -> dict[str, Value]:
    """Values with the arguments of a block put in."""
    return {
        name: given.get(value.source, value) if isinstance(value, Code) else value
        for name, value in values.items()
    }


def calls_in(settings: RunSettings) -> Iterator[Call]:
    """Every class that the settings call."""
    every = [settings.optimizer, *settings.callbacks, *settings.losses.values()]
    every += [each for metrics in settings.metrics.values() for each in metrics]
    yield from (each for each in every if isinstance(each, Call))
