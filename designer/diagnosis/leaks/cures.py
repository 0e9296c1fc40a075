"""Cures for leaks as edits of source text, which keep everything else as it was written. Pure."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from designer.diagnosis.leaks.culprit import (
    BY_SCALARS,
    BY_SHAPES,
    COMPILES,
    KEPT,
    KERNELS,
    MODELS,
    NEW_FUNCTIONS,
    OPTIMIZERS,
    VARIABLES,
    Culprit,
)

TF_FUNCTION = "tf.function"
_IMPORT = "import tensorflow as tf"
_DOS = "\r\n"


@dataclass(frozen=True, slots=True)
class SourceCure:
    """A text in which the culprit does not leak any more."""

    title: str
    source: str


def diff_of(before: str, after: str, name: str) -> str:
    """A unified difference."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, name
    )
    return "".join(lines)


def source_cures(source: str, culprit: Culprit) -> list[SourceCure]:
    """The ways to mend a source, the best first; none where that takes a person."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    text = _Text(source.replace(_DOS, "\n"), tree)
    made = (make(text, culprit) for make in _CURES.get(culprit.pattern, ()))
    cures = [cure for cure in made if cure is not None and _compiles(cure.source)]
    if _DOS in source:
        return [replace(cure, source=cure.source.replace("\n", _DOS)) for cure in cures]
    return cures


def advice_for(culprit: Culprit) -> str:
    """What a person can do where no edit could be made."""
    return _ADVICE.get(culprit.pattern, "")


def first_line_of(source: str, function: str) -> int:
    """Where a function begins, its decorators included; 0 where there is none of this name."""
    try:
        found = _function_named(ast.parse(source), function)
    except SyntaxError:
        return 0
    if found is None:
        return 0
    return min([found.lineno, *(each.lineno for each in found.decorator_list)])


@dataclass(frozen=True, slots=True)
class _Text:
    source: str
    tree: ast.Module

    @property
    def lines(self) -> list[str]:
        return self.source.split("\n")

    def with_lines(self, lines: list[str], imports: bool = False) -> str:
        text = "\n".join(lines)
        return _with_import(text) if imports else text


Function = ast.FunctionDef | ast.AsyncFunctionDef


def _decorated(text: _Text, culprit: Culprit) -> SourceCure | None:
    """`@tf.function` above the function that makes the kernels: then it runs as a graph."""
    function = _function_named(text.tree, culprit.function)
    if function is None or any("tf.function" in ast.unparse(d) for d in function.decorator_list):
        return None
    lines = text.lines
    # Right above `def`: it takes functions, and no property or static method.
    row = function.lineno - 1
    lines.insert(row, " " * function.col_offset + "@tf.function")
    title = f"Compile {culprit.function}: decorate it with @tf.function"
    return SourceCure(title, text.with_lines(lines, imports=True))


def _relaxed(text: _Text, culprit: Culprit) -> SourceCure | None:
    """`reduce_retracing=True`: sizes that vary are left open after a few traces."""
    function = _function_named(text.tree, culprit.function)
    decorator = (
        next(
            (each for each in function.decorator_list if ast.unparse(each).endswith(TF_FUNCTION)),
            None,
        )
        if function
        else None
    )
    if decorator is None:
        return None
    lines = text.lines
    row = decorator.lineno - 1
    lines[row] = lines[row][: decorator.end_col_offset] + "(reduce_retracing=True)"
    title = (
        f"Leave open the sizes that vary: @tf.function(reduce_retracing=True) on {culprit.function}"
    )
    return SourceCure(title, text.with_lines(lines))


def _as_tensor(text: _Text, culprit: Culprit) -> SourceCure | None:
    """The argument as a tensor wherever the function is called."""
    name = culprit.function.rpartition(".")[2]
    argument = culprit.argument.partition("[")[0]
    function = _function_named(text.tree, culprit.function)
    names = [each.arg for each in function.args.args if each.arg != "self"] if function else []
    if argument not in names:
        return None
    place = names.index(argument)
    values = [
        value
        for call in _calls(text.tree)
        if _called(call) == name
        for value in [_argument(call, argument, place)]
        if value is not None and "tf.constant" not in ast.unparse(value)
    ]
    values = [each for each in values if each.lineno == each.end_lineno]
    if not values:
        return None
    lines = text.lines
    for each in sorted(values, key=lambda value: (value.lineno, value.col_offset), reverse=True):
        line = lines[each.lineno - 1].encode()
        start, end = each.col_offset, each.end_col_offset or each.col_offset
        inside = line[start:end]
        lines[each.lineno - 1] = (
            line[:start] + b"tf.constant(" + inside + b")" + line[end:]
        ).decode()
    title = f"Pass {argument} to {culprit.function} as a tensor"
    return SourceCure(title, text.with_lines(lines, imports=True))


def _hoisted(text: _Text, culprit: Culprit) -> SourceCure | None:
    """The statement moved before its loop, where it depends on nothing that the loop sets."""
    found = _statement_in_loop(text.tree, culprit.line)
    if found is None:
        return None
    loop, statement = found
    set_in_loop = {
        name.id
        for each in ast.walk(loop)
        for name in ast.walk(each)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    own = {
        name.id
        for name in ast.walk(statement)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    used = {
        name.id
        for name in ast.walk(statement)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)
    }
    if used & (set_in_loop - own) or used & own:
        return None
    lines = text.lines
    first, last = statement.lineno - 1, statement.end_lineno or statement.lineno
    moved = lines[first:last]
    indent = " " * (statement.col_offset - loop.col_offset)
    moved = [line.removeprefix(indent) for line in moved]
    rest = lines[:first] + lines[last:]
    if not [each for each in loop.body if each is not statement]:
        return None
    at = loop.lineno - 1
    title = f"Do it once, before the loop: line {statement.lineno}"
    return SourceCure(title, text.with_lines([*rest[:at], *moved, *rest[at:]]))


def _cleared(text: _Text, culprit: Culprit) -> SourceCure | None:
    """`keras.utils.clear_session()` before each model: Keras forgets the one before."""
    found = _statement_in_loop(text.tree, culprit.line)
    if found is None:
        return None
    loop, _ = found
    lines = text.lines
    first = loop.body[0]
    lines.insert(first.lineno - 1, " " * first.col_offset + "keras.utils.clear_session()")
    title = "Let Keras forget the model before: keras.utils.clear_session() in the loop"
    source = text.with_lines(lines)
    return SourceCure(title, _with_import(source, "import keras"))


_ONE_VALUE = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)


def _as_number(text: _Text, culprit: Culprit) -> SourceCure | None:
    """`losses.append(float(loss))`: a number is kept, and no tensor."""
    name = culprit.argument.rpartition(".")[2]
    for call in _calls(text.tree):
        is_append = (
            isinstance(call.func, ast.Attribute)
            and call.func.attr == "append"
            and ast.unparse(call.func.value).rpartition(".")[2] == name
            and len(call.args) == 1
        )
        if not is_append:
            continue
        value = call.args[0]
        is_loss = isinstance(value, _ONE_VALUE) and "loss" in ast.unparse(value).lower()
        if not is_loss or value.lineno != value.end_lineno:
            return None
        lines = text.lines
        line = lines[value.lineno - 1].encode()
        start, end = value.col_offset, value.end_col_offset or value.col_offset
        inside = line[start:end]
        lines[value.lineno - 1] = (line[:start] + b"float(" + inside + b")" + line[end:]).decode()
        return SourceCure(f"Keep the number, not the tensor, in {name}", text.with_lines(lines))
    return None


_Cure = Callable[[_Text, Culprit], SourceCure | None]
_CURES: Mapping[str, tuple[_Cure, ...]] = {
    KERNELS: (_decorated,),
    BY_SCALARS: (_as_tensor,),
    BY_SHAPES: (_relaxed,),
    NEW_FUNCTIONS: (_hoisted,),
    MODELS: (_hoisted, _cleared),
    COMPILES: (_hoisted,),
    OPTIMIZERS: (_hoisted,),
    VARIABLES: (_hoisted,),
    KEPT: (_as_number,),
}
_ADVICE = {
    KERNELS: "Compile the step (fit, or @tf.function around it), or draw with keras.random and a "
    "SeedGenerator that is made once.",
    BY_SCALARS: "Pass the number as a tensor: tf.constant(value).",
    BY_SHAPES: "Pad the batches to one size, drop the last, smaller one, or leave the size open in "
    "an input_signature.",
    NEW_FUNCTIONS: "Make the compiled function once, outside of the loop.",
    MODELS: "Build the model once, outside of the loop, or call keras.utils.clear_session() before "
    "each; to be free of it for good, build in a process of its own.",
    COMPILES: "Compile the model once, before the loop.",
    OPTIMIZERS: "Make the optimizer once, before the loop.",
    VARIABLES: "Make the variable once and assign to it.",
    KEPT: "Keep numbers (float(loss)) or a running mean, or empty the container now and then.",
}


def _with_import(source: str, statement: str = _IMPORT) -> str:
    tree = ast.parse(source)
    wanted = ast.unparse(ast.parse(statement))
    if any(ast.unparse(each) == wanted for each in tree.body):
        return source
    lines = source.split("\n")
    imports = [each for each in tree.body if isinstance(each, (ast.Import, ast.ImportFrom))]
    plain = [each for each in imports if isinstance(each, ast.Import)]
    at = (plain or imports)[-1].end_lineno if imports else _after_docstring(tree)
    lines.insert(at or 0, statement)
    return "\n".join(lines)


def _after_docstring(tree: ast.Module) -> int:
    if tree.body and ast.get_docstring(tree) is not None:
        return tree.body[0].end_lineno or 0
    return 0


def _function_named(tree: ast.AST, qualified: str) -> Function | None:
    """The function of this qualified name: `NoisyLinear._scale_noise`."""
    inside: list[ast.AST] = [tree]
    for name in qualified.split("."):
        inside = [
            each
            for scope in inside
            for each in _definitions(scope)
            if getattr(each, "name", "") == name
        ]
    return next((each for each in inside if isinstance(each, Function)), None)


def _definitions(scope: ast.AST) -> Iterator[ast.AST]:
    for each in ast.iter_child_nodes(scope):
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield each
        elif isinstance(each, (ast.If, ast.With, ast.Try, ast.For, ast.While)):
            yield from _definitions(each)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (each for each in ast.walk(tree) if isinstance(each, ast.Call))


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _argument(call: ast.Call, name: str, place: int) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[place] if place < len(call.args) else None


def _statement_in_loop(tree: ast.AST, line: int) -> tuple[ast.For | ast.While, ast.stmt] | None:
    """The innermost loop around a line and the statement right inside of it that has the line."""
    found = None
    for loop in ast.walk(tree):
        if not isinstance(loop, (ast.For, ast.While)):
            continue
        for statement in loop.body:
            if statement.lineno <= line <= (statement.end_lineno or statement.lineno):
                is_plain = isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Expr))
                found = (loop, statement) if is_plain else found
    return found


def _compiles(source: str) -> bool:
    """More than that it parses: `from __future__` has to come first, for one."""
    try:
        compile(source, "cured", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True
