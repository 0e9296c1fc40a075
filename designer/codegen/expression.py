"""Python expressions as little trees, and their text within a line length.

Most statements fit on one line and never meet the tree's other half: `text` first tries flat. What
does not fit is broken as a formatter leaves it: one item a line, with a trailing comma.
"""

from __future__ import annotations

from dataclasses import dataclass

from designer.catalog.values import Call, Value, quoted, short_path, source_of

LINE_LENGTH = 100
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Bracket:
    """Items between brackets: the arguments of a call, a list, a tuple, a dict."""

    opening: str
    items: tuple[Chain, ...]
    closing: str


Chain = tuple["str | Bracket", ...]
"""Texts and brackets one after the other: `layers.Dense`, `(…)`, `(…)`."""


def call(callee: str, *argument_lists: tuple[Chain, ...]) -> Chain:
    """`callee(…)(…)`: a callee and the arguments of one call after the other."""
    return (callee, *(Bracket("(", arguments, ")") for arguments in argument_lists))


def keyword(name: str, value: Chain) -> Chain:
    return (f"{name}=", *value)


def listed(items: list[str]) -> Chain:
    return (Bracket("[", tuple((item,) for item in items), "]"),)


def of_value(value: Value) -> Chain:
    """The tree of an argument value; only what can grow long is broken up."""
    if isinstance(value, Call):
        arguments = tuple(keyword(name, of_value(item)) for name, item in value.arguments.items())
        return call(short_path(value.path), arguments)
    if isinstance(value, list):
        return (Bracket("[", tuple(of_value(item) for item in value), "]"),)
    if isinstance(value, dict) and value:
        items = tuple((f"{quoted(key)}: ", *of_value(item)) for key, item in value.items())
        return (Bracket("{", items, "}"),)
    if isinstance(value, tuple) and len(value) > 1:
        return (Bracket("(", tuple(of_value(item) for item in value), ")"),)
    return (source_of(value),)


def flat(chain: Chain) -> str:
    """The chain on one line."""
    return "".join(
        part
        if isinstance(part, str)
        else f"{part.opening}{', '.join(map(flat, part.items))}{part.closing}"
        for part in chain
    )


def text(chain: Chain, *, indent: str = "", width: int = LINE_LENGTH) -> str:
    """The chain within `width` columns where that can be, its lines indented by `indent`.

    The longest bracket is opened first, and what is inside it is laid out in the same way.
    """
    line = indent + flat(chain)
    brackets = [part for part in chain if isinstance(part, Bracket) and part.items]
    if len(line) <= width or not brackets:
        return line
    longest = max(brackets, key=lambda part: len(flat((part,))))
    return _opened(chain, longest, indent, width)


def _opened(chain: Chain, bracket: Bracket, indent: str, width: int) -> str:
    place = next(number for number, part in enumerate(chain) if part is bracket)
    inner = indent + INDENT
    comma = () if _holds_one_bracket(bracket) else (",",)
    lines = [text((*item, *comma), indent=inner, width=width) for item in bracket.items]
    head = indent + flat(chain[:place]) + bracket.opening
    tail = indent + bracket.closing + flat(chain[place + 1 :])
    return "\n".join([head, *lines, tail])


def _holds_one_bracket(bracket: Bracket) -> bool:
    """Whether there is nothing in it but another bracket; formatters leave the comma out there."""
    items = bracket.items
    return len(items) == 1 and len(items[0]) == 1 and isinstance(items[0][0], Bracket)
