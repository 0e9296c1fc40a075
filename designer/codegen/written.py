"""What generated code says that the model it makes has lost: how functions of blocks were called.

Pure, and executes nothing: the text is parsed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from designer.catalog.values import Value, parse_value
from designer.graph.merge import Use

_NAME = "name"


def uses_in(text: str) -> dict[str, Use]:
    """The calls of the functions that a text defines, by the names of the models that they make;
    what is called with arguments that cannot be told, or is no Python, is left out."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    functions = {each.name: each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    found: dict[str, Use] = {}
    twice: set[str] = set()
    for call in _calls(tree):
        assert isinstance(call.func, ast.Name)
        function = functions.get(call.func.id)
        if function is None:
            continue
        values = _values(call, function.args)
        name = values.pop(_NAME, None) if values is not None else None
        name = _default_name(function.args) if name is None else name
        if values is None or not isinstance(name, str):
            continue
        if name in found:
            twice.add(name)
        found[name] = Use(function.name, values)
    return {name: use for name, use in found.items() if name not in twice}


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node


def _values(call: ast.Call, arguments: ast.arguments) -> dict[str, Value] | None:
    """The values of a call by name; None where they cannot be told."""
    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    if len(call.args) > len(names) or any(isinstance(each, ast.Starred) for each in call.args):
        return None
    given: dict[str, ast.expr] = dict(zip(names, call.args, strict=False))
    for keyword in call.keywords:
        if keyword.arg is None:
            return None
        given[keyword.arg] = keyword.value
    return {name: parse_value(ast.unparse(value)) for name, value in given.items()}


def _default_name(arguments: ast.arguments) -> Value:
    defaults: Mapping[str, ast.expr] = dict(
        zip(
            [each.arg for each in reversed(arguments.args)],
            reversed(arguments.defaults),
            strict=False,
        )
    )
    value = defaults.get(_NAME)
    return value.value if isinstance(value, ast.Constant) else None
