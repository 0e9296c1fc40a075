"""Ops as a person writes them: `x + y`, `1 - x`, `x**2`, `x[:, 0]`.

Only where running the sign on symbolic tensors makes the very op that the node calls; elsewhere
the function is called by its name. Pure: no Qt, no keras.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from designer.catalog.operators import FLAGS, SIGNS, SLICE_PATH, Sign
from designer.catalog.values import Code, Value, source_of
from designer.codegen.expression import Bracket, Chain
from designer.graph.nodes import InputNode, Node, OpNode

_SIMPLE = re.compile(r"-?[\w.]+")
_ATOMS = (ast.Name, ast.Constant, ast.Attribute, ast.Call, ast.Subscript)
_WHOLE = (ast.List, ast.Tuple, ast.Dict)


def with_sign(node: OpNode, tensors: Mapping[str, str], *, of_flags: bool) -> Chain | None:
    """The expression of an op that has a sign; None where the function is to be called.

    `tensors` gives the variable that each wired slot reads; `of_flags` says that all of them are
    bools.
    """
    if node.op == SLICE_PATH:
        return _sliced(tensors.get("x", ""), node.values.get("index"))
    sign = SIGNS.get(node.op)
    if sign is None or not tensors or (sign.of_flags and not of_flags):
        return None
    if "x" in tensors:
        return (f"{sign.text}{tensors['x']}",)
    return _between(sign, tensors, node.values)


def answers_flags(node: Node) -> bool:
    """Whether the tensors of a node are bools for certain."""
    if isinstance(node, InputNode):
        return node.dtype == "bool"
    return isinstance(node, OpNode) and node.op in FLAGS


def _sliced(tensor: str, index: Value) -> Chain | None:
    inside = index.source if isinstance(index, Code) else source_of(index)
    return (tensor, Bracket("[", ((inside,),), "]")) if tensor else None


def _between(sign: Sign, tensors: Mapping[str, str], values: Mapping[str, Value]) -> Chain | None:
    left = tensors.get("x1") or _number(values.get("x1"), is_first=True)
    right = tensors.get("x2") or _number(values.get("x2"), is_first=False)
    if not left or not right or ("x1" not in tensors and not sign.reflects):
        return None
    if sign.of_flags and len(tensors) == 1:
        return None
    if sign.text != "**":
        return (f"{left} {sign.text} {right}",)
    if left.startswith("-"):
        left = f"({left})"
    # Formatters leave no space around a power of simple things.
    is_simple = _SIMPLE.fullmatch(left) and _SIMPLE.fullmatch(right)
    return (f"{left}**{right}" if is_simple else f"{left} ** {right}",)


def _number(value: Value, *, is_first: bool) -> str:
    """A number as an operand; empty where it is none that the tensor's own operator would meet.

    An expression before the sign might be an array, whose own operator would be asked first.
    """
    if isinstance(value, Code):
        return "" if is_first else _operand(value.source)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return source_of(value) if is_number else ""


def _operand(source: str) -> str:
    """An expression that binds tighter than the sign before it; empty where it is none."""
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    if isinstance(tree, _WHOLE):
        return ""
    return source if isinstance(tree, _ATOMS) else f"({source})"
