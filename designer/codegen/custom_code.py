"""The sources of custom layers as they stand in a program: imports at the top, each once, and
whatever a source uses of another one before it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeGuard

from designer.catalog.source import KERAS_MODULES, Source, read_source
from designer.graph.design import CustomLayer


@dataclass(frozen=True, slots=True)
class CustomCode:
    """What the custom layers of a design add to its program."""

    imports: tuple[str, ...] = ()
    """Statements, one name each where they import from something."""
    sources: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    """Names that the sources define at their top, which no variable of the program may take."""


def custom_code(layers: Mapping[str, CustomLayer]) -> CustomCode:
    """The sources of a design's custom layers, in the order in which they need each other."""
    return _custom_code(tuple(sorted((name, layer.source) for name, layer in layers.items())))


@lru_cache(maxsize=16)
def _custom_code(layers: tuple[tuple[str, str], ...]) -> CustomCode:
    sources = {name: read_source(text) for name, text in layers}
    imports: list[str] = []
    names: set[str] = set()
    for source in sources.values():
        imports += _imports_of(source)
        names |= _bound(source.tree.body)
    ordered = _in_order(sources)
    return CustomCode(
        tuple(dict.fromkeys(imports)),
        tuple(text for text in map(_without_imports, ordered) if text),
        frozenset(names),
    )


def merged_imports(statements: Iterable[str]) -> tuple[str, ...]:
    """Import statements as a formatter orders them: each module once, the standard library first,
    a blank line after it."""
    modules: set[tuple[str, str]] = set()
    members: dict[str, set[tuple[str, str]]] = {}
    for statement in statements:
        for tree in ast.parse(statement).body:
            if isinstance(tree, ast.ImportFrom):
                known = members.setdefault(tree.module or "", set())
                known |= {(each.name, each.asname or "") for each in tree.names}
            elif isinstance(tree, ast.Import):
                modules |= {(each.name, each.asname or "") for each in tree.names}
    lines = [(name, f"import {_named(name, other)}") for name, other in sorted(modules)]
    lines += [
        (module, f"from {module} import {', '.join(_named(*each) for each in sorted(names))}")
        for module, names in sorted(members.items())
    ]
    future = [line for module, line in lines if module == "__future__"]
    standard = [line for module, line in lines if _is_standard(module) and line not in future]
    others = [line for module, line in lines if not _is_standard(module)]
    groups = [group for group in (future, standard, others) if group]
    return tuple(line for at, group in enumerate(groups) for line in ([""] if at else []) + group)


def place_in_sources(
    text: str, line: int, layers: Mapping[str, CustomLayer]
) -> tuple[str, int] | None:
    """Which custom layer a line of a program comes from, and which line of its source that is;
    both count lines from 1."""
    for name, layer in layers.items():
        kept = _kept_lines(read_source(layer.source))
        body = "\n".join(content for _, content in kept)
        at = text.find(f"\n{body}") if body else -1
        if at < 0:
            continue
        offset = line - text.count("\n", 0, at + 1) - 1
        if 0 <= offset < len(kept):
            return name, kept[offset][0]
    return None


def _named(name: str, other: str) -> str:
    return f"{name} as {other}" if other else name


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def _top_imports(source: Source) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports at the top of a source that can move: alone on their lines, from somewhere."""
    rows = [row for tree in source.tree.body for row in {tree.lineno, tree.end_lineno}]
    for tree in source.tree.body:
        alone = all(rows.count(row) == 1 for row in {tree.lineno, tree.end_lineno})
        if alone and (isinstance(tree, ast.Import) or _is_import_of_names(tree)):
            yield tree


def _is_import_of_names(tree: ast.stmt) -> TypeGuard[ast.ImportFrom]:
    if not isinstance(tree, ast.ImportFrom) or tree.level:
        return False
    return all(each.name != "*" for each in tree.names)


def _imports_of(source: Source) -> list[str]:
    found = [ast.unparse(tree) for tree in _top_imports(source)]
    bound = {each.arg for each in ast.walk(source.tree) if isinstance(each, ast.arg)}
    bound |= _bound([source.tree])
    used = {each.id for each in ast.walk(source.tree) if isinstance(each, ast.Name)}
    return [*found, *(f"from keras import {name}" for name in sorted(KERAS_MODULES & used - bound))]


def _bound(trees: Iterable[ast.AST]) -> set[str]:
    """The names that trees set, definitions and imports included."""
    found: set[str] = set()
    for tree in trees:
        if isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(tree.name)
            continue
        for each in ast.walk(tree):
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                found.add(each.id)
            elif isinstance(each, ast.alias):
                found.add(each.asname or each.name.partition(".")[0])
            elif isinstance(each, ast.FunctionDef | ast.ClassDef):
                found.add(each.name)
    return found


def _in_order(sources: Mapping[str, Source]) -> list[Source]:
    """What a source names of another one comes before it; in a circle, names decide."""
    found: dict[str, Source] = {}
    waiting: set[str] = set()

    def visit(name: str) -> None:
        if name in found or name in waiting:
            return
        waiting.add(name)
        used = {each.id for each in ast.walk(sources[name].tree) if isinstance(each, ast.Name)}
        for other in sorted(used & sources.keys() - {name}):
            visit(other)
        found[name] = sources[name]

    for name in sources:
        visit(name)
    return list(found.values())


def _without_imports(source: Source) -> str:
    return "\n".join(content for _, content in _kept_lines(source))


def _kept_lines(source: Source) -> list[tuple[int, str]]:
    """The lines of a source that stay where it stands, with their numbers there."""
    gone: set[int] = set()
    for tree in _top_imports(source):
        gone |= set(range(tree.lineno, (tree.end_lineno or tree.lineno) + 1))
    lines = enumerate(source.text.split("\n"), 1)
    kept = [(number, line) for number, line in lines if number not in gone]
    while kept and not kept[0][1].strip():
        del kept[0]
    while kept and not kept[-1][1].strip():
        del kept[-1]
    return kept
