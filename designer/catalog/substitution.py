"""Values with names put in: what `Code("input_dim // 2")` is where `input_dim` is 64. Pure."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Container, Mapping
from functools import lru_cache
from typing import Any

from designer.catalog.values import Call, Code, Value, parse_value, source_of, walk


def substituted(value: Value, names: Mapping[str, Value]) -> Value:
    """The value with these names replaced by what they stand for, expressions left as such:
    `64 // 2`. What names none of them comes back as it is."""
    if not names:
        return value
    if isinstance(value, Code):
        return _substituted_code(value, names)
    if isinstance(value, tuple):
        return tuple(substituted(item, names) for item in value)
    if isinstance(value, list):
        return [substituted(item, names) for item in value]
    if isinstance(value, dict):
        return {key: substituted(item, names) for key, item in value.items()}
    if isinstance(value, Call):
        inside = {key: substituted(item, names) for key, item in value.arguments.items()}
        return Call(value.path, inside)
    return value


def names_in(value: Value) -> set[str]:
    """The names that expressions in a value read and do not set themselves."""
    if isinstance(value, (str, int, float, bool)):
        return set()
    return {name for item in walk(value) if isinstance(item, Code) for name in _names_of(item)}


@lru_cache(maxsize=4096)
def _names_of(code: Code) -> frozenset[str]:
    trees = list(ast.walk(_tree_of(code)))
    names = [tree for tree in trees if isinstance(tree, ast.Name)]
    own = {tree.id for tree in names if isinstance(tree.ctx, ast.Store)}
    own |= {tree.arg for tree in trees if isinstance(tree, ast.arg)}
    return frozenset(tree.id for tree in names) - own


def is_plain_sum(code: Code, names: Container[str]) -> bool:
    """Whether an expression is a sum of plain numbers and these names: `width // 2 + 1`. Powers
    are none, since their results have no bounds."""
    trees = list(ast.walk(_tree_of(code)))
    return len(trees) > 1 and all(_is_plain(tree, names) for tree in trees[1:])


def _is_plain(tree: ast.AST, names: Container[str]) -> bool:
    if isinstance(tree, ast.Name):
        return tree.id in names
    if isinstance(tree, ast.Constant):
        return isinstance(tree.value, (int, float))
    return isinstance(tree, _PLAIN)


_PLAIN = (
    ast.Load,
    ast.BinOp,
    ast.UnaryOp,
    ast.USub,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.FloorDiv,
    ast.Mod,
)


def folded(value: Value) -> Value:
    """The value with sums of plain numbers worked out: `64 // 2` is 32. What is no such sum, or
    has no answer, stays as it was written."""
    if isinstance(value, Code):
        try:
            return _number(_tree_of(value))
        except (_NotPlainError, ArithmeticError, TypeError, ValueError):
            return value
    if isinstance(value, (tuple, list)):
        return type(value)(folded(item) for item in value)
    return value


def _number(tree: ast.AST) -> Value:
    if isinstance(tree, ast.Expression):
        return _number(tree.body)
    if isinstance(tree, ast.Constant) and isinstance(tree.value, (int, float)):
        return tree.value
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        return -_number(tree.operand)
    if isinstance(tree, ast.BinOp) and type(tree.op) in _SUMS:
        left, right = _number(tree.left), _number(tree.right)
        if isinstance(tree.op, ast.Pow) and (abs(left) > _LARGE or abs(right) > _LARGE):
            raise _NotPlainError
        return _SUMS[type(tree.op)](left, right)
    raise _NotPlainError


class _NotPlainError(Exception):
    """An expression is more than plain numbers."""


_LARGE = 64
_SUMS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}


def _tree_of(code: Code) -> ast.AST:
    """The tree of an expression; an empty one where it is none."""
    try:
        return ast.parse(code.source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _substituted_code(code: Code, names: Mapping[str, Value]) -> Value:
    try:
        tree = ast.parse(code.source.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return code
    putting = _PutIn(names)
    new = putting.visit(tree)
    return parse_value(ast.unparse(new)) if putting.has_put else code


class _PutIn(ast.NodeTransformer):
    """Replaces names that an expression reads; those that a lambda or a comprehension of its own
    sets hide what is outside."""

    def __init__(self, names: Mapping[str, Value]) -> None:
        self._names = names
        self.has_put = False

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self._names or not isinstance(node.ctx, ast.Load):
            return node
        self.has_put = True
        return ast.parse(source_of(self._names[node.id]), mode="eval").body

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        own = {argument.arg for argument in every}
        inner = _PutIn({name: value for name, value in self._names.items() if name not in own})
        node.body = inner.visit(node.body)
        self.has_put = self.has_put or inner.has_put
        return node
