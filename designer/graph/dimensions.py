"""What the dimensions of a symbolic tensor mean: batch, time, height, width, channels.

Told by the layer that made the tensor, else by those that it came through unchanged, else by those
that read it. Where these say nothing, nothing is said. Pure: no Qt, no keras.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from designer.catalog.values import Call
from designer.graph.answers import Answer
from designer.graph.design import Block
from designer.graph.graph import Graph
from designer.graph.nodes import BlockNode, LayerNode, Node, OpNode, path_of
from designer.graph.ports import layer_values

WORDS = {
    "B": "batch",
    "T": "time",
    "D": "depth",
    "H": "height",
    "W": "width",
    "C": "channels",
}
_SPACE = {"1D": "T", "2D": "HW", "3D": "DHW"}
_FLAT = "BC"
_SEQUENCE = "BTC"
_FLAT_OUTPUTS = frozenset({"Flatten", "CategoryEncoding"})
_ATTENTION = frozenset(
    ("MultiHeadAttention", "GroupQueryAttention", "Attention", "AdditiveAttention")
)
_SEQUENCES = _ATTENTION | frozenset(
    ("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "TimeDistributed", "Masking")
)
_TO_SEQUENCES = _SEQUENCES | frozenset(("Embedding", "RepeatVector"))
_KEEPING = frozenset(
    {
        *("Activation", "ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax", "Identity", "Masking"),
        *("Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "ActivityRegularization"),
        *("BatchNormalization", "GroupNormalization", "LayerNormalization", "RMSNormalization"),
        *("UnitNormalization", "Rescaling", "Normalization", "Dense", "SpectralNormalization"),
        *("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract"),
    }
)
_KEEPING_OPS = frozenset(
    {
        *("add", "subtract", "multiply", "divide", "true_divide", "maximum", "minimum", "negative"),
        *("abs", "absolute", "square", "sqrt", "rsqrt", "exp", "log", "clip", "cast", "power"),
        *("relu", "relu6", "sigmoid", "tanh", "softmax", "gelu", "silu", "swish", "elu", "selu"),
        *("leaky_relu", "softplus", "softsign", "hard_sigmoid", "hard_silu", "log_softmax"),
        *("stop_gradient", "identity", "concatenate", "where"),
    }
)
_MOST_STEPS = 60
"""Nodes that are looked at for one tensor, the nearest first: neither a pointer that hovers nor a
frame with new wires in it may wait."""

AnswerOf = Callable[[str], Answer | None]
Blocks = Mapping[str, Block]
Place = tuple[str, int]
"""A node and one of its outputs."""
_NO_BLOCKS: Blocks = {}


@dataclass(frozen=True)
class _Look:
    """A graph in which tensors of one rank are followed."""

    graph: Graph
    answers: AnswerOf
    blocks: Blocks
    rank: int | None

    def may_be(self, place: Place) -> bool:
        """Whether a tensor has the rank, as far as is known."""
        return _rank(self.answers, *place) in (self.rank, None)

    def inside(self, use: BlockNode) -> _Look | None:
        """The same in the block of a use, where no answer is at hand."""
        block = self.blocks.get(use.block)
        if block is None:
            return None
        others = {name: each for name, each in self.blocks.items() if name != use.block}
        return _Look(block.graph, lambda _node: None, others, self.rank)


def letters_of(
    graph: Graph, answers: AnswerOf, node_id: str, output: int = 0, blocks: Blocks = _NO_BLOCKS
) -> str:
    """A letter for each dimension, `BHWC` for instance; empty where they are not known. With
    `blocks`, the layers inside of uses are asked too."""
    rank, place = _rank(answers, node_id, output), (node_id, output)
    if rank is None:
        return ""
    if rank == 1:
        return "B"
    look = _Look(graph, answers, blocks, rank)
    return _from_makers(look, place) or _from_readers(look, place)


def data_format(letters: str) -> str:
    """`channels_last` or `channels_first`, as Keras calls it; empty where there is neither."""
    if len(letters) < 3 or "C" not in letters:
        return ""
    return "channels_first" if letters[1] == "C" else "channels_last"


def channels_of(
    graph: Graph, answers: AnswerOf, node_id: str, output: int = 0, blocks: Blocks = _NO_BLOCKS
) -> int:
    """How many channels a tensor has; 0 where it is not known which they are or how many."""
    answer = answers(node_id)
    place = letters_of(graph, answers, node_id, output, blocks).find("C")
    return (answer.outputs[output].shape[place] or 0) if answer and place >= 0 else 0


def _from_makers(look: _Look, start: Place) -> str:
    """What the layers say through which the tensor came; where they differ, nothing."""
    found: set[str] = set()
    waiting, seen = deque([start]), {start}
    while waiting and len(seen) < _MOST_STEPS:
        place = waiting.popleft()
        node = look.graph.node(place[0])
        said = _made(look, node, place[1])
        if said:
            found.add(said)
        elif keeps_dimensions(node):
            for edge in look.graph.inputs_of(node.id):
                source = (edge.source, edge.output)
                if source not in seen and look.may_be(source):
                    seen.add(source)
                    waiting.append(source)
    return found.pop() if len(found) == 1 else ""


def _from_readers(look: _Look, start: Place) -> str:
    """What the layers take it for that read the tensor, or what becomes of it unchanged."""
    found: set[str] = set()
    waiting, seen = deque([start]), {start}
    while waiting and len(seen) < _MOST_STEPS:
        place = waiting.popleft()
        for edge in look.graph.outputs_of(place[0]):
            if edge.output != place[1]:
                continue
            reader, onward = look.graph.node(edge.target), (edge.target, 0)
            said = _taken(look, reader, edge.slot)
            if said:
                found.add(said)
            elif keeps_dimensions(reader) and onward not in seen and look.may_be(onward):
                seen.add(onward)
                waiting.append(onward)
    return found.pop() if len(found) == 1 else ""


def keeps_dimensions(node: Node) -> bool:
    """Whether what comes out has the dimensions of what went in."""
    if isinstance(node, OpNode):
        return node.op.rpartition(".")[2] in _KEEPING_OPS
    name = _class_name(node)
    return name in _KEEPING or name.startswith("SpatialDropout")


def _made(look: _Look, node: Node, output: int) -> str:
    """What the class of a node, or the inside of its block, says of its output."""
    if isinstance(node, BlockNode):
        return _made_inside(look, node, output)
    if not isinstance(node, LayerNode):
        return ""
    graph, rank, name = look.graph, look.rank, _class_name(node)
    if output and name in _ATTENTION:
        return ""  # The scores: queries by keys, in each of the heads.
    if name in _FLAT_OUTPUTS or name.startswith("Global"):
        return _fitting(rank, _FLAT, *_taken_by(graph, node))
    if name in _TO_SEQUENCES:
        return _fitting(rank, _SEQUENCE, _FLAT)
    if name.startswith("ConvLSTM"):
        sequences = tuple(_taken_by(graph, node))
        return _fitting(rank, *sequences, *(each.replace("T", "", 1) for each in sequences))
    return _fitting(rank, *_taken_by(graph, node))


def _made_inside(look: _Look, use: BlockNode, output: int) -> str:
    inner = look.inside(use)
    outputs = inner.graph.outputs() if inner else []
    if inner is None or output >= len(outputs):
        return ""
    (edge, *_) = inner.graph.inputs_of(outputs[output].id) or (None,)
    return _from_makers(inner, (edge.source, edge.output)) if edge else ""


def _taken(look: _Look, reader: Node, slot: str) -> str:
    """What a reader takes a tensor for that it reads at a slot."""
    if isinstance(reader, BlockNode):
        inner = look.inside(reader)
        node = inner.graph.named(slot) if inner else None
        return _from_readers(inner, (node.id, 0)) if inner and node else ""
    if not isinstance(reader, LayerNode):
        return ""
    if _class_name(reader) == "Embedding":
        return _fitting(look.rank, "BT")
    return _fitting(look.rank, *_taken_by(look.graph, reader))


def _taken_by(graph: Graph, node: LayerNode) -> Iterator[str]:
    """The forms of input that the class of a layer tells of."""
    name, values = _class_name(node), layer_values(graph, node)
    inner = values.get("layer")
    if name == "Bidirectional" and isinstance(inner, Call):
        name = inner.path.rpartition(".")[2]
    space = _space_of(name)
    if name in _SEQUENCES:
        yield _SEQUENCE
    elif name == "Dense":
        yield _FLAT
    elif space:
        time = "T" if name.startswith("ConvLSTM") else ""
        if time:
            space = space.replace("T", "W")
        first = values.get("data_format") == "channels_first"
        yield f"B{time}C{space}" if first else f"B{time}{space}C"
    elif name in ("Resizing", "CenterCrop") or name.startswith("Random"):
        first = values.get("data_format") == "channels_first"
        yield "BCHW" if first else "BHWC"


def _space_of(name: str) -> str:
    return next((space for mark, space in _SPACE.items() if mark in name), "")


def _fitting(rank: int | None, *forms: str) -> str:
    return next((form for form in forms if rank == len(form)), "")


def _class_name(node: Node) -> str:
    return _class_at(path_of(node))


@lru_cache(1024)
def _class_at(path: str) -> str:
    return path.rpartition(".")[2] if path.startswith("keras.layers.") else ""


def _rank(answers: AnswerOf, node_id: str, output: int) -> int | None:
    answer = answers(node_id)
    if answer is None or output >= len(answer.outputs):
        return None
    return len(answer.outputs[output].shape)


def dimension_words(letters: Iterable[str]) -> str:
    """`batch, height, width, channels`."""
    return ", ".join(WORDS[letter] for letter in letters)
