"""One pass over the statements of a program, running only what is not known.

Every statement runs by itself: the real layer, on fresh symbolic tensors that have the shapes
which the statements before it gave. So one fault marks one node and an edit costs what it changes.
What succeeded is remembered by its text, the definitions it uses and the specs it reads; failures
are not, since their texts carry names.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from designer.protocol import ProgramStatement, ProgramText
from designer.worker.jobs import Job
from designer.worker.live import LiveGroup, LiveNames, LiveState
from designer.worker.outcomes import Failed, Made, run_statement
from designer.worker.preamble import Preamble
from designer.worker.recent import Recent
from designer.worker.specs import Live, Structure, fresh
from designer.worker.statements import PreparedStatement, prepare

_FIRST_PARTIAL_MS = 15
"""What an edit touches comes first in a program, and is not to wait for all that follows."""
_PARTIAL_EVERY_MS = 60
_KEPT_AT_LEAST = 1024


class FromPreamble(NamedTuple):
    """What identifies a name that no statement sets."""

    fingerprint: str


class Key(NamedTuple):
    """All that a statement's outcome depends on."""

    normal: str
    definitions: str
    reads: tuple[Structure | LiveState | FromPreamble, ...]


@dataclass
class Kept:
    """What spares work from pass to pass, as much as two programs like the last one need."""

    made: Recent[Key, Made] = field(default_factory=Recent)
    prepared: Recent[ProgramStatement, PreparedStatement] = field(default_factory=Recent)

    def trim(self, statements: int) -> None:
        """Forget what was not used for long: all of it is found out again when it is needed."""
        count = max(_KEPT_AT_LEAST, 2 * statements)
        self.made.trim(count)
        self.prepared.trim(count)


class Answered(NamedTuple):
    """What was said of a node the last time, and on what grounds."""

    statement: ProgramStatement
    key: Key
    made: Made
    plain: dict[str, Any]


