"""The Python source of what a program defines: its layer classes, and functions of Lambda layers.

A class comes with all that it uses of its program in turn: imports, constants, functions.
"""

from __future__ import annotations

import ast
import inspect
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import keras

_PREAMBLE = frozenset({"keras", "layers", "ops"})
"""What generated code imports by itself."""


@dataclass(frozen=True)
class SourceText:
    """A program's text, and the trees of its top-level statements."""

    text: str
    statements: tuple[ast.stmt, ...]

    @staticmethod
    def parsed(text: str) -> SourceText:
        """A text that is no Python has no statements: executing it will say so."""
        try:
            return SourceText(text, tuple(ast.parse(text).body))
        except (SyntaxError, ValueError, RecursionError):
            return SourceText(text, ())

    def classes(self, names: Iterable[str]) -> dict[str, str]:
        """The source of each of these classes that the program defines at its top level."""
        wanted = set(names)
        return {
            statement.name: self._with_needs(statement, wanted)
            for statement in self.statements
            if isinstance(statement, ast.ClassDef) and statement.name in wanted
        }

    def functions_without_arguments(self) -> list[str]:
        """Names of the functions that can be called with nothing."""
        return [
            statement.name
            for statement in self.statements
            if isinstance(statement, ast.FunctionDef) and _needs_nothing(statement.args)
        ]

    def lambdas(self, layers: Iterable[Any]) -> dict[str, str]:
        """The source of the functions of Lambda layers, by the layers' names."""
        found = {}
        for layer in layers:
            if isinstance(layer, keras.layers.Lambda):
                source = self._of_lambda(layer.function)
                if source:
                    found[layer.name] = source
        return found

    def _of_lambda(self, function: Any) -> str:
        """A lambda that uses nothing but its arguments and what generated code imports."""
        code = getattr(function, "__code__", None)
        if code is None or function.__name__ != "<lambda>" or code.co_freevars:
            return ""
        on_line = [
            node
            for statement in self.statements
            for node in ast.walk(statement)
            if isinstance(node, ast.Lambda) and node.lineno == code.co_firstlineno
        ]
        if len(on_line) != 1 or not set(code.co_names) <= _known_names(code, function):
            return ""
        return ast.unparse(on_line[0])

    def _with_needs(self, statement: ast.stmt, others: set[str]) -> str:
        """The statement after all that it uses, leaving out classes that stand for themselves."""
        needed = [statement]
        waiting = [statement]
        while waiting:
            used = _names_used(self._source(waiting.pop()))
            for each in self.statements:
                is_other = isinstance(each, ast.ClassDef) and each.name in others
                if each in needed or is_other or not (set(_binds(each)) & used):
                    continue
                if set(_binds(each)) <= _PREAMBLE:
                    continue
                needed.append(each)
                waiting.append(each)
        ordered = [each for each in self.statements if each in needed]
        return _joined([(each, self._source(each)) for each in ordered])

    def _source(self, statement: ast.stmt) -> str:
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(each.lineno for each in decorators)])
        lines = self.text.splitlines()[first - 1 : statement.end_lineno]
        return "\n".join(lines)


def _joined(pieces: list[tuple[ast.stmt, str]]) -> str:
    """Statements as a formatter leaves them: two empty lines around definitions."""
    text = ""
    before = ""
    for statement, source in pieces:
        kind = _kind(statement)
        if text:
            is_definition = "definition" in (kind, before)
            text += "\n\n\n" if is_definition else "\n" if kind == before else "\n\n"
        text += source
        before = kind
    return text + "\n"


def _kind(statement: ast.stmt) -> str:
    if isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return "definition"
    return "import" if isinstance(statement, (ast.Import, ast.ImportFrom)) else "statement"


def _needs_nothing(arguments: ast.arguments) -> bool:
    positional = len(arguments.posonlyargs) + len(arguments.args)
    has_defaults = len(arguments.defaults) >= positional
    return has_defaults and all(default is not None for default in arguments.kw_defaults)


def _names_used(source: str) -> set[str]:
    """The names that a top-level statement takes from its program: none of its own functions'."""
    tables = [symtable.symtable(source, "program", "exec")]
    for table in tables:
        tables += table.get_children()
    return {
        symbol.get_name()
        for table in tables
        for symbol in table.get_symbols()
        if symbol.is_referenced() and (symbol.is_global() or table is tables[0])
    }


def _binds(statement: ast.stmt) -> Iterator[str]:
    """The names that a top-level statement defines; none for one that only acts."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
    elif isinstance(statement, (ast.Import, ast.ImportFrom)):
        for alias in statement.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _known_names(code: Any, function: Any) -> set[str]:
    """Globals that generated code has as well, and everything that is an attribute of another."""
    used = inspect.getclosurevars(function)
    unknown = {
        name
        for name, value in used.globals.items()
        if name not in _PREAMBLE or value is not getattr(keras, name, keras)
    }
    return set(code.co_names) - unknown
