from __future__ import annotations

import pytest

from designer.catalog.source import (
    FUNCTION,
    LAYER,
    dotted,
    is_plain_layer,
    methods_of,
    parameters_of,
    read_source,
)

SEVERAL = """\
import keras

SCALE = 2.0


def twice(x):
    return SCALE * x


class Helper:
    pass


class Own(keras.layers.Layer):
    def call(self, inputs, *, scale=1.0, **more):
        return twice(inputs)
"""


def test_every_definition_at_the_top_is_found_and_known_for_what_it_is() -> None:
    source = read_source(SEVERAL)
    assert list(source.definitions) == ["twice", "Helper", "Own"]
    kinds = {name: source.kind_of(name) for name in (*source.definitions, "Missing")}
    assert kinds == {"twice": FUNCTION, "Helper": "", "Own": LAYER, "Missing": ""}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (SEVERAL, "Own"),
        ("def f(x): ...\ndef g(x): ...", "g"),
        ("x = 1", ""),
        ("class A(Layer): ...\ndef after(x): ...", "A"),
    ],
)
def test_a_source_is_about_its_last_layer_or_else_its_last_function(text: str, name: str) -> None:
    assert read_source(text).main_name == name


def test_parameters_come_with_what_the_signature_says_of_them() -> None:
    cls = read_source(SEVERAL).class_named("Own")
    assert cls and is_plain_layer(cls)
    inputs, scale, more = parameters_of(methods_of(cls)["call"])
    assert (inputs.name, inputs.kind, inputs.default) == ("inputs", "", None)
    assert scale.kind == "keyword_only" and scale.default is not None
    assert more.is_starred


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("class A:\n    def f(self:\n        pass\n", 2, 10),
        ("x = (1,\n", 1, 5),
        ("class A:\npass\n", 2, 1),
        ("x = 1\n  y = 2\n", 2, 2),
    ],
)
def test_a_text_that_is_no_python_says_where_it_is_wrong(text: str, line: int, column: int) -> None:
    source = read_source(text)
    assert source.fault and source.definitions == {}
    assert (source.fault.line, source.fault.column) == (line, column)
    assert source.fault.sentence.endswith(".")


@pytest.mark.parametrize("text", ["\0", "(" * 100_000, "-" * 200_000 + "1"])
def test_even_hostile_text_ends_in_a_fault(text: str) -> None:
    assert read_source(text).fault


def test_reading_runs_nothing(tmp_path) -> None:
    mark = tmp_path / "ran"
    read_source(f"open({str(mark)!r}, 'w')\nclass A(print('x') or object): ...")
    assert not mark.exists()


def test_a_dotted_name_is_read_back() -> None:
    tree = read_source("keras.ops.matmul(a, b)\nf()()").tree
    calls = [statement.value for statement in tree.body]
    assert [dotted(call.func) for call in calls] == ["keras.ops.matmul", ""]
