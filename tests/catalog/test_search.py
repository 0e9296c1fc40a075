import pytest

from designer.catalog.search import search
from designer.catalog.spec import LayerSpec
from designer.catalog.table import shipped_catalog

CATALOG = shipped_catalog()


def first(text: str, count: int = 1) -> list[str]:
    return [spec.path.removeprefix("keras.") for spec in search(CATALOG, text)[:count]]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Dense", "layers.Dense"),
        ("dense", "layers.Dense"),
        ("den", "layers.Dense"),
        ("c2d", "layers.Conv2D"),
        ("mha", "layers.MultiHeadAttention"),
        ("bn", "layers.BatchNormalization"),
        ("glavg", "layers.GlobalAveragePooling2D"),
        ("fully connected", "layers.Dense"),
        ("fc", "layers.Dense"),
        ("skip", "layers.Add"),
        ("residual", "layers.Add"),
        ("Convolution2D", "layers.Conv2D"),
        ("maxpool2d", "layers.MaxPooling2D"),
        ("max pool", "layers.MaxPooling2D"),
        ("pooling 2d", "layers.MaxPooling2D"),
        ("conv", "layers.Conv2D"),
        ("relu", "layers.ReLU"),
        ("softmax", "layers.Softmax"),
        ("gelu", "layers.Activation"),
        ("matmul", "ops.matmul"),
        ("+", "ops.add"),
        ("@", "ops.matmul"),
        ("-", "ops.negative"),
        (">=", "ops.greater_equal"),
        ("[", "operator.getitem"),
        ("top_k", "ops.top_k"),
        ("top k", "ops.top_k"),
        ("cnv", "layers.Conv2D"),
        ("GroupedQuery", "layers.GroupQueryAttention"),
    ],
)
def test_what_people_type_finds_what_they_mean_first(text: str, path: str) -> None:
    assert first(text) == [path]


def test_an_activation_is_found_as_layer_as_op_and_as_a_value() -> None:
    assert first("relu", 3) == ["layers.ReLU", "layers.Activation", "ops.relu"]


def test_a_category_finds_all_that_stands_in_it() -> None:
    recurrent = {spec.name for spec in CATALOG.layers if spec.category == "Recurrent"}
    assert recurrent <= {spec.name for spec in search(CATALOG, "recurrent")}


def test_an_empty_text_finds_everything_layers_first() -> None:
    found = search(CATALOG, "  ")
    assert len(found) == len(CATALOG.nodes)
    assert isinstance(found[0], LayerSpec)


def test_nothing_is_found_twice_and_nonsense_not_at_all() -> None:
    found = search(CATALOG, "a")
    assert len({spec.path for spec in found}) == len(found)
    assert search(CATALOG, "qqqq") == []


@pytest.mark.parametrize("text", ["(", "[a", "a*", "\\", "2", "?", "ö"])
def test_signs_that_mean_something_to_regular_expressions_are_only_signs(text: str) -> None:
    assert all(text.strip("(\\[*?") in spec.path.lower() for spec in search(CATALOG, text)[:1])


def test_a_longer_text_never_finds_more_by_its_name() -> None:
    before = {spec.path for spec in search(CATALOG, "conv")}
    after = {spec.path for spec in search(CATALOG, "conv2")}
    assert after <= before
