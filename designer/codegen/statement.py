"""What a node becomes: a statement, as trees that can be laid out in any width. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from designer.codegen.expression import LINE_LENGTH, Bracket, Chain, text

_QUOTED = re.compile(r'"[^"]*"|#.*')
_MODULE = re.compile(r"\b(layers|ops)\.")


@dataclass(frozen=True, slots=True)
class LayerCall:
    """A call of a layer, or of a block's model, taken apart: what makes the layer, and how it is
    called. For styles that make layers in one place and call them in another."""

    layer: str
    """The variable of the node that makes the layer."""
    construction: Chain
    """`layers.Dense(10)`; empty where another node makes the layer."""
    outputs: tuple[str, ...]
    """What the call binds: variables, or patterns that lists in a list are spread over."""
    arguments: Bracket
    unpacking: tuple[Chain, ...] = ()
    """The line that takes tensors out of a dict that the call gives."""
    attributes: tuple[tuple[str, Chain], ...] = ()
    """What is set on the layer once it is made, as its constructor does not take it:
    `resnet50_layer.trainable = False`."""


@dataclass(frozen=True)
class Statement:
    """The line of Python that a node becomes; or, where it cannot be written yet, why not."""

    node: str
    reads: tuple[str, ...] = ()
    binds: tuple[str, ...] = ()
    parts: tuple[Chain, ...] = ()
    """One tree for each line: the layer on its own where it is shared, and the call."""
    note: str = ""
    gap: str = ""
    """Why there is no code for this node yet; then `parts` is empty."""
    is_alive: bool = True
    """Whether an output depends on it."""
    layer_call: LayerCall | None = None
    """None for an input and for an op, which call no layer."""
    foreign: tuple[str, ...] = ()
    """Import paths of the classes of other packages that it names."""
    others: tuple[str, ...] = ()
    """Further nodes that it stands for, where it is a loop."""

    @cached_property
    def text(self) -> str:
        """The statement's lines without indent."""
        return self.source()

    @cached_property
    def modules(self) -> frozenset[str]:
        """What it needs of keras by name: `layers`, `ops`."""
        return frozenset(_MODULE.findall(_QUOTED.sub("", self.text)))

    def source(self, indent: str = "", width: int = LINE_LENGTH) -> str:
        """The statement's lines, notes above it as comments."""
        remarks = [f"{indent}# {line}".rstrip() for line in self.note.splitlines()]
        if self.gap:
            return "\n".join([*remarks, f"{indent}# {self.gap}"])
        return "\n".join(
            [*remarks, *(text(part, indent=indent, width=width) for part in self.parts)]
        )


def in_one_line(name: str) -> str:
    """A name inside a comment: no line break in it may end the comment."""
    return " ".join(name.split())
