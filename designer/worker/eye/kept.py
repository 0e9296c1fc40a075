"""Tensors and arrays that are kept: containers that grow from step to step, and their names."""

from __future__ import annotations

import ast
import gc
import linecache
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from designer.worker.eye.places import Place, is_users

KEPT = "tensors kept in a list"
_CONTAINERS = (list, dict, deque, set)
_FEWEST_BYTES = 300
"""An item that is smaller is a number, and no tensor."""
_LOOKED_AT = 8
_MOST_KEYS = 64
"""A larger dict is no record of a run's histories."""


@dataclass
class Kept:
    """How long containers were at an early moment; asked again at the end."""

    lengths: dict[int, int] = field(default_factory=dict)
    _last: list[dict[str, Any]] = field(default_factory=list)

    def start_afresh(self) -> None:
        """Look once now; takes tenths of a second."""
        self.lengths = {id(each): len(each) for each in _containers()}

    def look(self, steps: int) -> None:
        """Look once more, while the loop's own variables are there."""
        self._last = list(self._records(steps)) or self._last

    def records(self, steps: int) -> list[dict[str, Any]]:
        """What was seen last: what a loop kept may be gone when the loop is over."""
        self.look(steps)
        return [dict(record) for record in self._last]

    def _records(self, steps: int) -> Iterator[dict[str, Any]]:
        """Containers that took in something at most steps, and it was large."""
        if not self.lengths or steps < 2:
            return
        for each in _containers():
            before = self.lengths.get(id(each))
            if before is None or len(each) - before < max(3, steps // 4):
                continue
            grown = len(each) - before
            size = _size_of_last(each)
            if size < _FEWEST_BYTES:
                continue
            place, name = _owner(each)
            if place is None:
                continue
            yield {
                "pattern": KEPT,
                "place": place,
                "op": "",
                "argument": name,
                "count": grown,
                "estimated_bytes_per_step": round(grown * size / steps),
            }


def _containers() -> Iterator[Any]:
    return (each for each in gc.get_objects() if type(each) in _CONTAINERS and len(each) > 0)


def _size_of_last(container: Any) -> float:
    """Bytes of an item, on the average of a few of the last."""
    items = list(container.values() if isinstance(container, dict) else container)[-_LOOKED_AT:]
    return sum(map(_size_of, items)) / len(items)


def _size_of(item: Any, depth: int = 0) -> int:
    if isinstance(item, np.ndarray):
        return int(item.nbytes)
    if isinstance(item, (bytes, bytearray, str)):
        return len(item)
    if depth < 3 and isinstance(item, (list, tuple)):
        return sum(_size_of(each, depth + 1) for each in item[:64])
    if depth < 3 and isinstance(item, dict):
        return sum(_size_of(each, depth + 1) for each in list(item.values())[:64])
    if hasattr(item, "shape") and hasattr(item, "dtype"):
        return _size_of_tensor(item)
    return 0


def _size_of_tensor(item: Any) -> int:
    """A tensor of any backend; each holds a buffer and its own object, half a kilobyte at least."""
    try:
        count = int(np.prod([int(size) for size in item.shape]))
        width = getattr(item.dtype, "size", 0) or getattr(item.dtype, "itemsize", 4)
        return max(512, count * int(width))
    except (TypeError, ValueError):
        return 512


def _owner(container: Any) -> tuple[Place | None, str]:
    """The name under which the person's code knows a container, and the line that fills it."""
    for names, file, prefix in _namespaces(container):
        for name, value in list(names.items()):
            within = _within(value, container)
            if within is not None:
                full = f"{prefix}{name}{within}"
                return _filling_line(file, name) or Place(file, 0, "<module>"), full
    return None, ""


def _within(value: Any, container: Any) -> str | None:
    """What stands after a value's name to reach the container: nothing, or a key of a dict
    (`history["out"]`). None where it is elsewhere."""
    if value is container:
        return ""
    if not isinstance(value, dict) or len(value) > _MOST_KEYS:
        return None
    keys = [key for key, item in list(value.items()) if item is container]
    return f"[{keys[0]!r}]" if keys and isinstance(keys[0], (str, int)) else None


def _namespaces(container: Any) -> Iterator[tuple[dict[Any, Any], str, str]]:
    """Where names of the person's may stand: frames, modules, attributes of objects."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if is_users(frame.f_code.co_filename):
            yield frame.f_locals, frame.f_code.co_filename, ""
            yield frame.f_globals, frame.f_code.co_filename, ""
        frame = frame.f_back
    for module in [*sys.modules.values()]:
        file = str(getattr(module, "__file__", None) or "")
        if isinstance(module, ModuleType) and file and is_users(file):
            yield vars(module), file, ""
    for owner in _owners(container):
        file = _file_of(type(owner))
        if is_users(file):
            yield vars(owner), file, f"{type(owner).__name__}."


def _owners(container: Any) -> Iterator[Any]:
    """Objects that have it as an attribute: Python may keep attributes in a dict or without."""
    for referrer in gc.get_referrers(container):
        if isinstance(referrer, dict):
            for owner in gc.get_referrers(referrer):
                if getattr(owner, "__dict__", None) is referrer:
                    yield owner
        elif hasattr(referrer, "__dict__") and not isinstance(referrer, ModuleType):
            yield referrer


def _file_of(kind: type) -> str:
    """The file of a class, by one of its functions."""
    for value in vars(kind).values():
        code = getattr(value, "__code__", None)
        if code is not None:
            return str(code.co_filename)
    return "<unknown>"


def _filling_line(file: str, name: str) -> Place | None:
    """The line that appends to a name, and its function."""
    try:
        tree = ast.parse("".join(linecache.getlines(file)))
    except SyntaxError:
        return None
    for scope, function in _scopes(tree, ""):
        for each in ast.iter_child_nodes(scope):
            for inner in _own(each):
                if _fills(inner, name):
                    return Place(file, inner.lineno, function or "<module>")
    return None


def _scopes(tree: ast.AST, prefix: str) -> Iterator[tuple[ast.AST, str]]:
    yield tree, prefix
    for each in ast.walk(tree):
        if each is not tree and isinstance(each, (ast.FunctionDef, ast.ClassDef)):
            inner = f"{prefix}.{each.name}" if prefix else each.name
            if each in _own_definitions(tree):
                yield from _scopes(each, inner)


def _own_definitions(tree: ast.AST) -> list[ast.AST]:
    """Functions and classes right inside, not inside of others."""
    found: list[ast.AST] = []
    waiting = list(ast.iter_child_nodes(tree))
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, (ast.FunctionDef, ast.ClassDef)):
            found.append(each)
        else:
            waiting += ast.iter_child_nodes(each)
    return found


def _own(tree: ast.AST) -> Iterator[Any]:
    """A tree without the functions and classes in it."""
    if isinstance(tree, (ast.FunctionDef, ast.ClassDef)):
        return
    yield tree
    for each in ast.iter_child_nodes(tree):
        yield from _own(each)


def _fills(tree: ast.AST, name: str) -> bool:
    """`name.append(…)`, `self.name.append(…)`, `name[…] = …`, `name += …`."""
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Attribute):
        fillers = ("append", "extend", "add", "insert", "appendleft", "setdefault", "update")
        return tree.func.attr in fillers and _is_named(tree.func.value, name)
    if isinstance(tree, ast.AugAssign):
        return _is_named(tree.target, name)
    if isinstance(tree, ast.Assign):
        targets = [each for each in tree.targets if isinstance(each, ast.Subscript)]
        return any(_is_named(each.value, name) for each in targets)
    return False


def _is_named(tree: ast.AST, name: str) -> bool:
    if isinstance(tree, ast.Subscript):
        return _is_named(tree.value, name)
    if isinstance(tree, ast.Name):
        return tree.id == name
    return isinstance(tree, ast.Attribute) and tree.attr == name
