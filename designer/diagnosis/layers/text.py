"""Small edits of source text that leave all else as it was written."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable

from designer.catalog.source import Method, dotted, read_source

INDENT = "    "
Replacement = tuple[int, int, str]
"""From and to, in characters of the whole text, and what comes there."""


def span(text: str, tree: ast.expr | ast.stmt) -> tuple[int, int]:
    """Where a tree stands in its text, in characters; syntax trees count columns in bytes."""
    assert tree.end_lineno is not None and tree.end_col_offset is not None
    starts = line_starts(text)
    lines = text.split("\n")

    def place(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    return place(tree.lineno, tree.col_offset), place(tree.end_lineno, tree.end_col_offset)


def line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def replaced(text: str, replacements: Iterable[Replacement]) -> str:
    for begin, end, new in sorted(replacements, reverse=True):
        text = text[:begin] + new + text[end:]
    return text


def with_lines(text: str, after: int, new: str) -> str:
    """`new`, whole lines, behind a line that counts from 1; 0 puts it at the top."""
    lines = text.split("\n")
    return "\n".join([*lines[:after], *new.split("\n"), *lines[after:]])


def without_lines(text: str, first: int, last: int) -> str:
    lines = text.split("\n")
    return "\n".join([*lines[: first - 1], *lines[last:]])


def body_indent(text: str, found: ast.ClassDef | Method) -> str:
    """What the lines inside a class or a function begin with: spaces, or tabs."""
    first = found.body[0]
    return text.split("\n")[first.lineno - 1][: first.col_offset]


def with_method(text: str, class_name: str, method: str, before: str = "") -> str:
    """A method at the end of a class, or before another one; written as if for no indent."""
    cls = read_source(text).class_named(class_name)
    assert cls is not None and cls.end_lineno is not None
    indent = body_indent(text, cls)
    lines = [f"{indent}{line}" if line else "" for line in method.split("\n")]
    for item in cls.body:
        if isinstance(item, ast.FunctionDef) and item.name == before:
            first = min([item.lineno, *(each.lineno for each in item.decorator_list)])
            above = text.split("\n")[first - 2].strip()
            gap = [""] if above and not above.startswith(("class ", "@")) else []
            return with_lines(text, first - 1, "\n".join([*gap, *lines, ""]))
    return with_lines(text, cls.end_lineno, "\n".join(["", *lines]))


def with_keras(text: str) -> str:
    """The text with `import keras`, where it has none that binds the name."""
    tree = read_source(text).tree
    for item in tree.body:
        if isinstance(item, ast.Import) and any(
            (each.asname or each.name.partition(".")[0]) == "keras" for each in item.names
        ):
            return text
    return with_import(text, "import keras")


def with_import(text: str, statement: str) -> str:
    """The text with an import before its other ones, behind its docstring and `__future__`."""
    if any(ast.unparse(item) == statement for item in read_source(text).tree.body):
        return text
    after = 0
    body = read_source(text).tree.body
    for item in body:
        is_doc = item is body[0] and isinstance(item, ast.Expr)
        is_head = isinstance(item, ast.ImportFrom) and item.module == "__future__"
        if not is_doc and not is_head and not (_is_standard(item) and "keras" in statement):
            break
        after = item.end_lineno or after
    following = next((item for item in body if item.lineno > after), None)
    gap = "" if isinstance(following, ast.Import | ast.ImportFrom) or after else "\n\n"
    return with_lines(text, after, f"{statement}{gap}")


def without_unused_imports(text: str, modules: Iterable[str]) -> str:
    """The text without imports of these modules, or from them, that nothing uses."""
    tree = read_source(text).tree
    used = names_in(tree)
    for item in reversed(tree.body):
        if not isinstance(item, ast.Import | ast.ImportFrom) or len(item.names) > 1:
            continue
        name = item.names[0]
        path = f"{item.module}.{name.name}" if isinstance(item, ast.ImportFrom) else name.name
        bound = name.asname or name.name.partition(".")[0]
        if path.startswith(tuple(modules)) and bound not in used:
            text = without_lines(text, item.lineno, item.end_lineno or item.lineno)
    return text


def _is_standard(item: ast.stmt) -> bool:
    if isinstance(item, ast.Import):
        return all(each.name.partition(".")[0] in sys.stdlib_module_names for each in item.names)
    return isinstance(item, ast.ImportFrom) and item.module in sys.stdlib_module_names


def ops_name(text: str) -> str:
    """How the text names `keras.ops`: `ops` where it imports it or keras not at all."""
    for item in read_source(text).tree.body:
        if isinstance(item, ast.ImportFrom) and item.module == "keras":
            for each in item.names:
                if each.name == "ops":
                    return each.asname or "ops"
    return "keras.ops"


def statement_of(function: Method, inner: ast.AST) -> ast.stmt:
    """The statement of a function's own body that holds a tree."""
    return next(item for item in function.body if any(each is inner for each in ast.walk(item)))


def names_in(tree: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}


def is_self(tree: ast.AST, attribute: str = "") -> bool:
    """Whether a tree is `self.attribute`, or any attribute of `self`."""
    if not isinstance(tree, ast.Attribute) or dotted(tree.value) != "self":
        return False
    return not attribute or tree.attr == attribute
