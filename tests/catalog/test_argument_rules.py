from collections import Counter

import pytest

from designer.catalog.argument_rules import typed
from designer.catalog.check import fault_in
from designer.catalog.spec import REQUIRED, ArgumentSpec
from designer.catalog.table import shipped_catalog

CATALOG = shipped_catalog()
EVERYTHING = (*CATALOG.nodes, *CATALOG.parts)
NAMES = {"activation": ("relu", "tanh"), "initializer": ("zeros",), "dtype": ("float32",)}

UNTYPED = {
    "BatchNormalization.renorm_clipping",
    "Bidirectional.weights",
    "Embedding.weights",
    "GRU.use_cudnn",
    "Hashing.mask_value",
    "IntegerLookup.vocabulary",
    "LSTM.use_cudnn",
    "Lambda.arguments",
    "StringLookup.vocabulary",
    "TextVectorization.vocabulary",
}
"""Arrays, dictionaries, and values of several types: no form knows better than an expression."""


def argument(path: str, name: str) -> ArgumentSpec:
    return CATALOG.spec(path).argument(name)


def test_all_but_a_known_few_constructor_arguments_have_a_precise_kind() -> None:
    untyped = {
        f"{spec.name}.{known.name}"
        for spec in CATALOG.layers
        for known in spec.arguments
        if known.kind == "any"
    }
    assert untyped == UNTYPED


def test_every_default_fits_its_own_argument() -> None:
    # A default always fits; a copy that is not the default shows whether the kind agrees.
    wrong = [
        f"{spec.name}.{known.name}: {known.kind} for {known.default!r}"
        for spec in EVERYTHING
        for known in (*spec.arguments, *spec.call_arguments)
        if not known.is_required
        and known.default is not None
        and fault_in(without_default(known), known.default)
    ]
    assert wrong == []


def without_default(known: ArgumentSpec) -> ArgumentSpec:
    return ArgumentSpec(
        known.name,
        known.kind,
        choices=known.choices,
        length=known.length,
        minimum=known.minimum,
        maximum=known.maximum,
    )


def test_an_argument_whose_default_is_none_takes_none() -> None:
    for spec in EVERYTHING:
        for known in (*spec.arguments, *spec.call_arguments):
            assert known.default is not None or known.optional, f"{spec.name}.{known.name}"


def test_every_choice_offers_at_least_one_thing() -> None:
    kinds = ("choice", "activation", "initializer", "regularizer", "constraint", "dtype")
    empty = [
        f"{spec.name}.{known.name}"
        for spec in EVERYTHING
        for known in (*spec.arguments, *spec.call_arguments)
        if known.kind in kinds and not known.choices
    ]
    assert empty == []


@pytest.mark.parametrize(
    ("path", "name", "fields"),
    [
        ("Dense", "units", {"kind": "int", "minimum": 1, "default": REQUIRED}),
        ("Dense", "activation", {"kind": "activation", "optional": True}),
        ("Dense", "kernel_initializer", {"kind": "initializer", "default": "glorot_uniform"}),
        ("Dense", "kernel_regularizer", {"kind": "regularizer", "optional": True}),
        ("Dense", "bias_constraint", {"kind": "constraint"}),
        ("Dense", "dtype", {"kind": "dtype", "optional": True}),
        ("Conv1D", "padding", {"choices": ("valid", "same", "causal")}),
        ("Conv2D", "padding", {"choices": ("valid", "same")}),
        ("Conv3D", "kernel_size", {"kind": "ints", "length": 3, "minimum": 1}),
        ("MaxPooling2D", "strides", {"kind": "ints", "length": 2, "optional": True}),
        ("Conv2DTranspose", "output_padding", {"kind": "ints", "minimum": 0}),
        ("ZeroPadding2D", "padding", {"kind": "padding", "length": 2}),
        ("Dropout", "rate", {"kind": "float", "minimum": 0.0, "maximum": 1.0}),
        ("Dropout", "noise_shape", {"kind": "shape", "minimum": None}),
        ("Dropout", "seed", {"kind": "int", "optional": True}),
        ("Reshape", "target_shape", {"kind": "shape", "minimum": -1}),
        ("BatchNormalization", "axis", {"kind": "int"}),
        ("BatchNormalization", "scale", {"kind": "bool"}),
        ("LayerNormalization", "axis", {"kind": "axis"}),
        ("RandomZoom", "height_factor", {"kind": "floats", "length": 2}),
        ("Bidirectional", "layer", {"kind": "layer"}),
        ("Bidirectional", "merge_mode", {"kind": "choice", "optional": True}),
        ("Pipeline", "layers", {"kind": "layers"}),
        ("Lambda", "function", {"kind": "function"}),
        ("EinsumDense", "equation", {"kind": "text"}),
        (
            "StringLookup",
            "output_mode",
            {"choices": ("int", "one_hot", "multi_hot", "count", "tf_idf")},
        ),
        ("CategoryEncoding", "num_tokens", {"default": REQUIRED}),
    ],
)
def test_arguments_of_layers_are_typed_as_keras_means_them(
    path: str, name: str, fields: dict
) -> None:
    known = argument(f"keras.layers.{path}", name)
    assert {field: getattr(known, field) for field in fields} == fields


