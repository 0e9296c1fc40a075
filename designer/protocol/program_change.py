"""What an edit did to a program, so that not all of a large one travels at each keystroke.

A program of 10,000 nodes is a megabyte, its shapes are two; encoding and decoding them would
stop the window for 50 ms. The worker keeps the program that it answered last under a revision;
the next question may name that revision and only say what is different.
"""

from __future__ import annotations

from typing import Any

from designer.protocol.messages import ProtocolError
from designer.protocol.program import ProgramStatement, ProgramText, names_from_json


def change_between(old: ProgramText, new: ProgramText) -> dict[str, Any]:
    """What turns `old` into `new`, as plain values; the script and its lines are left out."""
    known = {statement.node: statement for statement in old.statements}
    plain: dict[str, Any] = {
        "statements": [
            statement.to_json()
            for statement in new.statements
            if known.get(statement.node) != statement
        ]
    }
    order = [statement.node for statement in new.statements]
    if order != [statement.node for statement in old.statements]:
        plain["order"] = order
    if new.preamble != old.preamble:
        plain["preamble"] = new.preamble
    if new.closing != old.closing:
        plain["closing"] = new.closing
    if new.closing_reads != old.closing_reads:
        plain["closing_reads"] = list(new.closing_reads)
    return plain


def changed(old: ProgramText, plain: Any) -> ProgramText:
    """The program after this change; statements that it does not touch stay the same objects.

    Raises `ProtocolError` when the change does not fit the program.
    """
    if not isinstance(plain, dict):
        raise ProtocolError("A change of a program is an object.")
    statements = {statement.node: statement for statement in old.statements}
    for each in plain.get("statements", []):
        statement = ProgramStatement.from_json(each)
        statements[statement.node] = statement
    order = plain.get("order")
    nodes = names_from_json(order) if order is not None else [each.node for each in old.statements]
    try:
        ordered = tuple(statements[node] for node in nodes)
    except KeyError as error:
        raise ProtocolError(f"A change names the unknown node {error}.") from error
    return ProgramText(
        preamble=str(plain.get("preamble", old.preamble)),
        statements=ordered,
        closing=str(plain.get("closing", old.closing)),
        closing_reads=names_from_json(plain.get("closing_reads", list(old.closing_reads))),
    )
