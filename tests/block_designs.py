"""Designs with blocks of every kind, for tests of code and of what Keras makes of it."""

from __future__ import annotations

from typing import Any

from designer.catalog.values import Code
from designer.graph.design import Design
from tests.builders import Builder


def dense_block(**ways: Any) -> Builder:
    """A builder whose design has `res_block(units, rate)`: as many features out as in."""
    inner = Builder()
    x = inner.input(8)
    hidden = inner.layer("Dense", x, units=Code("units"), activation="relu")
    dropped = inner.layer("Dropout", hidden, rate=Code("rate"))
    back = inner.layer("Dense", dropped, units=8)
    inner.output(inner.layer("Add", x, back))
    outer = Builder()
    outer.block("res_block", inner, arguments={"units": 16, "rate": 0.1}, **ways)
    return outer


def row_of_uses(count: int, **values: Any) -> Design:
    """The same block so many times in a row; where a value is a list, one of it for each."""
    builder = dense_block()
    last = builder.layer("Dense", builder.input(8), units=8)
    for number in range(count):
        given = {
            name: value[number] if isinstance(value, list) else value
            for name, value in values.items()
        }
        last = builder.use("res_block", last, **given)
    builder.output(builder.layer("Dense", last, units=2))
    return builder.design()


def parallel_rows() -> Design:
    """Two rows side by side that meet, and one behind them with other values."""
    builder = dense_block()
    x = builder.input(8)
    ends = []
    for _ in range(2):
        last = x
        for _ in range(4):
            last = builder.use("res_block", last)
        ends.append(last)
    last = builder.layer("Add", *ends)
    for number in range(6):
        last = builder.use("res_block", last, rate=0.2, units=8 if number < 3 else 4)
    builder.output(last)
    return builder.design()


def row_in_block() -> Design:
    """A row inside a block whose argument has the name of the one that differs in the row."""
    inner = dense_block()
    last = inner.input(8)
    for number in range(4):
        last = inner.use("res_block", last, units=2**number)
    last = inner.layer("Dense", last, units=Code("units"))
    inner.output(inner.layer("Dense", last, units=8))
    outer = Builder()
    outer.block("stage", inner, arguments={"units": 4})
    last = outer.input(8)
    for _ in range(4):
        last = outer.use("stage", last)
    outer.output(last)
    return outer.design()


def shared_use() -> Design:
    builder = dense_block()
    left, right = builder.input(8, name="left"), builder.input(8, name="right")
    first = builder.use("res_block", left, units=32)
    second = builder.use("res_block", right, shares=first)
    builder.output(builder.layer("Concatenate", first, second))
    return builder.design()


def blocks_in_blocks() -> Design:
    inner = dense_block()
    x = inner.input(8)
    first = inner.use("res_block", x, units=Code("width"))
    inner.output(inner.use("res_block", first, units=Code("width * 2"), rate=0.5))
    outer = Builder()
    outer.block("stage", inner, arguments={"width": 4})
    last = outer.use("stage", outer.input(8))
    outer.output(outer.use("stage", last, width=6))
    return outer.design()


def dict_block() -> Design:
    """Two tensors in as a dict, two out as a dict."""
    inner = Builder()
    ids, mask = inner.input(6, name="ids"), inner.input(6, name="mask", key="attention mask")
    joined = inner.layer("Multiply", ids, mask)
    inner.output(inner.layer("Dense", joined, units=3), "scores")
    inner.output(inner.layer("Dense", joined, units=5), "box", key="the box")
    outer = Builder()
    outer.block("heads", inner, inputs_as="dict", outputs_as="dict")
    use = outer.use("heads", outer.input(6), outer.input(6))
    outer.output(use, "scores_out", 0)
    outer.output(use, "box_out", 1)
    return outer.design()


def list_block() -> Design:
    """Two tensors in and out as lists; the first output is not used."""
    inner = Builder()
    a, b = inner.input(6, name="a"), inner.input(6, name="b")
    inner.output(inner.layer("Add", a, b), "total")
    inner.output(inner.layer("Subtract", a, b), "difference")
    outer = Builder()
    outer.block("both", inner)
    use = outer.use("both", outer.input(6), outer.input(6))
    outer.output(use, "only", 1)
    return outer.design()


def nested_block() -> Design:
    """Tensors in and out in structures of dicts and lists, at the block and at the model."""
    keys = ("text/ids", "text/mask", "pair/0", "pair/1")
    inner = Builder()
    ids = [inner.input(4, name=key.replace("/", "_"), key=key) for key in keys]
    inner.output(inner.layer("Add", *ids[:2]), key="sums/0")
    inner.output(inner.layer("Add", *ids[2:]), key="sums/1")
    inner.output(inner.layer("Concatenate", *ids), key="all")
    outer = Builder()
    outer.block("mix", inner, inputs_as="nested", outputs_as="nested")
    given = [outer.input(4, name=key.replace("/", "_"), key=key) for key in keys]
    use = outer.use("mix", *given)
    for number, key in enumerate(("0", "1/0", "1/1")):
        outer.output(use, f"out_{number}", number, key=key)
    return outer.design(inputs_as="nested", outputs_as="nested")


def nested_list_block() -> Design:
    """Outputs in lists of lists, spread over variables."""
    inner = Builder()
    x = inner.input(4)
    for number, key in enumerate(("0/0", "0/1", "1")):
        inner.output(inner.layer("Dense", x, units=number + 1), key=key)
    outer = Builder()
    outer.block("fork", inner, outputs_as="nested")
    use = outer.use("fork", outer.input(4))
    for number in range(3):
        outer.output(use, from_=number)
    return outer.design()


def sequential_block() -> Design:
    inner = Builder()
    x = inner.layer("Dense", inner.input(8), units=Code("units"))
    inner.output(inner.layer("Dropout", inner.layer("ReLU", x), rate=0.5))
    outer = Builder()
    outer.block("dense_block", inner, arguments={"units": 8}, form="sequential")
    first = outer.use("dense_block", outer.input(8))
    outer.output(outer.use("dense_block", first, units=4))
    return outer.design()


def twice_the_same() -> Design:
    builder = Builder()
    x = builder.layer("Dense", builder.input(8), units=4)
    builder.output(builder.layer("Add", x, x))
    return builder.design()


def all_designs() -> dict[str, Design]:
    """Every one of them, by name."""
    return {
        "row": row_of_uses(5),
        "growing": row_of_uses(4, units=[8, 16, 32, 64]),
        "parallel_rows": parallel_rows(),
        "row_in_block": row_in_block(),
        "shared_use": shared_use(),
        "blocks_in_blocks": blocks_in_blocks(),
        "dict_block": dict_block(),
        "list_block": list_block(),
        "nested_block": nested_block(),
        "nested_list_block": nested_list_block(),
        "sequential_block": sequential_block(),
        "twice_the_same": twice_the_same(),
    }
