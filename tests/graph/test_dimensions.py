"""What the dimensions of tensors mean, told from the layers around them."""

import pytest

from designer.graph.answers import Answer, Tensor
from designer.graph.design import Design
from designer.graph.dimensions import data_format, dimension_words, letters_of
from designer.graph.graph import Graph
from designer.graph.nodes import BlockNode, Edge, InputNode, LayerNode, OpNode
from tests.builders import Builder


def letters(ranks, *layers, of=-1):
    """The letters of one tensor of a chain of layers behind an input, with these ranks."""
    graph = Graph([InputNode("n1", "x")])
    for number, layer in enumerate(layers, start=2):
        name, values = layer if isinstance(layer, tuple) else (layer, {})
        if name.startswith("keras.ops."):
            graph.add(OpNode(f"n{number}", f"x{number}", op=name, values=values))
        else:
            path = f"keras.layers.{name}"
            graph.add(LayerNode(f"n{number}", f"x{number}", layer=path, values=values))
        graph.connect(Edge(f"n{number - 1}", 0, f"n{number}", "inputs"))
    answers = {
        f"n{number}": Answer((Tensor((None, *([8] * (rank - 1)))),))
        for number, rank in enumerate(ranks, start=1)
    }
    return letters_of(graph, answers.get, sorted(answers, key=lambda n: int(n[1:]))[of])


FIRST = {"data_format": "channels_first"}


@pytest.mark.parametrize(
    ("ranks", "layers", "expected"),
    [
        ((4, 4), ("Conv2D",), "BHWC"),
        ((4, 4), (("Conv2D", FIRST),), "BCHW"),
        ((3, 3), ("Conv1D",), "BTC"),
        ((5, 5), ("MaxPooling3D",), "BDHWC"),
        ((4, 2), ("Flatten",), "BC"),
        ((4, 2), ("GlobalAveragePooling2D",), "BC"),
        ((4, 4), (("GlobalAveragePooling2D", {"keepdims": True}),), "BHWC"),
        ((2, 3), ("Embedding",), "BTC"),
        ((3, 3), (("LSTM", {"return_sequences": True}),), "BTC"),
        ((3, 2), ("LSTM",), "BC"),
        ((5, 5), (("ConvLSTM2D", {"return_sequences": True}),), "BTHWC"),
        ((5, 4), ("ConvLSTM2D",), "BHWC"),
        ((2, 2), ("Dense",), "BC"),
        ((4, 4, 4, 4), ("Conv2D", "BatchNormalization", "keras.ops.relu"), "BHWC"),
        ((3, 3, 3), ("Conv1D", "Dense"), "BTC"),
        ((3, 4), ("Reshape",), ""),
        ((3, 3), ("Dropout",), ""),
    ],
)
def test_a_layer_tells_what_its_dimensions_mean(ranks, layers, expected):
    assert letters(ranks, *layers) == expected


@pytest.mark.parametrize(
    ("ranks", "layers", "expected"),
    [
        ((4, 4), ("Conv2D",), "BHWC"),
        ((4, 4, 4), ("Rescaling", ("Conv2D", FIRST)), "BCHW"),
        ((2, 3), ("Embedding",), "BT"),
        ((3, 2), ("GRU",), "BTC"),
        ((2, 2), ("Dense",), "BC"),
        ((3, 3), ("Dense",), ""),
        ((1, 1), ("Dropout",), "B"),
    ],
)
def test_an_input_is_what_its_readers_take_it_for(ranks, layers, expected):
    assert letters(ranks, *layers, of=0) == expected


def test_branches_that_differ_tell_nothing_where_they_join():
    graph = Graph(
        [
            InputNode("n1", "x"),
            LayerNode("n2", "a", layer="keras.layers.Conv2D"),
            LayerNode("n3", "b", layer="keras.layers.Conv2D", values=FIRST),
            LayerNode("n4", "add", layer="keras.layers.Add"),
        ],
        [
            Edge("n1", 0, "n2", "inputs"),
            Edge("n1", 0, "n3", "inputs"),
            Edge("n2", 0, "n4", "inputs", 0),
            Edge("n3", 0, "n4", "inputs", 1),
        ],
    )
    answer = Answer((Tensor((None, 8, 8, 8)),))
    assert letters_of(graph, lambda _node: answer, "n4") == ""
    assert letters_of(graph, lambda _node: answer, "n2") == "BHWC"


def used_block(*inner: str) -> Design:
    """An input, and a use of a block that is a chain of these layers."""
    inside = Builder()
    source = inside.input(8, 8, 3, name="features")
    for name in inner:
        source = inside.layer(name, source)
    inside.output(source)
    builder = Builder()
    builder.block("stem", inside)
    builder.output(builder.use("stem", builder.input(8, 8, 3)))
    return builder.design()


def letters_around(design: Design, node: str) -> str:
    answer = Answer((Tensor((None, 8, 8, 3)),))
    graph = design.main
    return letters_of(graph, lambda _node: answer, graph.named(node).id, blocks=design.blocks)


def test_a_use_of_a_block_tells_what_the_layers_inside_of_it_tell():
    design = used_block("Conv2D", "BatchNormalization")
    assert letters_around(design, "stem") == "BHWC"
    assert letters_around(design, "input_layer") == "BHWC"


def test_a_block_whose_layers_tell_nothing_tells_nothing():
    assert letters_around(used_block("Dropout"), "stem") == ""


def test_a_block_that_uses_itself_is_not_followed_for_ever():
    design = used_block("Dropout")
    graph = design.blocks["stem"].graph
    dropout = graph.named("dropout")
    graph.change(BlockNode(dropout.id, "again", block="stem"))
    assert letters_around(design, "stem") == ""


def test_nothing_is_said_of_a_tensor_that_is_not_known():
    assert letters_of(Graph([InputNode("n1", "x")]), lambda _node: None, "n1") == ""


def test_a_chain_of_thousands_that_tells_nothing_is_given_up():
    count = 5_000
    assert letters((3,) * (count + 1), *(("Dropout",) * count)) == ""


def test_a_tensor_of_which_nothing_is_told_is_given_up_soon():
    nodes = [InputNode("n1", "x")]
    nodes += [LayerNode(f"n{n}", f"d{n}", layer="keras.layers.Dropout") for n in range(2, 2_000)]
    edges = [Edge(f"n{n - 1}", 0, f"n{n}", "inputs") for n in range(2, 2_000)]
    asked = []

    def answer(node):
        asked.append(node)
        return Answer((Tensor((None, 8, 8)),))

    assert letters_of(Graph(nodes, edges), answer, "n1000") == ""
    assert len(asked) < 200


def test_the_data_format_is_where_the_channels_stand():
    assert [data_format(each) for each in ("BHWC", "BCHW", "BTC", "BC", "BT", "")] == [
        *("channels_last", "channels_first", "channels_last", "", "", "")
    ]
    assert dimension_words("BHWC") == "batch, height, width, channels"