def test_activations_and_dtypes_are_those_of_the_installed_keras() -> None:
    assert {"relu", "gelu", "silu"} <= set(argument("keras.layers.Dense", "activation").choices)
    assert "mixed_float16" in argument("keras.layers.Dense", "dtype").choices
    assert "mixed_float16" not in argument("keras.ops.cast", "dtype").choices
    uniform = argument("keras.layers.Embedding", "embeddings_initializer")
    assert uniform.default in uniform.choices


@pytest.mark.parametrize(
    ("fact", "kind"),
    [
        ({"name": "inner_activation", "default": "tanh"}, "activation"),
        ({"name": "gate_initializer", "default": "zeros"}, "initializer"),
        ({"name": "glow", "default": True}, "bool"),
        ({"name": "glow", "default": 2}, "int"),
        ({"name": "glow", "default": 2.0}, "float"),
        ({"name": "glow", "default": [2, 2]}, "ints"),
        ({"name": "glow", "default": [2.0, 2]}, "floats"),
        ({"name": "glow", "default": "on", "doc": "Either `'on'` or `'off'`."}, "choice"),
        ({"name": "glow", "default": "on", "doc": "Something like `on` for `units`."}, "choice"),
        ({"name": "glow", "default": "on"}, "text"),
        ({"name": "glow", "default": None, "doc": "Optional positive integer."}, "int"),
        ({"name": "glow", "default": None, "doc": "Boolean, whether."}, "bool"),
        ({"name": "glow", "default": None, "doc": "Int or tuple of ints."}, "ints"),
        ({"name": "glow", "doc": "A tuple of two floats."}, "floats"),
        ({"name": "glow"}, "any"),
        # A familiar name with a default of another type is something else.
        ({"name": "scale", "default": True}, "bool"),
        ({"name": "rate", "default": "fast"}, "text"),
    ],
)
def test_unknown_arguments_are_typed_by_ending_default_and_text(fact: dict, kind: str) -> None:
    assert typed(fact, "Unheard", NAMES).kind == kind


def test_lengths_come_from_the_dimensions_of_the_class() -> None:
    fact = {"name": "kernel_size"}
    assert [typed(fact, "Any", NAMES, dims).length for dims in (0, 1, 3)] == [0, 1, 3]


def test_none_is_a_value_where_the_text_says_what_it_does() -> None:
    fact = {"name": "axis", "default": -1, "doc": "Axis. If `None`, everything is sorted."}
    assert typed(fact, "Any", NAMES).optional


def test_kinds_are_spread_as_one_would_expect() -> None:
    kinds = Counter(known.kind for spec in CATALOG.layers for known in spec.arguments)
    assert kinds["initializer"] > 50 < kinds["regularizer"]
    assert sum(kinds.values()) > 1000
