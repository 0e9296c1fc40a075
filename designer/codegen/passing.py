"""How tensors are handed to a model and taken from it in code: alone, in lists, in dicts."""

from __future__ import annotations

from collections.abc import Sequence

from designer.catalog.values import quoted
from designer.codegen.expression import Bracket, Chain
from designer.graph.passing import Steps, Tree, steps_of, structure_of


def passed(keys: Sequence[str], texts: Sequence[str], form: str) -> Chain:
    """`x`, `[x, y]`, `{"ids": x, "mask": y}`, `{"text": {"ids": x}}`: texts in their form."""
    return arranged(keys, [(each,) for each in texts], form)


def arranged(keys: Sequence[str], items: Sequence[Chain], form: str) -> Chain:
    """The same of what takes more than a word each."""
    return _chain(structure_of(keys, form), items)


def _chain(tree: Tree, chains: Sequence[Chain]) -> Chain:
    if isinstance(tree, int):
        return chains[tree]
    if isinstance(tree, list):
        return (Bracket("[", tuple(_chain(item, chains) for item in tree), "]"),)
    items = ((f"{quoted(key)}: ", *_chain(item, chains)) for key, item in tree.items())
    return (Bracket("{", tuple(items), "}"),)


def targets_of(keys: Sequence[str], names: Sequence[str], form: str) -> tuple[str, ...] | None:
    """What stands before the `=` where a call gives tensors in this form: one name, or several
    that a list is spread over; None where a dict has to be looked into."""
    tree = structure_of(keys, form)
    if isinstance(tree, int):
        return (names[tree],)
    if isinstance(tree, dict):
        return None
    patterns = [_pattern(item, names) for item in tree]
    if len(patterns) == 1:
        patterns = [f"({patterns[0]},)"]
    return tuple(patterns) if all(patterns) else None


def _pattern(tree: Tree, names: Sequence[str]) -> str:
    """What a list inside a list is spread over; empty where a dict is in it."""
    if isinstance(tree, int):
        return names[tree]
    inside = [""] if isinstance(tree, dict) else [_pattern(item, names) for item in tree]
    comma = "," if len(inside) == 1 else ""
    return f"({', '.join(inside)}{comma})" if all(inside) else ""


def looked_up(name: str, keys: Sequence[str], form: str) -> list[str]:
    """`outputs["ids"]`, `outputs["pair"][0]`: each tensor of a structure, by its way there."""
    return [name + place(steps) for steps in steps_of(keys, form)]


def place(steps: Steps) -> str:
    """The indices that lead to a tensor."""
    return "".join(f"[{quoted(step) if isinstance(step, str) else step}]" for step in steps)
