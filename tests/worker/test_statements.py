from __future__ import annotations

import pytest

from designer.worker.statements import prepare


def normal(source: str, reads: tuple[str, ...] = ("x",), binds: tuple[str, ...] = ("y",)) -> str:
    return prepare(source, reads, binds).normal


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            'y = layers.Dense(64, activation="relu", name="y")(x)',
            '_b0 = layers.Dense(64, activation="relu", name=_n0)(_r0)',
        ),
        (
            'y = layers.Bidirectional(\n    layers.LSTM(4, name="in"),\n    name="y",\n)(x)',
            "_b0 = layers.Bidirectional(\n    layers.LSTM(4, name=_n0),\n    name=_n1,\n)(_r0)",
        ),
        ("y = x[:, 1] * 2.5 + x.shape[0]", "_b0 = _r0[:, 1] * 2.5 + _r0.shape[0]"),
        ("y = f(x=x, y={x: x})", "_b0 = f(x=_r0, y={_r0: _r0})"),
        ("y = a.x(x) == x", "_b0 = a.x(_r0) == _r0"),
        ('y = f(x, "x y")  # x', '_b0 = f(_r0, "x y")  # x'),
        ("y = '''x\ny''' + x", "_b0 = '''x\ny''' + _r0"),
        # A block is a function of the user's: what it makes of its name cannot be known.
        ('y = block(x, name="y")', '_b0 = block(_r0, name="y")'),
        # Keras refuses a slash in a name, so such a name matters.
        ('y = layers.Dense(1, name="a/b")(x)', '_b0 = layers.Dense(1, name="a/b")(_r0)'),
        ('y = layers.Dense(1, name="a" "b")(x)', 'y = layers.Dense(1, name="a" "b")(x)'),
    ],
)
def test_equal_calls_get_one_form_whatever_their_names(source: str, expected: str) -> None:
    assert normal(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        'y = f(f"{x}")',
        "y = layers.Lambda(lambda x: x + 1)(x)",
        "def y(t): return x",
        "y = (z := x)",
        "y = _r0 + x",
    ],
)
def test_where_names_hide_or_are_bound_anew_the_text_stays(source: str) -> None:
    prepared = prepare(source, ("x",), ("y",))
    assert prepared.normal == source
    assert prepared.read_variables == ("x",)
    assert prepared.bound_variables == ("y",)


def test_a_name_both_read_and_bound_is_one_variable() -> None:
    prepared = prepare("x = f(x)", ("x",), ("x",))
    assert prepared.normal == "_r0 = f(_r0)"
    assert prepared.read_variables == prepared.bound_variables == ("_r0",)


def test_equal_calls_are_compiled_once() -> None:
    one = prepare('a = layers.Dense(7, name="a")(x)', ("x",), ("a",))
    other = prepare('b = layers.Dense(7, name="b")(a)', ("a",), ("b",))
    assert one.compiled is other.compiled
    assert (one.names, other.names) == (("a",), ("b",))


def test_a_statement_says_which_definitions_it_uses() -> None:
    assert "block" in prepare("y = block(x, layers)", ("x",), ("y",)).compiled.uses


def test_what_is_no_python_is_kept_with_its_error() -> None:
    compiled = prepare("y = (x", ("x",), ("y",)).compiled
    assert compiled.code is None
    assert compiled.error is not None
