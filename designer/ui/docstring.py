"""Docstrings as rich text: what Keras wrote for a terminal, set so that it reads well in a pane.

Pure: no Qt, no keras. Understands what the docstrings of Keras use: section titles, named entries,
lists, fenced and `>>>` examples, inline code and links; all else is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

_TITLE = re.compile(r"[A-Z]\w*(?: \w+){0,3}:$")
_ENTRY = re.compile(r"(`?\*{0,2}\w+`?(?:, `?\w+`?)*)(?: \([^)]*\))?: *(.*)")
_ITEM = re.compile(r"(?:[-*•]|\d+[.)]) +(.*)")
_FENCE = "```"
_PROMPT = ">>>"
_ENTRIES_UNDER = ("args:", "arguments:", "call arguments:", "call args:", "attributes:")


@dataclass
class _Block:
    """Lines that belong together: `kind` is the tag that will hold them."""

    kind: str
    lines: list[str]
    head: str = ""
    """The name of an entry."""


def html_of(doc: str) -> str:
    """The docstring as HTML of the subset that Qt shows; empty for an empty one."""
    lines = doc.expandtabs(4).splitlines()
    blocks = (block for block in _blocks(lines) if block.head or any(block.lines))
    pieces = []
    for is_list, together in groupby(blocks, key=lambda block: block.kind == "li"):
        inside = "".join(_html(block) for block in together)
        pieces.append(f"<ul>{inside}</ul>" if is_list else inside)
    return "".join(pieces)


def inline(text: str) -> str:
    """Inline code, emphasis and links of one paragraph as HTML, everything else escaped."""
    parts = re.split(r"(`+)(.+?)\1", text)
    # Every match gives three parts: the text before it, the ticks, and what stood between them.
    pieces = [_marked(parts[0])]
    for code, after in zip(parts[2::3], parts[3::3], strict=True):
        pieces += [f"<code>{escape(code)}</code>", _marked(after)]
    return "".join(pieces)


def _marked(text: str) -> str:
    safe = escape(text, quote=False)
    safe = re.sub(r"\[([^\]]+)\]\s*\((https?://[^)\s]+)\)", r'<a href="\2">\1</a>', safe)
    return re.sub(r"\*\*(\S[^*]*)\*\*", r"<b>\1</b>", safe)


def _blocks(lines: list[str]) -> Iterator[_Block]:
    """The lines of a docstring cut into blocks; a blank line ends all but a fenced one."""
    block = _Block("p", [])
    entries = False
    for line in lines:
        words = line.strip()
        if block.kind == "fence":
            if words.startswith(_FENCE):
                yield block
                block = _Block("p", [])
            else:
                block.lines.append(line)
            continue
        if not words:
            yield block
            block = _Block("p", [])
            continue
        if block.kind == "pre":
            block.lines.append(line)
            continue
        opened = _opened(line, words, entries)
        if opened is None:
            block.lines.append(words)
            continue
        yield block
        block = opened
        if opened.kind == "h4":
            entries = words.lower() in _ENTRIES_UNDER
            yield block
            block = _Block("p", [])
    yield block


def _opened(line: str, words: str, entries: bool) -> _Block | None:
    """The block that begins at this line; None where the line continues the one before."""
    if words.startswith(_FENCE):
        return _Block("fence", [])
    if words.startswith(_PROMPT):
        return _Block("pre", [line])
    if not line.startswith(" ") and _TITLE.match(words):
        return _Block("h4", [words.rstrip(":")])
    item = _ITEM.match(words)
    if item:
        return _Block("li", [item.group(1)])
    # An entry stands one step in: what stands deeper belongs to the entry above it.
    entry = _ENTRY.match(words) if entries and _indent(line) <= 4 else None
    if entry:
        return _Block("dd", [entry.group(2)], entry.group(1).strip("`*"))
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _html(block: _Block) -> str:
    if block.kind in {"fence", "pre"}:
        return f"<pre>{escape(_dedented(block.lines), quote=False)}</pre>"
    text = inline(" ".join(block.lines))
    if block.kind == "dd":
        return f"<p><b>{escape(block.head)}</b> {text}</p>"
    if block.kind == "li":
        return f"<li>{text}</li>"
    return f"<{block.kind}>{text}</{block.kind}>"


def _dedented(lines: list[str]) -> str:
    step = min((_indent(line) for line in lines if line.strip()), default=0)
    return "\n".join(line[step:].rstrip() for line in lines)
