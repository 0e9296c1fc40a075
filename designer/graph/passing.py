"""How several inputs or outputs are passed: what structure their keys make.

`list` passes them in order (a single one bare), `dict` by key. Under `nested` the keys are paths:
`text/ids` and `text/mask` make a dict in a dict, `pair/0` and `pair/1` a list in one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

Tree = int | list["Tree"] | dict[str, "Tree"]
"""Numbers of tensors, in lists and dicts."""
Steps = tuple[int | str, ...]
"""What leads to a tensor in a structure: places in lists, keys of dicts."""


def structure_of(keys: Sequence[str], form: str) -> Tree:
    """The structure in which tensors with these keys are passed. Keys with a fault make a plain
    dict, so that there always is an answer."""
    if form == "list":
        return 0 if len(keys) == 1 else list(range(len(keys)))
    if form == "nested" and not fault_in_keys(keys, form):
        paths = [tuple(key.split("/")) for key in keys]
        return _nested(list(zip(paths, range(len(keys)), strict=True)))
    return {key: number for number, key in enumerate(keys)}


def _nested(places: list[tuple[tuple[str, ...], int]]) -> Tree:
    if len(places) == 1 and not places[0][0]:
        return places[0][1]
    branches: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for (head, *rest), number in places:
        branches.setdefault(head, []).append((tuple(rest), number))
    if all(head.isdecimal() for head in branches):
        return [_nested(branches[head]) for head in sorted(branches, key=int)]
    return {head: _nested(inner) for head, inner in branches.items()}


def steps_of(keys: Sequence[str], form: str) -> list[Steps]:
    """What leads to each tensor: nothing where a single one is passed bare."""
    found: dict[int, Steps] = {}

    def visit(tree: Tree, steps: Steps) -> None:
        if isinstance(tree, int):
            found[tree] = steps
            return
        for step, inner in tree.items() if isinstance(tree, dict) else enumerate(tree):
            visit(inner, (*steps, step))

    visit(structure_of(keys, form), ())
    return [found.get(number, ()) for number in range(len(keys))]


def fault_in_keys(keys: Sequence[str], form: str) -> str:
    """What is wrong with these keys; empty where they make a structure."""
    if form == "list":
        return ""
    twice = next((key for key, count in Counter(keys).items() if count > 1), "")
    if twice:
        return f"The key `{twice}` is given twice."
    return _fault_in_paths([tuple(key.split("/")) for key in keys]) if form == "nested" else ""


def _fault_in_paths(paths: Sequence[tuple[str, ...]]) -> str:
    levels: dict[tuple[str, ...], dict[str, None]] = {}
    for path in paths:
        for depth, step in enumerate(path):
            levels.setdefault(path[:depth], {})[step] = None
    for path in paths:
        if path in levels:
            return f"The key `{'/'.join(path)}` is a tensor and holds others as well."
        if not all(path):
            return f"A part of the key `{'/'.join(path)}` is empty."
    for place, steps in levels.items():
        where = f"under `{'/'.join(place)}`" if place else "at the top"
        numbers = sorted(int(step) for step in steps if step.isdecimal())
        if numbers and len(numbers) < len(steps):
            told = ", ".join(f"`{step}`" for step in steps)
            return f"The keys {where} mix places of a list with names: {told}."
        if numbers and numbers != list(range(len(numbers))):
            return f"The list {where} has gaps or repeats: {', '.join(map(str, numbers))}."
    return ""
