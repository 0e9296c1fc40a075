"""The colours of the program, light and dark, read from `resources/themes`.

Without QtWidgets, so that pictures of the canvas can be painted where there is no window.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from designer.paths import resource

NAMES = ("light", "dark")


@dataclass(frozen=True)
class Theme:
    """Named colours as `#rrggbb`; `categories` colours nodes by the category of their layer."""

    name: str
    window: str
    base: str
    raised: str
    text: str
    muted: str
    line: str
    accent: str
    accent_text: str
    hover: str
    error: str
    warning: str
    good: str
    rewired: str
    canvas: str
    grid: str
    node: str
    node_line: str
    wire: str
    selection: str
    label: str
    label_back: str
    code: Mapping[str, str]
    categories: Mapping[str, str]
    other_category: str

    def category(self, name: str) -> str:
        """The colour of a category; those of ops ("Ops: shape") have one colour together."""
        return self.categories.get(name.partition(":")[0], self.other_category)

    @property
    def is_dark(self) -> bool:
        return self.name == "dark"


@cache
def theme(name: str) -> Theme:
    """The shipped theme of that name, one of `NAMES`."""
    text = resource(f"themes/{name}.json").read_text(encoding="utf-8")
    return Theme(**json.loads(text))
