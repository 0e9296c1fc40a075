"""What was used last, as much of it as is asked for."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(OrderedDict[Key, Value]):
    """A dict in the order of use: `recall` and `keep` count as use, `trim` forgets the oldest."""

    def recall(self, key: Key) -> Value | None:
        value = self.get(key)
        if value is not None:
            self.move_to_end(key)
        return value

    def keep(self, key: Key, value: Value) -> None:
        self[key] = value
        self.move_to_end(key)

    def trim(self, count: int) -> None:
        while len(self) > count:
            self.popitem(last=False)
