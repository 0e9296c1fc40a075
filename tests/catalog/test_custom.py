"""What the source of a custom layer says of its arguments, its slots and its outputs."""

from __future__ import annotations

import pytest

from designer.catalog.custom import CUSTOM, spec_of_source
from designer.catalog.spec import LayerSpec
from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code


def layer(
    constructor: str = "self, **kwargs", call: str = "self, inputs", body: str = "pass"
) -> str:
    return (
        "import keras\n"
        "class Own(keras.layers.Layer):\n"
        '    """Owns. More of it.\n\n    Args:\n        units: How many\n            come out.\n'
        '        rate (float): How much goes.\n    """\n'
        f"    def __init__({constructor}):\n        super().__init__(**kwargs)\n"
        f"    def call({call}):\n        {body}\n"
    )


def spec_of(source: str, name: str = "Own") -> LayerSpec:
    spec = spec_of_source(source, name)
    assert spec
    return spec


def test_a_custom_layer_has_a_name_words_and_the_category_of_the_designs_own() -> None:
    spec = spec_of(layer())
    assert (spec.name, spec.path, spec.category, spec.summary) == ("Own", "Own", CUSTOM, "Owns.")
    assert [argument.name for argument in spec.arguments] == ["trainable", "dtype"]


@pytest.mark.parametrize(
    ("written", "kind", "default"),
    [
        ("units=32", "int", 32),
        ("kernel_size=3", "ints", 3),
        ("rate=0.5", "float", 0.5),
        ("use_bias=True", "bool", True),
        ("mode='a'", "text", "a"),
        ("sizes=(1, 2)", "ints", (1, 2)),
        ("activation=None", "activation", None),
        ("gate_activation='relu'", "activation", "relu"),
        ("kernel_initializer='zeros'", "initializer", "zeros"),
        ("bias_regularizer=None", "regularizer", None),
        ("bias_constraint=None", "constraint", None),
        ("inner=None", "any", None),
        ("steps: int = None", "int", None),
        ("steps: int | None = None", "int", None),
        ("share: Optional[float] = None", "float", None),
        ("label: str = None", "text", None),
        ("flag: bool = None", "bool", None),
        ("mode: Literal['sum', 'mean'] = 'sum'", "choice", "sum"),
        ("size: tuple[int, ...] = None", "ints", None),
        ("points: tuple[float, float] = None", "floats", None),
        ("fn: Callable = None", "function", None),
        ("scale=math.pi", "float", Code("math.pi")),
        ("low=-1.5", "float", -1.5),
    ],
)
def test_arguments_are_typed_by_name_default_and_annotation(
    written: str, kind: str, default: object
) -> None:
    argument = spec_of(layer(f"self, {written}, **kwargs")).arguments[0]
    assert (argument.kind, argument.default) == (kind, default)
    assert not argument.is_required


def test_an_argument_without_a_default_is_required_and_brings_its_words() -> None:
    spec = spec_of(layer("self, units, rate=0.1, **kwargs"))
    units, rate = spec.arguments[:2]
    assert units.is_required and units.doc == "How many come out."
    assert rate.doc == "How much goes."
    assert spec.shown[:2] == ("units", "rate")


def test_none_in_an_annotation_makes_it_a_value() -> None:
    one, other = spec_of(layer("self, a: int | None = 3, b: int = 3, **kwargs")).arguments[:2]
    assert one.optional and not other.optional


@pytest.mark.parametrize(
    ("call", "slots", "arguments"),
    [
        ("self, x", ["x"], []),
        ("self, inputs, mask=None, training=None", ["inputs", "mask?"], ["training"]),
        ("self, query, context", ["query", "context"], []),
        ("self, inputs, context=None", ["inputs", "context?"], []),
        ("self, inputs, steps: int, scale=1.0", ["inputs"], ["steps", "scale"]),
        ("self, inputs, axis", ["inputs"], ["axis"]),
        ("self, inputs, *more, **named", ["inputs"], []),
    ],
)
def test_a_call_says_what_wires_bring_and_what_is_given(
    call: str, slots: list[str], arguments: list[str]
) -> None:
    spec = spec_of(layer(call=call))
    assert [slot.name + "?" * slot.optional for slot in spec.slots] == slots
    own = [argument.name for argument in spec.call_arguments]
    assert own == arguments


@pytest.mark.parametrize(
    ("body", "many", "minimum", "maximum"),
    [
        ("a, b = inputs", True, 2, 2),
        ("a, *rest = inputs", True, 1, 0),
        ("return sum(each for each in inputs)", True, 1, 0),
        ("a, b = inputs.shape", False, 1, 0),
    ],
)
def test_a_call_that_takes_its_input_apart_takes_a_list(
    body: str, many: bool, minimum: int, maximum: int
) -> None:
    slot = spec_of(layer(body=body)).slots[0]
    assert (slot.many, slot.minimum, slot.maximum) == (many, minimum, maximum)


@pytest.mark.parametrize(
    ("body", "outputs"),
    [
        ("return inputs", ("output",)),
        ("return inputs, state", ("output", "state")),
        ("return inputs, f(inputs), 1", ("output", "output_1", "output_2")),
        ("return (inputs, 1) if self.x else inputs", ("output",)),
    ],
)
def test_a_call_that_returns_a_tuple_has_several_outputs(
    body: str, outputs: tuple[str, ...]
) -> None:
    assert spec_of(layer(body=body)).outputs == outputs


def test_a_subclass_of_a_keras_layer_has_what_that_takes() -> None:
    dense = shipped_catalog().spec("keras.layers.Dense")
    assert dense
    source = "class Own(layers.Dense):\n    pass\n"
    assert spec_of(source).arguments == dense.arguments
    source = (
        "class Own(layers.LSTM):\n    def __init__(self, extra=1, **kwargs):\n        ...\n"
        "class Third(Own):\n    pass\n"
    )
    for name in ("Own", "Third"):
        spec = spec_of(source, name)
        names = [argument.name for argument in spec.arguments]
        assert names[0] == "extra" and "recurrent_dropout" in names
        assert [slot.name for slot in spec.slots] == ["sequences", "initial_state", "mask"]
        assert spec.output_names({"return_state": True}) != ("output",)


def test_a_class_that_inherits_itself_is_no_trap() -> None:
    assert spec_of("class Own(Own):\n    pass\n").name == "Own"


def test_a_function_has_one_slot_and_no_form() -> None:
    spec = spec_of(
        'def twice(x, factor=2.0):\n    """Doubles."""\n    return factor * x\n', "twice"
    )
    assert [slot.name for slot in spec.slots] == ["x"]
    assert (spec.arguments, spec.summary) == ((), "Doubles.")


@pytest.mark.parametrize("source", ["class Own:\n  pass", "class Own(Layer", "", "Own = 3"])
def test_what_is_no_layer_has_no_spec(source: str) -> None:
    assert spec_of_source(source, "Own") is None
