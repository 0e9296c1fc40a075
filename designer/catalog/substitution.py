"""Values with names put in: what `Code("input_dim // 2")` is where `input_dim` is 64. Pure."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from designer.catalog.values import Call, Code, Value, parse_value, source_of


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


def substituted_all(values: Mapping[str, Value], names: Mapping[str, Value]) -> dict[str, Value]:
    """The same for all values of a node."""
    return {name: substituted(value, names) for name, value in values.items()}


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
