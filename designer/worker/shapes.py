"""Shapes, dtypes and parameter counts of every node of a program, statement by statement.

Every statement runs by itself: the real layer, on fresh symbolic tensors that have the shapes
which the statements before it gave. So one fault marks one node, an edit costs what it changes,
and nothing is allocated. What succeeded is remembered by its text, the definitions it uses and
the specs it reads; failures are not, since their texts carry names.

Whether the whole can be made a `keras.Model` (unique layer names, outputs that lead back to the
inputs) is not asked here: the graph's own checks say so at once, and `build` asks Keras itself.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from designer.protocol import ProgramStatement, ProgramText
from designer.worker.jobs import Job
from designer.worker.live import LiveGroup, LiveNames, LiveState
from designer.worker.outcomes import Failed, Made, run_statement
from designer.worker.preamble import Preamble, run_preamble
from designer.worker.settings import ORIGINAL, Settings, start_afresh
from designer.worker.specs import Live, Structure, fresh
from designer.worker.statements import PreparedStatement, prepare
from designer.worker.weightless import weightless

_PARTIAL_EVERY_MS = 60
_REMEMBERED_AT_LEAST = 8192


class FromPreamble(NamedTuple):
    """What identifies a name that no statement sets."""

    fingerprint: str


class Key(NamedTuple):
    """All that a statement's outcome depends on."""

    normal: str
    definitions: str
    reads: tuple[Structure | LiveState | FromPreamble, ...]


Remembered = OrderedDict[Key, Made]


@dataclass
class ShapeMemory:
    """What one worker keeps between requests: the executed preamble, and what succeeded."""

    remembered: Remembered = field(default_factory=OrderedDict)
    preamble: Preamble | None = None
    settings: Settings = ORIGINAL

    def shapes(self, program: ProgramText, job: Job) -> dict[str, Any]:
        """By node its outputs and parameters, or its error, or the nodes that it waits for.

        While it takes long, `shapes_partial` events carry what is known so far.
        """
        preamble = self._run_preamble(program.preamble)
        with weightless():
            walk = _Walk(program, preamble, self.remembered, job)
            walk.run()
        while len(self.remembered) > max(_REMEMBERED_AT_LEAST, 2 * len(program.statements)):
            self.remembered.popitem(last=False)
        return {
            "nodes": walk.nodes,
            "preamble": preamble.problems,
            "totals": walk.totals(),
            "executed": walk.executed,
        }

    def _run_preamble(self, source: str) -> Preamble:
        if self.preamble is None or self.preamble.source != source:
            start_afresh()
            with weightless():
                preamble = run_preamble(source)
                self.preamble, self.settings = preamble, Settings.current()
        self.settings.apply()
        return self.preamble


class _Walk:
    """One pass over the statements of a program."""

    def __init__(
        self, program: ProgramText, preamble: Preamble, remembered: Remembered, job: Job
    ) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}
        self.executed = 0
        self._program = program
        self._preamble = preamble
        self._remembered = remembered
        self._job = job
        self._made: dict[int, Made] = {}
        self._keys: dict[int, Key] = {}
        self._specs: dict[str, Structure] = {}
        self._live = LiveNames()
        self._live_values: dict[str, Any] = {}
        self._ran: set[int] = set()
        self._blocked: dict[str, tuple[str, ...]] = {}

    def run(self) -> None:
        told = 0
        told_at = time.perf_counter()
        for position, statement in enumerate(self._program.statements):
            self._job.check()
            self.nodes[statement.node] = self._answer(position, statement)
            if (time.perf_counter() - told_at) * 1000 > _PARTIAL_EVERY_MS:
                news = dict(list(self.nodes.items())[told:])
                self._job.tell("shapes_partial", {"request": self._job.request, "nodes": news})
                told, told_at = len(self.nodes), time.perf_counter()

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

    def _answer(self, position: int, statement: ProgramStatement) -> dict[str, Any]:
        waits_for = self._waits_for(statement)
        if waits_for:
            self._block(statement, waits_for)
            return {"skipped": list(waits_for)}
        missing = [name for name in statement.reads if not self._is_set(name)]
        if missing:
            self._block(statement, (statement.node,))
            return _nothing_sets(missing)
        prepared = prepare(statement.source, statement.reads, statement.binds)
        group = self._live.group_of(statement.reads)
        key = self._keys[position] = self._key(statement, prepared)
        outcome = self._remembered.get(key) or self._execute(position, prepared, group)
        if isinstance(outcome, Failed):
            self._block(statement, (statement.node,))
            if group is not None:
                group.touch(position, key)
            return outcome.to_json()
        self._remembered[key] = self._made[position] = outcome
        self._remembered.move_to_end(key)
        self._bind(position, outcome, group)
        return outcome.to_json(statement.binds, prepared.names)

    def _waits_for(self, statement: ProgramStatement) -> tuple[str, ...]:
        roots = (root for name in statement.reads for root in self._blocked.get(name, ()))
        return tuple(dict.fromkeys(roots))

    def _block(self, statement: ProgramStatement, waits_for: tuple[str, ...]) -> None:
        self._blocked.update((name, waits_for) for name in statement.binds)

    def _is_set(self, name: str) -> bool:
        return (
            name in self._specs
            or self._live.state(name) is not None
            or name in self._preamble.namespace
        )

    def _key(self, statement: ProgramStatement, prepared: PreparedStatement) -> Key:
        return Key(
            prepared.normal,
            self._preamble.fingerprint(prepared.compiled.uses),
            tuple(
                self._specs.get(name)
                or self._live.state(name)
                or FromPreamble(self._preamble.fingerprint((name,)))
                for name in statement.reads
            ),
        )

    def _bind(self, position: int, made: Made, group: LiveGroup | None) -> None:
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
            self._preamble.namespace,
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
        prepared = prepare(statement.source, statement.reads, statement.binds)
        self._execute(position, prepared, None)

    def _value(self, name: str, state: Structure | LiveState | FromPreamble) -> Any:
        if isinstance(state, LiveState):
            return self._live_values[name]
        if isinstance(state, FromPreamble):
            return self._preamble.namespace[name]
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
