"""Which ops have a sign in Python, and the slice, which has brackets.

Pure: no Qt, no keras.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from designer.catalog.spec import ArgumentSpec, OpSpec, SlotSpec
from designer.catalog.values import Code, Value


@dataclass(frozen=True, slots=True)
class Sign:
    """How Python spells an op, and when the sign does what the op does."""

    text: str
    reflects: bool = True
    """Whether a plain number may stand before it. Python turns `2 > x` into `x < 2`: another op."""
    of_flags: bool = False
    """Whether it is the op on tensors of bools alone: of whole numbers, TensorFlow's own tensors
    make it bit by bit."""


SIGNS: Mapping[str, Sign] = {
    "keras.ops.add": Sign("+"),
    "keras.ops.subtract": Sign("-"),
    "keras.ops.multiply": Sign("*"),
    "keras.ops.true_divide": Sign("/"),
    "keras.ops.floor_divide": Sign("//"),
    "keras.ops.mod": Sign("%"),
    "keras.ops.power": Sign("**"),
    "keras.ops.matmul": Sign("@"),
    "keras.ops.not_equal": Sign("!=", reflects=False),
    "keras.ops.greater": Sign(">", reflects=False),
    "keras.ops.greater_equal": Sign(">=", reflects=False),
    "keras.ops.less": Sign("<", reflects=False),
    "keras.ops.less_equal": Sign("<=", reflects=False),
    "keras.ops.logical_and": Sign("&", of_flags=True),
    "keras.ops.logical_or": Sign("|", of_flags=True),
    "keras.ops.logical_xor": Sign("^", of_flags=True),
    "keras.ops.negative": Sign("-"),
    "keras.ops.logical_not": Sign("~", of_flags=True),
}
"""By path. Tested against what Keras makes of each. Not here: `==`, which compares objects, and
`divide`, `bitwise_and` and others, whose signs make other ops of symbolic tensors."""

_NOT_SIGNS = ("equal", "isclose", "isfinite", "isinf", "isnan", "isneginf", "isposinf")
FLAGS = frozenset(
    [
        *(path for path, sign in SIGNS.items() if sign.of_flags or not sign.reflects),
        *(f"keras.ops.{name}" for name in _NOT_SIGNS),
    ]
)
"""Ops that answer with bools, whatever they are given."""

SLICE_PATH = "operator.getitem"

SLICE = OpSpec(
    name="Slice",
    path=SLICE_PATH,
    category="Ops: shape",
    arguments=(
        ArgumentSpec(
            "index",
            "index",
            doc="What stands between the brackets, the batch first: `:, 0` is the first step of"
            " every sample, `:, -1` the last one, `..., :3` the first three channels, `:, ::2`"
            " every other step; `None` puts a new axis in.",
        ),
    ),
    slots=(SlotSpec("x", doc="The tensor to take a part of."),),
    aliases=("getitem", "index"),
    summary="Takes a part of a tensor by its places, as x[:, 0].",
    doc="Takes a part of a tensor by its places: `x[:, 0]`, `x[..., ::2]`, `x[:, None]`.\n\n"
    "The batch comes first and is best left whole, as `:`. A whole number takes one place and its"
    " axis away, `start:stop:step` takes a range, `None` puts an axis of size 1 in, and `...`"
    " stands for all axes between.",
    shown=("index",),
)


def index_of(text: str) -> Code:
    """What a person typed between the brackets, spaced as Python is; brackets around it go.

    Raises `ValueError` with what would be one.
    """
    written = text.strip()
    if written.startswith("[") and written.endswith("]"):
        written = written[1:-1].strip()
    tree = _subscript(written)
    if tree is None:
        raise ValueError(f"{text} cannot stand between the brackets of a slice")
    return Code(ast.unparse(tree).removeprefix("_[").removesuffix("]"))


def is_index(value: Value) -> bool:
    """Whether a value can stand between the brackets of a slice."""
    return isinstance(value, Code) and _subscript(value.source) is not None


def is_plain_index(source: str) -> bool:
    """Whether an index is made of numbers, colons, dots and None alone, so that it runs nothing."""
    tree = _subscript(source)
    return tree is not None and all(isinstance(each, _PLAIN) for each in ast.walk(tree.slice))


_PLAIN = (ast.Slice, ast.Tuple, ast.Constant, ast.UnaryOp, ast.USub, ast.Load)


def _subscript(source: str) -> ast.Subscript | None:
    try:
        tree = ast.parse(f"_[{source}]", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    is_whole = isinstance(tree, ast.Subscript) and isinstance(tree.value, ast.Name)
    return tree if is_whole and isinstance(tree, ast.Subscript) else None
