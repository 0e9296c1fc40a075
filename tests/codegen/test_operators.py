"""Ops written with their signs: the exact text."""

from typing import Any

import pytest

from designer.catalog.operators import SLICE_PATH
from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.codegen import STYLES, program_of
from designer.graph.nodes import Edge
from tests.builders import Builder


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
