"""Layers and other objects that a statement makes for later ones to use.

A tensor is known by its shape and dtype. A layer is known only by its history: who made it, and
who has called it since, because the first call builds it. Objects are not kept between requests
either (a called layer holds its whole graph): when a statement that uses one must run, those that
made and touched the object run again before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class LiveState(NamedTuple):
    """What identifies the object behind a name at one point of the program."""

    name: str
    history: str


@dataclass
class LiveGroup:
    """Names whose objects may lead to one another, and the statements that touched them."""

    names: set[str] = field(default_factory=set)
    statements: list[int] = field(default_factory=list)
    history: str = ""

    def touch(self, statement: int, key: object) -> None:
        """From here on the objects are what this statement left of them."""
        if statement not in self.statements:
            self.statements.append(statement)
        self.history = _digest(self.history, repr(key))


@dataclass
class LiveNames:
    """Which group each name belongs to that does not stand for plain tensors."""

    _groups: dict[str, LiveGroup] = field(default_factory=dict)

    def group_of(self, names: Iterable[str]) -> LiveGroup | None:
        """The one group of all the live names among these; `None` where none is live.

        Groups that meet become one: a list of two layers leads to both.
        """
        found: list[LiveGroup] = []
        for name in names:
            group = self._groups.get(name)
            if group is not None and group not in found:
                found.append(group)
        if not found:
            return None
        first, *others = found
        for other in others:
            first.statements = sorted({*first.statements, *other.statements})
            first.history = _digest(first.history, other.history)
            self._join(first, other.names)
        return first

    def add(self, name: str, group: LiveGroup | None) -> LiveGroup:
        """Count this name to the group of what it was made from, or to a group of its own."""
        group = group if group is not None else LiveGroup()
        self._join(group, (name,))
        return group

    def state(self, name: str) -> LiveState | None:
        """The object behind this name as it is now; `None` if the name is not live."""
        group = self._groups.get(name)
        return None if group is None else LiveState(name, group.history)

    def forget(self, name: str) -> None:
        """From here on the name stands for plain tensors."""
        self._groups.pop(name, None)

    def _join(self, group: LiveGroup, names: Iterable[str]) -> None:
        group.names.update(names)
        for name in names:
            self._groups[name] = group


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()
