import pytest

from designer.catalog.check import expected_of, fault_in, typed_value
from designer.catalog.operators import SLICE_PATH
from designer.catalog.spec import ArgumentSpec
from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call, Code, ValueSyntaxError

CATALOG = shipped_catalog()
L2 = Call("keras.regularizers.L2", {"l2": 0.01})
LSTM = Call("keras.layers.LSTM", {"units": 8})


def of(layer: str, name: str) -> ArgumentSpec:
    path = SLICE_PATH if layer == "Slice" else f"keras.{'' if '.' in layer else 'layers.'}{layer}"
    return CATALOG.spec(path).argument(name)


@pytest.mark.parametrize(
    ("layer", "name", "value"),
    [
        ("Dense", "units", 1),
        ("Dense", "units", Code("units")),
        ("Dense", "activation", "relu"),
        ("Dense", "activation", None),
        ("Dense", "activation", Call("keras.layers.LeakyReLU", {})),
        ("Dense", "kernel_initializer", "GlorotUniform"),
        ("Dense", "kernel_initializer", Call("keras.initializers.HeNormal", {"seed": 1})),
        ("Dense", "kernel_regularizer", L2),
        ("Dense", "dtype", "mixed_float16"),
        ("Dense", "use_bias", False),
        ("PReLU", "alpha_initializer", "Zeros"),
        ("ops.add", "x2", Call("keras.ops.convert_to_tensor", {"x": [[0.5, 1.0]]})),
        ("Dropout", "rate", 0),
        ("Dropout", "rate", 1.0),
        ("Dropout", "noise_shape", (None, 1, 3)),
        ("Conv2D", "kernel_size", 3),
        ("Conv2D", "kernel_size", (3, 5)),
        ("Conv2D", "kernel_size", (Code("size"), 3)),
        ("Conv2D", "padding", "same"),
        ("ZeroPadding2D", "padding", 1),
        ("ZeroPadding2D", "padding", (1, 2)),
        ("ZeroPadding2D", "padding", ((1, 0), (0, 2))),
        ("Reshape", "target_shape", (-1, 4)),
        ("LayerNormalization", "axis", (1, -1)),
        ("RandomZoom", "height_factor", (-0.2, 0.3)),
        ("RandomZoom", "height_factor", 0.2),
        ("Bidirectional", "layer", LSTM),
        ("Bidirectional", "layer", Call("MyLayer", {})),
        ("Bidirectional", "merge_mode", None),
        ("Pipeline", "layers", [LSTM, Code("other")]),
        ("Lambda", "function", Code("lambda x: x")),
        ("Lambda", "arguments", {"a": 1}),
        ("LSTM", "use_cudnn", True),
        ("ops.pad", "pad_width", ((0, 0), (1, 1), (2, 2))),
    ],
)
def test_values_that_keras_takes_fit(layer: str, name: str, value: object) -> None:
    assert fault_in(of(layer, name), value) is None