class Walk:
    """One pass over the statements of a program."""

    def __init__(
        self,
        program: ProgramText,
        preamble: Preamble,
        kept: Kept,
        before: dict[str, Answered],
        job: Job,
    ) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}
        self.answered: dict[str, Answered] = {}
        self.executed = 0
        self.preamble = preamble
        self.told: set[str] = set()
        """Nodes of which events have said what there is to say."""
        self._before = before
        self._untold: dict[str, dict[str, Any]] = {}
        self._program = program
        self._kept = kept
        self._job = job
        self._made: dict[int, Made] = {}
        self._keys: dict[int, Key] = {}
        self._specs: dict[str, Structure] = {}
        self._live = LiveNames()
        self._live_values: dict[str, Any] = {}
        self._ran: set[int] = set()
        self._blocked: dict[str, tuple[str, ...]] = {}

    def run(self) -> None:
        """Fill `nodes`. Raises `Cancelled` between two statements."""
        tell_at = time.perf_counter() + _FIRST_PARTIAL_MS / 1000
        for position, statement in enumerate(self._program.statements):
            self._job.check()
            self.nodes[statement.node] = self._same_as_before(position, statement) or (
                self._answer(position, statement)
            )
            if self._untold and time.perf_counter() > tell_at:
                news = {"request": self._job.request, "nodes": self._untold}
                self._job.tell("shapes_partial", news)
                self.told.update(self._untold)
                self._untold = {}
                tell_at = time.perf_counter() + _PARTIAL_EVERY_MS / 1000

    def totals(self) -> dict[str, int] | None:
        """The parameters of all that leads to an output; `None` unless all of that succeeded."""
        counts = []
        needed = set(self._program.closing_reads)
        everything = not needed
        for position in range(len(self._program.statements) - 1, -1, -1):
            statement = self._program.statements[position]
            if everything or not needed.isdisjoint(statement.binds):
                if position not in self._made:
                    return None
                needed.update(statement.reads)
                counts.append(self._made[position].weights)
        return {
            "params": sum(count.total for count in counts),
            "trainable_params": sum(count.trainable for count in counts),
            "non_trainable_params": sum(count.non_trainable for count in counts),
            "weight_bytes": sum(count.bytes for count in counts),
        }

    def _same_as_before(self, position: int, statement: ProgramStatement) -> dict[str, Any] | None:
        """What was said the last time if it still holds: the short way, for large programs.

        Statements that have to do with live objects never come this way: they leave traces.
        """
        before = self._before.get(statement.node)
        if before is None or before.statement != statement:
            return None
        for name, state in zip(statement.reads, before.key.reads, strict=True):
            if self._specs.get(name) != state:
                return None
        self._made[position] = before.made
        self._bind(position, before.made, None)
        self.answered[statement.node] = before
        return before.plain

    def _answer(self, position: int, statement: ProgramStatement) -> dict[str, Any]:
        self._untold[statement.node] = plain = self._found_out(position, statement)
        return plain

    def _found_out(self, position: int, statement: ProgramStatement) -> dict[str, Any]:
        waits_for = self._waits_for(statement)
        if waits_for:
            self._block(statement, waits_for)
            return {"skipped": list(waits_for)}
        missing = [name for name in statement.reads if not self._is_set(name)]
        if missing:
            self._block(statement, (statement.node,))
            return _nothing_sets(missing)
        prepared = self._prepare(statement)
        group = self._live.group_of(statement.reads)
        key = self._keys[position] = self._key(statement, prepared)
        outcome = self._kept.made.recall(key) or self._execute(position, prepared, group)
        if isinstance(outcome, Failed):
            self._block(statement, (statement.node,))
            if group is not None:
                group.touch(position, key)
            return outcome.to_json()
        self._made[position] = outcome
        self._kept.made.keep(key, outcome)
        plain = outcome.to_json(statement.binds, prepared.names)
        group = self._bind(position, outcome, group)
        if group is None:
            self.answered[statement.node] = Answered(statement, key, outcome, plain)
        return plain

    def _prepare(self, statement: ProgramStatement) -> PreparedStatement:
        prepared = self._kept.prepared.recall(statement)
        if prepared is None:
            prepared = prepare(statement.source, statement.reads, statement.binds)
            self._kept.prepared.keep(statement, prepared)
        return prepared

    def _waits_for(self, statement: ProgramStatement) -> tuple[str, ...]:
        roots = (root for name in statement.reads for root in self._blocked.get(name, ()))
        return tuple(dict.fromkeys(roots))

    def _block(self, statement: ProgramStatement, waits_for: tuple[str, ...]) -> None:
        for name in statement.binds:
            self._blocked[name] = waits_for
            self._specs.pop(name, None)
            self._live.forget(name)

    def _is_set(self, name: str) -> bool:
        return (
            name in self._specs
            or self._live.state(name) is not None
            or name in self.preamble.namespace
        )

    def _key(self, statement: ProgramStatement, prepared: PreparedStatement) -> Key:
        return Key(
            prepared.normal,
            self.preamble.fingerprint(prepared.compiled.uses),
            tuple(
                self._specs.get(name)
                or self._live.state(name)
                or FromPreamble(self.preamble.fingerprint((name,)))
                for name in statement.reads
            ),
        )

    def _bind(self, position: int, made: Made, group: LiveGroup | None) -> LiveGroup | None:
        for name, bound in zip(self._program.statements[position].binds, made.bound, strict=True):
            self._blocked.pop(name, None)
            if isinstance(bound, Live):
                self._specs.pop(name, None)
                group = self._live.add(name, group)
            else:
                self._live.forget(name)
                self._specs[name] = bound
        if group is not None:
            group.touch(position, self._keys[position])
        return group

    def _execute(
        self, position: int, prepared: PreparedStatement, group: LiveGroup | None
    ) -> Made | Failed:
        for earlier in group.statements if group is not None else ():
            if earlier not in self._ran:
                self._replay(earlier)
        self.executed += 1
        self._ran.add(position)
        statement = self._program.statements[position]
        states = zip(statement.reads, self._keys[position].reads, strict=True)
        outcome, bound = run_statement(
            statement.source,
            prepared,
            self.preamble.namespace,
            tuple(self._value(name, state) for name, state in states),
        )
        if isinstance(outcome, Made):
            for name, spec, value in zip(statement.binds, outcome.bound, bound, strict=True):
                if isinstance(spec, Live):
                    self._live_values[name] = value
        return outcome

    def _replay(self, position: int) -> None:
        """Run a remembered statement for the objects that it makes or changes."""
        statement = self._program.statements[position]
        self._execute(position, self._prepare(statement), None)

    def _value(self, name: str, state: Structure | LiveState | FromPreamble) -> Any:
        if isinstance(state, LiveState):
            return self._live_values[name]
        if isinstance(state, FromPreamble):
            return self.preamble.namespace[name]
        return fresh(state, name)


def _nothing_sets(names: list[str]) -> dict[str, Any]:
    said = ", ".join(f"`{name}`" for name in names)
    return Failed(
        {
            "type": "NameError",
            "message": f"Nothing before this statement sets {said}.",
            "line": None,
            "preamble_lines": [],
            "details": "",
        }
    ).to_json()
