"""Drives the search for a leak's culprit from a verb: one short run after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from designer.diagnosis.leaks.search import Experiment, Finding, Result, search
from designer.diagnosis.leaks.verdict import Verdict
from designer.graph.design import Design
from designer.graph.run_settings import RunSettings
from designer.verbs.run_news import RunNews

Runner = Callable[[Experiment, RunNews], dict[str, Any]]


@dataclass
class Silent(RunNews):
    """Keeps what is heard and says nothing."""

    def _tell(self, name: str, params: dict[str, Any]) -> None:
        """A short run is told of by its result."""


def find_culprit(
    design: Design,
    settings: RunSettings,
    verdict: Verdict,
    run: Runner,
    told: Callable[[str], None],
) -> Finding:
    """What the search finds; `run` makes each run, `told` hears what is tried."""
    searching = search(design, settings, verdict)
    try:
        asked = next(searching)
        while True:
            told(f"{asked.title}…")
            news = Silent()
            reply = run(asked, news)
            asked = searching.send(Result(reply, news.samples))
    except StopIteration as ended:
        finding: Finding = ended.value
        return finding
