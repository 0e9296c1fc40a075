"""What is known of a program's shapes, asked for as changes and kept whole. Pure.

The session asks with `question`, hands over what comes back, and reads `nodes`; whether the
worker is told everything or only what an edit changed is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.protocol import ProgramText, change_between


@dataclass
class ShapeAnswers:
    """The worker's answers to `shapes`, put together.

    `nodes` maps each node to its `outputs` and parameters, its `error` or what it `skipped` for;
    `totals` are the model's parameters, `None` while anything fails; `preamble` lists what is
    wrong with imports, custom layers and blocks.
    """

    nodes: dict[str, Any] = field(default_factory=dict)
    totals: dict[str, int] | None = None
    preamble: list[dict[str, Any]] = field(default_factory=list)
    _answered: ProgramText | None = None
    _revision: int = 0
    _confirmed: dict[str, Any] = field(default_factory=dict)
    _partial: dict[str, Any] = field(default_factory=dict)
    """What events have told of the question that was asked last."""

    def question(self, program: ProgramText) -> dict[str, Any]:
        """The params of a `shapes` request: what changed since the last answer, or everything."""
        self._partial = {}
        if self._answered is None:
            return {"program": program.statements_json(), "streamed": True}
        change = change_between(self._answered, program)
        return {"base": self._revision, "change": change, "streamed": True}

    def take(self, program: ProgramText, result: Mapping[str, Any]) -> set[str]:
        """Take in the answer for this program, and return the nodes that it says more of."""
        news: dict[str, Any] = {**self._partial, **result["nodes"]}
        known = {**self._confirmed, **news}
        self._confirmed = {each.node: known[each.node] for each in program.statements}
        self.nodes = dict(self._confirmed)
        self.totals = result["totals"]
        self.preamble = result["preamble"]
        self._answered, self._revision = program, result["revision"]
        self._partial = {}
        return set(news)

    def take_partial(self, params: Mapping[str, Any]) -> Mapping[str, Any]:
        """Take in a `shapes_partial` event of the question that was asked last, and return what it
        says of which nodes.

        The question may be withdrawn later, so it counts for nothing in the next.
        """
        self.nodes.update(params["nodes"])
        self._partial.update(params["nodes"])
        told: Mapping[str, Any] = params["nodes"]
        return told

    def ask_anew(self) -> None:
        """Say everything the next time: the worker is a new one, or says `stale_base`."""
        self._answered = None
