"""What stands before the statements: imports, custom layers, the functions of blocks.

Each top-level piece has a fingerprint that covers everything it uses in turn, so that a change
in one block re-runs the statements that call this block and no others.
"""

from __future__ import annotations
import __future__

import ast
import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from designer.worker.failures import PREAMBLE_FILE, details_of, lines_in, sentence, show_source

MODULE_NAME = "designed_model"
"""Programs run as this module; with `__main__` their main guard would run as well."""


@dataclass(frozen=True, slots=True)
class _Piece:
    tree: ast.stmt
    binds: frozenset[str]
    uses: frozenset[str]
    digest: str


@dataclass
class Preamble:
    """A preamble that has been executed, and what its names depend on."""

    source: str
    module: ModuleType
    problems: list[dict[str, Any]] = field(default_factory=list)
    _pieces: dict[str, list[_Piece]] = field(default_factory=dict)
    _common: str = ""
    _known: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def namespace(self) -> dict[str, Any]:
        """What the preamble defines, for the statements to run in."""
        return self.module.__dict__

    def fingerprint(self, names: tuple[str, ...]) -> str:
        """Changes when anything changes that these names stand for or lead to."""
        known = self._known.get(names)
        if known is None:
            digests = sorted(piece.digest for piece in self._reached(names))
            known = self._known[names] = _digest(self._common, *digests)
        return known

    def _reached(self, names: Iterable[str]) -> Iterator[_Piece]:
        waiting = list(names)
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            for piece in self._pieces.get(name, ()):
                yield piece
                waiting.extend(piece.uses)


def run_preamble(source: str) -> Preamble:
    """Execute the preamble piece by piece in a module of its own.

    A piece that fails is listed in `problems` and the others still run: one broken custom layer
    must not take the shapes of all other nodes with it.
    """
    preamble = Preamble(source, fresh_module())
    show_source(PREAMBLE_FILE, source)
    try:
        trees = ast.parse(source, PREAMBLE_FILE).body
    except (SyntaxError, ValueError, RecursionError) as error:
        preamble.problems.append(_problem(error))
        return preamble
    common = []
    flags = 0
    for tree in trees:
        piece = _piece(tree)
        for name in piece.binds:
            preamble._pieces.setdefault(name, []).append(piece)
        if not piece.binds:
            common.append(piece.digest)
        flags |= _future_flags(tree)
        _execute(tree, flags, preamble)
    preamble._common = _digest(*common)
    return preamble


def fresh_module() -> ModuleType:
    """An empty module for a program, findable by name, as dataclasses and pickles expect."""
    module = ModuleType(MODULE_NAME)
    make_current(module)
    return module


def make_current(module: ModuleType) -> None:
    """Let this be the program that Keras finds when it looks up a class of the user's by name."""
    sys.modules[MODULE_NAME] = module


def _execute(tree: ast.stmt, flags: int, preamble: Preamble) -> None:
    # Without dont_inherit the program would be compiled under this module's own __future__.
    try:
        module = ast.Module([tree], type_ignores=[])
        code = compile(module, PREAMBLE_FILE, "exec", flags=flags, dont_inherit=True)
        exec(code, preamble.namespace)
    except (Exception, SystemExit) as error:
        preamble.problems.append(_problem(error))


def _problem(error: BaseException) -> dict[str, Any]:
    lines = lines_in(error, PREAMBLE_FILE)
    return {
        "type": type(error).__name__,
        "message": sentence(error),
        "line": lines[0] if lines else None,
        "details": details_of(error),
    }


def _piece(tree: ast.stmt) -> _Piece:
    names = [each for each in ast.walk(tree) if isinstance(each, ast.Name)]
    return _Piece(
        tree=tree,
        binds=frozenset(_bound(tree)),
        uses=frozenset(name.id for name in names),
        digest=_digest(ast.dump(tree)),
    )


def _bound(tree: ast.stmt) -> Iterator[str]:
    """The names that a top-level statement sets; nothing for one that only acts."""
    if isinstance(tree, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield tree.name
        return
    for each in ast.walk(tree):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id
        elif isinstance(each, ast.alias) and each.name != "*":
            yield each.asname or each.name.partition(".")[0]
        elif isinstance(each, (ast.FunctionDef, ast.ClassDef)):
            yield each.name


def _future_flags(tree: ast.stmt) -> int:
    if not isinstance(tree, ast.ImportFrom) or tree.module != "__future__":
        return 0
    flags = 0
    for alias in tree.names:
        flags |= getattr(__future__, alias.name).compiler_flag
    return flags


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()
