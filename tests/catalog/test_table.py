import json

import pytest

from designer.catalog import table
from designer.catalog.spec import REQUIRED, LayerSpec, OpSpec
from designer.catalog.table import (
    FORMAT,
    SHIPPED_VERSION,
    Catalog,
    CatalogError,
    catalog_from_json,
    shipped_catalog,
    specs_from,
)
from designer.catalog.values import Code
from designer.paths import resource


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return shipped_catalog()


@pytest.fixture(scope="module")
def facts() -> dict:
    text = resource(f"layers/keras-{SHIPPED_VERSION}.json").read_text(encoding="utf-8")
    return json.loads(text)


def slots_of(spec) -> dict[str, tuple[bool, bool]]:
    """Name → (takes a list, may be empty)."""
    return {slot.name: (slot.many, slot.optional) for slot in spec.slots}


def test_a_layer_has_its_arguments_in_order_and_those_of_all_layers_last(catalog: Catalog) -> None:
    dense = catalog.spec("keras.layers.Dense")
    names = [argument.name for argument in dense.arguments]
    assert names[:3] == ["units", "activation", "use_bias"]
    assert names[-2:] == ["trainable", "dtype"]
    assert "name" not in names


def test_a_layer_that_takes_no_base_arguments_shows_none(catalog: Catalog) -> None:
    names = [argument.name for argument in catalog.spec("keras.layers.SpatialDropout2D").arguments]
    assert names == ["rate", "data_format", "seed", "dtype"]


def test_a_layer_is_found_by_every_name_that_keras_knows_it_by(catalog: Catalog) -> None:
    conv = catalog.spec("keras.layers.Conv2D")
    assert isinstance(conv, LayerSpec)
    assert catalog.spec("keras.layers.Convolution2D") is conv
    assert catalog.spec("keras.ops.swish") is catalog.spec("keras.ops.silu")
    assert catalog.spec("keras.layers.GroupedQueryAttention").name == "GroupQueryAttention"
    assert catalog.spec("keras.layers.Nothing") is None


def test_layers_and_ops_of_one_name_are_kept_apart(catalog: Catalog) -> None:
    assert isinstance(catalog.spec("keras.layers.Softmax"), LayerSpec)
    assert isinstance(catalog.spec("keras.ops.softmax"), OpSpec)


def test_cells_and_initializers_are_known_but_in_no_palette(catalog: Catalog) -> None:
    assert catalog.spec("keras.layers.LSTMCell") in catalog.parts
    assert catalog.spec("keras.regularizers.L2").argument("l2").default == 0.01
    assert not {spec.name for spec in catalog.layers} & {"LSTMCell", "StackedRNNCells", "L2"}


def test_categories_come_in_the_order_of_the_palette_and_cover_everything(
    catalog: Catalog,
) -> None:
    categories = catalog.categories()
    assert categories[:4] == ("Core", "Convolution", "Pooling", "Recurrent")
    assert "Other" not in categories
    assert {spec.category for spec in catalog.nodes} == set(categories)
    of_layers = {spec.category for spec in catalog.layers}
    assert set(categories[: len(of_layers)]) == of_layers


@pytest.mark.parametrize(
    ("path", "slots"),
    [
        ("keras.layers.Dense", {"inputs": (False, False)}),
        ("keras.layers.Add", {"inputs": (True, False)}),
        ("keras.layers.Attention", {"inputs": (True, False), "mask": (True, True)}),
        (
            "keras.layers.LSTM",
            {"sequences": (False, False), "initial_state": (True, True), "mask": (False, True)},
        ),
        (
            "keras.layers.CategoryEncoding",
            {"inputs": (False, False), "count_weights": (False, True)},
        ),
        ("keras.ops.concatenate", {"xs": (True, False)}),
        ("keras.ops.where", dict.fromkeys(("condition", "x1", "x2"), (False, False))),
        ("keras.ops.fft", {"x": (True, False)}),
        ("keras.ops.split", {"x": (False, False)}),
        ("keras.ops.image.resize", {"images": (False, False)}),
    ],
)
def test_slots_are_what_the_call_takes(catalog: Catalog, path: str, slots: dict) -> None:
    assert slots_of(catalog.spec(path)) == slots


def test_attention_has_named_slots_of_which_two_must_be_wired(catalog: Catalog) -> None:
    attention = catalog.spec("keras.layers.MultiHeadAttention")
    assert [slot.name for slot in attention.slots if not slot.optional] == ["query", "value"]
    assert {"key", "attention_mask"} <= {slot.name for slot in attention.slots}
    flags = [argument.name for argument in attention.call_arguments]
    assert flags == ["return_attention_scores", "training", "use_causal_mask"]


def test_slots_say_how_many_tensors_they_take(catalog: Catalog) -> None:
    counts = {
        name: (spec.slots[0].minimum, spec.slots[0].maximum)
        for name in ("Add", "Dot", "Subtract", "Attention")
        if (spec := catalog.spec(f"keras.layers.{name}"))
    }
    assert counts == {"Add": (2, 0), "Dot": (2, 2), "Subtract": (2, 2), "Attention": (2, 3)}


