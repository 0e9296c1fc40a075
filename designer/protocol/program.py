"""A design as the worker gets it: Python text, statement by statement, with the nodes' ids.

The worker knows nothing of designs. It runs text and says what became of each node, so that any
Python with keras can serve, whatever version of the designer drew the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.protocol.messages import ProtocolError


@dataclass(frozen=True, slots=True)
class ProgramStatement:
    """What one node became: `source` reads the names in `reads` and sets those in `binds`.

    The source may span lines, and may set a layer as well as its output, so that another
    statement can read the layer and share its weights.
    """

    node: str
    reads: tuple[str, ...]
    binds: tuple[str, ...]
    source: str

    def to_json(self) -> list[Any]:
        """A list and not an object: a program has thousands of them."""
        return [self.node, list(self.reads), list(self.binds), self.source]

    @staticmethod
    def from_json(plain: Any) -> ProgramStatement:
        """Raises `ProtocolError` when this is not what `to_json` makes."""
        try:
            node, reads, binds, source = plain
        except (TypeError, ValueError) as error:
            raise ProtocolError(f"Not a statement: {plain!r}") from error
        if not (isinstance(node, str) and isinstance(source, str)):
            raise ProtocolError(f"Not a statement: {plain!r}")
        return ProgramStatement(node, names_from_json(reads), names_from_json(binds), source)


@dataclass(frozen=True, slots=True)
class ProgramText:
    """A whole model: what stands before the statements, the statements in order, the end.

    `preamble` holds imports, custom layers and the functions of blocks; `closing` makes the
    model out of `closing_reads`. `text` is the same as one script and `line_nodes` says which
    node a line of it belongs to, counted from 1; both may be left out where only shapes are
    asked for.
    """

    preamble: str
    statements: tuple[ProgramStatement, ...]
    closing: str = ""
    closing_reads: tuple[str, ...] = ()
    text: str = ""
    line_nodes: Mapping[int, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """All of it, as plain values that JSON can say."""
        return {**self.statements_json(), **self.script_json()}

    def statements_json(self) -> dict[str, Any]:
        """Without the script: what `shapes` takes."""
        return {
            "preamble": self.preamble,
            "statements": [statement.to_json() for statement in self.statements],
            "closing": self.closing,
            "closing_reads": list(self.closing_reads),
        }

    def script_json(self) -> dict[str, Any]:
        """Only the script and its lines: what `build`, `plot` and `config` take."""
        return {
            "text": self.text,
            "line_nodes": {str(line): node for line, node in self.line_nodes.items()},
        }

    @staticmethod
    def from_json(plain: Any) -> ProgramText:
        """Raises `ProtocolError` when this is not what `to_json` makes."""
        if not isinstance(plain, dict):
            raise ProtocolError(f"A program is an object, not {type(plain).__name__}.")
        statements = plain.get("statements", [])
        if not isinstance(statements, list):
            raise ProtocolError("The statements of a program are a list.")
        return ProgramText(
            preamble=_text(plain, "preamble"),
            statements=tuple(ProgramStatement.from_json(each) for each in statements),
            closing=_text(plain, "closing"),
            closing_reads=names_from_json(plain.get("closing_reads", [])),
            text=_text(plain, "text"),
            line_nodes=line_nodes_from_json(plain.get("line_nodes", {})),
        )


def line_nodes_from_json(plain: Any) -> dict[int, str]:
    """The node of each line; JSON keeps the line numbers as text. Raises `ProtocolError`."""
    try:
        return {int(line): str(node) for line, node in plain.items()}
    except (AttributeError, ValueError) as error:
        raise ProtocolError("`line_nodes` must map line numbers to nodes.") from error


def _text(plain: Mapping[str, Any], name: str) -> str:
    value = plain.get(name, "")
    if not isinstance(value, str):
        raise ProtocolError(f"`{name}` of a program must be text.")
    return value


def names_from_json(plain: Any) -> tuple[str, ...]:
    """A tuple of names. Raises `ProtocolError` for anything but a list of texts."""
    if not isinstance(plain, list) or not all(isinstance(name, str) for name in plain):
        raise ProtocolError(f"Not a list of names: {plain!r}")
    return tuple(plain)
