"""Ops written with their signs: the exact text, and that Keras makes the very same of both."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from designer.catalog.operators import SIGNS, SLICE_PATH
from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.codegen import STYLES, program_of
from designer.graph.nodes import Edge
from tests.builders import Builder
from tests.keras_runs import run_scripts

UNARY = ("keras.ops.negative", "keras.ops.logical_not")
BINARY = [path for path in SIGNS if path not in UNARY]
SLICES = (":, 0", ":, -1", "..., :3", ":, ::2", ":, None", ":, 1:3, ..., 0", "0")


def call_of(
    op: str, *slots: str, dtype: str = "float32", shape: tuple[int, ...] = (4,), **values: Any
) -> Builder:
    """A model of one call of an op on as many inputs as there are slots."""
    builder = Builder()
    sources = [builder.input(*shape, name=name, dtype=dtype) for name in "ab"[: len(slots)]]
    node = builder.op(op, **values)
    for source, slot in zip(sources, slots, strict=True):
        builder.graph.connect(Edge(source, 0, node, slot))
    builder.output(node)
    return builder


def script(builder: Builder) -> str:
    return STYLES["script"].arrange(program_of(builder.design(), shipped_catalog())).text


def written(builder: Builder) -> str:
    """What the line of the op says after its `=`."""
    lines = [line for line in script(builder).splitlines() if " = " in line]
    return next(line for line in lines if "keras." not in line).partition(" = ")[2]


@pytest.mark.parametrize(
    ("builder", "text"),
    [
        (call_of("add", "x1", "x2"), "a + b"),
        (call_of("subtract", "x2", x1=1), "1 - a"),
        (call_of("subtract", "x1", x2=-1.0), "a - -1.0"),
        (call_of("true_divide", "x1", "x2"), "a / b"),
        (call_of("power", "x1", x2=2), "a**2"),
        (call_of("power", "x2", x1=-2.0), "(-2.0) ** a"),
        (call_of("power", "x1", x2=Code("1 / rate")), "a ** (1 / rate)"),
        (call_of("multiply", "x1", x2=Code("dim // 2")), "a * (dim // 2)"),
        (call_of("multiply", "x1", x2=float("inf")), 'a * float("inf")'),
        (call_of("matmul", "x1", "x2"), "a @ b"),
        (call_of("greater", "x1", x2=0), "a > 0"),
        (call_of("negative", "x"), "-a"),
        (call_of("logical_and", "x1", "x2", dtype="bool"), "a & b"),
        (call_of("logical_not", "x", dtype="bool"), "~a"),
        (call_of(SLICE_PATH, "x", index=Code(":, 0")), "a[:, 0]"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_op_is_written_with_its_sign(builder: Builder, text: str) -> None:
    assert written(builder) == text


@pytest.mark.parametrize(
    ("builder", "text"),
    [
        # `2 > a` would make the op `less`, `==` compares objects, `/` is another class.
        (call_of("greater", "x2", x1=2), "ops.greater(x2=a, x1=2)"),
        (call_of("equal", "x1", x2=2), "ops.equal(a, x2=2)"),
        (call_of("divide", "x1", x2=2), "ops.divide(a, x2=2)"),
        (call_of("bitwise_and", "x", "y", dtype="int32"), "ops.bitwise_and(a, b)"),
        # Of whole numbers, the sign means another thing outside of symbolic tensors.
        (call_of("logical_and", "x1", "x2", dtype="int32"), "ops.logical_and(a, b)"),
        # An array might stand there, whose own operator would be asked first.
        (call_of("add", "x2", x1=Code("weights")), "ops.add(x2=a, x1=weights)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_op_is_called_by_name_where_its_sign_would_be_another(
    builder: Builder, text: str
) -> None:
    assert written(builder) == text


def test_flags_are_known_through_the_ops_that_answer_with_them() -> None:
    builder = Builder()
    x = builder.input(4, name="x")
    low, high = builder.op("greater", x, x2=0), builder.op("isfinite", x)
    builder.output(builder.op("logical_and", low, high))
    assert "logical_and = greater & isfinite" in script(builder)


def test_a_design_of_operators_alone_imports_keras_alone() -> None:
    assert script(call_of("add", "x1", "x2")).startswith("import keras\n\n")


def calls() -> Iterator[tuple[str, Builder]]:
    """Every sign with wires on both sides and with numbers on either, and slices."""
    for path in BINARY:
        name = path.removeprefix("keras.ops.")
        flags = {"dtype": "bool"} if SIGNS[path].of_flags else {}
        shape = (4, 4) if name == "matmul" else (4,)
        yield f"{name} of two", call_of(name, "x1", "x2", shape=shape, **flags)
        if name != "matmul" and not flags:
            for number in (2, -1.5):
                yield f"{name} by {number}", call_of(name, "x1", x2=number)
                yield f"{number} {name}", call_of(name, "x2", x1=number)
            yield f"{name} of whole numbers", call_of(name, "x1", dtype="int32", x2=3)
    yield "negative", call_of("negative", "x")
    yield "logical_not", call_of("logical_not", "x", dtype="bool")
    for index in SLICES:
        yield f"[{index}]", call_of(SLICE_PATH, "x", shape=(6, 5), index=Code(index))


def with_functions(builder: Builder) -> str:
    """The script with functions alone, while no op has a sign."""
    text = re.sub(r"a\[(.*)\]", r"ops.get_item(a, np.s_[\1])", script(builder))
    return f"import numpy as np\nfrom keras import ops\n{text}"


@pytest.mark.worker
def test_keras_makes_the_same_of_a_sign_as_of_the_function(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed = {name: script(builder) for name, builder in calls()}
    monkeypatch.setattr("designer.codegen.operators.SIGNS", {})
    called = {f"{name} called": with_functions(builder) for name, builder in calls()}
    results = run_scripts({**signed, **called})
    errors = {name: found["error"] for name, found in results.items() if "error" in found}
    assert not errors
    assert {name: results[name]["config"] for name in signed} == {
        name: results[f"{name} called"]["config"] for name in signed
    }
    assert all("ops." not in signed[f"{path.removeprefix('keras.ops.')} of two"] for path in BINARY)