def test_a_number_may_stand_for_a_tensor_of_an_operator(catalog: Catalog) -> None:
    add = catalog.spec("keras.ops.add")
    assert [slot.literal for slot in add.slots] == [True, True]
    assert add.argument("x2").kind == "float"
    assert not add.argument("x2").is_required
    assert not catalog.spec("keras.ops.matmul").slots[1].literal


def test_a_slot_whose_number_is_given_needs_no_wire(catalog: Catalog) -> None:
    subtract = catalog.spec("keras.ops.subtract")
    assert [slot.optional for slot in subtract.slots_for({})] == [False, False]
    assert [slot.optional for slot in subtract.slots_for({"x1": 1.0})] == [True, False]


def test_arguments_worth_showing_start_with_the_required_ones(catalog: Catalog) -> None:
    assert catalog.spec("keras.layers.Dense").shown == ("units", "activation")
    assert catalog.spec("keras.layers.Conv2D").shown[:3] == ("filters", "kernel_size", "strides")
    for spec in catalog.nodes:
        assert set(spec.shown) <= {argument.name for argument in spec.arguments}, spec.name


def test_everything_has_one_sentence_of_summary(catalog: Catalog) -> None:
    assert catalog.spec("keras.layers.Attention").summary == (
        "Dot-product attention layer, a.k.a. Luong-style attention."
    )
    without = [spec.path for spec in catalog.nodes if not spec.summary]
    assert without == []


def test_nearly_every_argument_is_documented_in_plain_text(catalog: Catalog) -> None:
    specs = catalog.nodes
    silent = [
        f"{spec.name}.{known.name}" for spec in specs for known in spec.arguments if not known.doc
    ]
    assert len(silent) < 12, silent
    units = catalog.spec("keras.layers.Dense").argument("units")
    assert units.doc == "Positive integer, dimensionality of the output space."
    linked = [known.name for spec in specs for known in spec.arguments if "](http" in known.doc]
    assert linked == []


def test_a_custom_layer_gets_a_spec_from_what_the_worker_finds(catalog: Catalog) -> None:
    spec = catalog.custom_layer(
        {
            "name": "Scale",
            "path": "Scale",
            "aliases": [],
            "module": "__main__",
            "class_name": "Scale",
            "bases": ["Layer"],
            "doc": "Scales its inputs. Slowly.",
            "parameters": [
                {"name": "units", "default": 3},
                {"name": "how", "default": {"code": "some_function"}},
                {"name": "kwargs", "kind": "var_keyword"},
            ],
            "call": [{"name": "x"}, {"name": "mask", "default": None}, {"name": "gain"}],
        }
    )
    assert [argument.name for argument in spec.arguments] == ["units", "how", "trainable", "dtype"]
    assert spec.argument("units").minimum == 1
    assert spec.argument("how").default == Code("some_function")
    assert slots_of(spec) == {"x": (False, False), "mask": (False, True)}
    assert spec.argument("gain").default is REQUIRED
    assert (spec.category, spec.summary) == ("Other", "Scales its inputs.")


def test_a_layer_of_a_newer_keras_needs_no_code(facts: dict) -> None:
    new = {
        "name": "Sparkle2D",
        "path": "keras.layers.Sparkle2D",
        "aliases": [],
        "module": "layers.convolutional.sparkle2d",
        "class_name": "Sparkle2D",
        "bases": ["Layer"],
        "doc": "Sparkles.",
        "parameters": [
            {"name": "filters"},
            {"name": "kernel_size"},
            {"name": "glitter", "default": "gold", "doc": 'One of `"gold"` or `"silver"`.'},
            {"name": "kwargs", "kind": "var_keyword"},
        ],
        "call": [{"name": "inputs"}, {"name": "training", "default": None}],
    }
    catalog = specs_from({**facts, "keras": "4.0.0", "layers": [*facts["layers"], new]})
    spec = catalog.spec("keras.layers.Sparkle2D")
    assert catalog.keras_version == "4.0.0"
    assert (spec.category, spec.argument("kernel_size").length) == ("Convolution", 2)
    assert spec.argument("glitter").choices == ("gold", "silver")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"format": 999}', json.dumps({"format": FORMAT, "keras": "3"})],
)
def test_a_table_of_another_form_is_refused_in_words(text: str) -> None:
    with pytest.raises(CatalogError, match=r"JSON|format"):
        catalog_from_json(text)


def test_a_broken_shipped_table_names_the_file_and_the_way_out(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "keras.json"
    broken.write_text("{]")
    monkeypatch.setattr(table, "resource", lambda name: broken)
    with pytest.raises(CatalogError, match=rf"{broken}.*designer\.worker\.introspect"):
        shipped_catalog.__wrapped__()