@pytest.mark.parametrize(
    ("layer", "name", "value", "sentence"),
    [
        ("Dense", "units", -3, "`units` must be a whole number of at least 1, not -3"),
        ("Dense", "units", 2.5, "`units` must be a whole number of at least 1, not 2.5"),
        ("Dense", "units", True, "`units` must be a whole number of at least 1, not True"),
        ("Dense", "units", None, "`units` must be a whole number of at least 1, not None"),
        ("Dense", "use_bias", 1, "`use_bias` must be True or False, not 1"),
        ("Dropout", "rate", 1.5, "`rate` must be a number from 0 to 1, not 1.5"),
        ("Dropout", "rate", float("nan"), '`rate` must be a number from 0 to 1, not float("nan")'),
        ("Dropout", "rate", "high", '`rate` must be a number from 0 to 1, not "high"'),
        (
            "Dense",
            "activation",
            "rleu",
            '`activation` must be an activation such as "relu", or None, not "rleu".'
            ' Did you mean "relu"?',
        ),
        (
            "Dense",
            "kernel_regularizer",
            Call("keras.constraints.NonNeg", {}),
            "`kernel_regularizer` must be a regularizer such as keras.regularizers.L2(l2=0.01), "
            "or None, not keras.constraints.NonNeg()",
        ),
        (
            "Conv2D",
            "padding",
            "smae",
            '`padding` must be one of "valid", "same", not "smae". Did you mean "same"?',
        ),
        (
            "Conv2D",
            "kernel_size",
            (3, 3, 3),
            "`kernel_size` must be a whole number of at least 1, or 2 of them as in (3, 3), "
            "not (3, 3, 3)",
        ),
        (
            "Conv1D",
            "kernel_size",
            0,
            "`kernel_size` must be a whole number of at least 1, or a tuple of them as in (3,), "
            "not 0",
        ),
        (
            "ZeroPadding2D",
            "padding",
            ((1, 2, 3), (1, 1)),
            "`padding` must be a whole number of at least 0, or 2 of them as in (1, 1), "
            "or pairs as in ((0, 1), (0, 1)), not ((1, 2, 3), (1, 1))",
        ),
        (
            "Dropout",
            "noise_shape",
            3,
            "`noise_shape` must be a tuple of whole numbers as in (28, 28, 1), None where unknown, "
            "or None, not 3",
        ),
        (
            "Permute",
            "dims",
            (None, 1),
            "`dims` must be a tuple of whole numbers of at least 1 as in (28, 28, 1), "
            "not (None, 1)",
        ),
        (
            "Bidirectional",
            "layer",
            "LSTM",
            '`layer` must be a layer such as layers.LSTM(units=32), not "LSTM"',
        ),
        (
            "Lambda",
            "function",
            "relu",
            '`function` must be code, a lambda or the name of a function, not "relu"',
        ),
        (
            "Resizing",
            "fill_mode",
            "wrap",
            '`fill_mode` must be "constant", not "wrap"',
        ),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_would(
    layer: str, name: str, value: object, sentence: str
) -> None:
    assert fault_in(of(layer, name), value) == sentence


def test_a_long_value_is_cut_in_the_sentence() -> None:
    fault = fault_in(of("Dense", "units"), tuple(range(1000)))
    assert fault is not None
    assert len(fault) < 130
    assert fault.endswith("…")


def test_every_argument_says_what_it_expects() -> None:
    for spec in (*CATALOG.nodes, *CATALOG.parts):
        for argument in (*spec.arguments, *spec.call_arguments):
            assert expected_of(argument), f"{spec.name}.{argument.name}"


@pytest.mark.parametrize(
    ("layer", "name", "text", "value"),
    [
        ("Dense", "units", " 64 ", 64),
        ("Dense", "units", "64.0", 64),
        ("Dense", "units", "1e3", 1000),
        ("Dense", "units", "units", Code("units")),
        ("Dense", "units", "2 * n", Code("2 * n")),
        ("Dense", "activation", "relu", "relu"),
        ("Dense", "activation", "ReLU", "relu"),
        ("Dense", "activation", '"tanh"', "tanh"),
        ("Dense", "activation", "", None),
        ("Dense", "activation", "None", None),
        ("Dense", "kernel_initializer", "HeNormal", "he_normal"),
        ("Dense", "kernel_regularizer", "keras.regularizers.L2(l2=0.01)", L2),
        ("Dense", "kernel_regularizer", "regularizers.L2(l2=0.01)", L2),
        ("Dense", "use_bias", "false", False),
        ("Dense", "use_bias", "True", True),
        ("Dropout", "rate", "1", 1),
        ("Dropout", "rate", "0.25", 0.25),
        ("Conv2D", "kernel_size", "3", 3),
        ("Conv2D", "kernel_size", "3, 5", (3, 5)),
        ("Conv2D", "kernel_size", "(3, 5)", (3, 5)),
        ("Conv2D", "kernel_size", "3x5", (3, 5)),
        ("Conv2D", "kernel_size", "3 × 5", (3, 5)),
        ("Conv2D", "kernel_size", "3 5", (3, 5)),
        ("Conv2D", "kernel_size", "size", Code("size")),
        ("Conv2D", "padding", "SAME", "same"),
        ("ZeroPadding2D", "padding", "(1, 0), (0, 2)", ((1, 0), (0, 2))),
        ("Reshape", "target_shape", "28, 28, 1", (28, 28, 1)),
        ("Reshape", "target_shape", "28x28x1", (28, 28, 1)),
        ("Reshape", "target_shape", "-1 4", (-1, 4)),
        ("Reshape", "target_shape", "784", (784,)),
        ("Reshape", "target_shape", "784,", (784,)),
        ("Reshape", "target_shape", "()", ()),
        ("Dropout", "noise_shape", "?, 1, 3", (None, 1, 3)),
        ("Dropout", "noise_shape", "None, 64", (None, 64)),
        ("LayerNormalization", "axis", "1, -1", (1, -1)),
        ("RandomZoom", "height_factor", "-0.2, 0.3", (-0.2, 0.3)),
        ("Bidirectional", "layer", "layers.LSTM(units=8)", LSTM),
        ("EinsumDense", "equation", "ab,bc->ac", "ab,bc->ac"),
        ("EinsumDense", "equation", '"ab,bc->ac"', "ab,bc->ac"),
        ("StringLookup", "oov_token", "", ""),
        ("Lambda", "function", "lambda x: x * 2", Code("lambda x: x * 2")),
        ("StringLookup", "vocabulary", '["a", "b"]', ["a", "b"]),
        ("Slice", "index", ":,0", Code(":, 0")),
        ("Slice", "index", "[..., ::2]", Code("..., ::2")),
        ("Slice", "index", "-1", Code("-1")),
    ],
)
def test_a_typed_text_becomes_the_value_that_was_meant(
    layer: str, name: str, text: str, value: object
) -> None:
    found = typed_value(of(layer, name), text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("layer", "name", "text", "words"),
    [
        ("Dense", "units", "", "`units` needs a value: a whole number of at least 1"),
        ("Dense", "units", "many of them", "`units` cannot be read .*; it must be a whole number"),
        ("Dense", "units", "(1, ", "`units` cannot be read"),
        ("Dense", "units", "0", "not 0"),
        ("Dense", "activation", "rleu", 'not "rleu". Did you mean "relu"'),
        ("Conv2D", "kernel_size", "3, 3, 3", r"not \(3, 3, 3\)"),
        ("Conv2D", "padding", "full", 'one of "valid", "same", not "full"'),
        ("Dropout", "rate", "2", "from 0 to 1, not 2"),
        ("Slice", "index", ":, 0] + x[0", "`index` must be what stands between the brackets"),
        ("Slice", "index", ": :: :", "not : :: :"),
    ],
)
def test_a_text_that_means_nothing_here_is_refused_in_words(
    layer: str, name: str, text: str, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        typed_value(of(layer, name), text)


def test_a_text_that_is_no_python_is_told_apart() -> None:
    with pytest.raises(ValueSyntaxError):
        typed_value(of("Dense", "units"), "3 +")


def test_where_the_known_names_are_given_others_are_refused() -> None:
    units, activation = of("Dense", "units"), of("Dense", "activation")
    assert typed_value(units, "width", names={"width"}) == Code("width")
    assert typed_value(activation, "act", names={"act"}) == Code("act")
    with pytest.raises(ValueError, match="`widht` is not known here"):
        typed_value(units, "widht", names={"width"})
