"""`train FILE`: train the model in a process of its own, watch its memory."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from designer.catalog.table import Catalog
from designer.codegen.training.listing import training_listing
from designer.diagnosis.leaks import LEAKING, TOO_SHORT, WARMING_UP, Verdict, verdict_of
from designer.diagnosis.leaks.search import Experiment, Finding
from designer.protocol import FailureKind
from designer.protocol.run import FINISHED, NAN, STOPPED
from designer.session.results import answers_from, program_text
from designer.verbs.building import allowed_program
from designer.verbs.command_line import Refusal, add_design, add_trust
from designer.verbs.designs import read, say, show
from designer.verbs.leak_search import find_culprit
from designer.verbs.run_news import RunNews, numbers
from designer.verbs.run_options import add_run_options, settings_from
from designer.verbs.worker_option import add_worker
from designer.worker_client.command import WorkerCommand
from designer.worker_client.once import WorkerDied, WorkerFailure
from designer.worker_client.stream import Interrupted, Stream, streaming

DIED = "died"
FAILED = "failed"
STATUSES = {FINISHED: 0, FAILED: 1, NAN: 4, DIED: 5, STOPPED: 130}
DESCRIPTION = """\
Train the model of a design in a process of its own, and say whether its memory leaks.

Ctrl+C stops after the current step and keeps what was learned; a second one ends it at once.

exit status:
  0    the run finished (whether memory leaks stands in what is said, not here)
  1    it could not begin or failed: the design, the data, an error of Keras
  2    wrong use
  4    the loss became NaN
  5    its process died: killed, crashed, out of memory
  130  it was stopped by Ctrl+C
"""


def add_arguments(parser: ArgumentParser) -> None:
    parser.formatter_class = RawDescriptionHelpFormatter
    add_design(parser)
    add_run_options(parser)
    parser.add_argument(
        "-o", dest="folder", metavar="FOLDER", type=Path, help="keep the trained model there"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="an object a line: the events of the run, at last one with outcome, metrics, memory",
    )
    parser.add_argument(
        "--no-culprit",
        dest="culprit",
        action="store_false",
        help="when memory leaks, do not look for who it is (that takes more, short runs)",
    )
    add_worker(parser)
    add_trust(parser)


def run(options: Namespace) -> int:
    design, catalog = read(options.file)
    settings = settings_from(options, design)
    allowed_program(options.file, design, catalog, options.trust)
    if options.folder is not None and options.worker.is_on_another_machine:
        raise Refusal(
            "-o names a folder here, and the run would write over there. Leave it out.", 2
        )
    if options.folder is not None:
        _make(options.folder)
    news = RunNews(options.json)
    run = _Run(options.file, catalog, options.trust, options.worker)
    asked = Experiment("", design, settings)
    found = run(asked, news, str(options.folder.resolve()) if options.folder else "")
    news.end_line()
    verdict = verdict_of(news.samples, found.get("memory", {}).get("available_bytes"))
    finding = None
    if verdict.kind == LEAKING and options.culprit and found["outcome"] in (FINISHED, STOPPED):
        say("Memory leaks. Looking for who it is, by short runs in fresh processes:")
        finding = find_culprit(design, settings, verdict, run, say)
    _tell(options, found, verdict, finding)
    return STATUSES[found["outcome"]]


@dataclass(frozen=True)
class _Run:
    """Runs designs under settings, each in a process of its own."""

    path: Path
    catalog: Catalog
    trust: bool
    command: WorkerCommand

    def __call__(self, asked: Experiment, news: RunNews, folder: str = "") -> dict[str, Any]:
        """The reply to `train`; of a run that gave none, its outcome and its `message`."""
        try:
            with streaming(self.command) as stream:
                params = {**self._params(stream, asked), "folder": folder, "eye": asked.eye}
                reply: dict[str, Any] = stream.ask("train", params, news.heard)
                return reply
        except WorkerFailure as error:
            node = asked.design.main.get(error.failure.node or "")
            place = f"{self.path}:{node.name}" if node else f"{self.path}"
            message = f"{place}: {error}{self._where(error)}"
            return {"outcome": FAILED, "message": message, "node": node and node.name}
        except WorkerDied as error:
            return {"outcome": DIED, "message": f"{self.path}: {error}", **news.so_far()}
        except Interrupted:
            words = "Ended at once, as Ctrl+C came twice."
            return {"outcome": STOPPED, "message": words, **news.so_far()}

    def _where(self, error: WorkerFailure) -> str:
        """Paths are those of the machine that the run is on."""
        if error.failure.kind != FailureKind.DATA or not self.command.is_on_another_machine:
            return ""
        return f" The run is on another machine ({self.command.words()}): data have to lie there."

    def _params(self, stream: Stream, asked: Experiment) -> dict[str, Any]:
        program = allowed_program(self.path, asked.design, self.catalog, self.trust)
        shapes = stream.ask("shapes", {"program": program_text(program).to_json()})
        answers = answers_from(shapes["nodes"])
        listing = training_listing(program, asked.design, asked.settings, answers)
        inputs, outputs = asked.design.main.inputs(), asked.design.main.outputs()
        return {
            "text": listing.text,
            "line_nodes": {str(line): node for line, node in listing.nodes.items()},
            "model": {
                "inputs": [node.key or node.name for node in inputs],
                "outputs": [node.key or node.name for node in outputs],
            },
        }


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"{folder} could not be made: {error.strerror or error}.") from error


def memory_of(verdict: Verdict, finding: Finding | None) -> dict[str, Any]:
    """The `memory` of the last line. A run that was too short is still warming up."""
    plain = verdict.to_json()
    if verdict.kind == TOO_SHORT:
        plain["verdict"] = WARMING_UP
    culprit = finding.culprit.to_json() if finding and finding.culprit else None
    cure = finding.cure.to_json() if finding and finding.cure else None
    return {**plain, "sentence": verdict.sentence, "culprit": culprit, "cure": cure}


def _tell(
    options: Namespace, found: dict[str, Any], verdict: Verdict, finding: Finding | None
) -> None:
    if options.json:
        plain = {
            "outcome": found["outcome"],
            "metrics": found.get("metrics", {}),
            "memory": memory_of(verdict, finding),
            **{
                key: found[key]
                for key in (
                    "message",
                    "node",
                    "epochs_done",
                    "steps",
                    "seconds",
                    "history",
                    "saved",
                )
                if found.get(key) is not None
            },
        }
        show(json.dumps(plain))
        return
    if found.get("message"):
        say(found["message"])
    if found.get("metrics"):
        show(f"{found['epochs_done']} epochs, {found['steps']} steps: {numbers(found['metrics'])}")
    if found.get("saved"):
        show(f"The trained model: {found['saved']}")
    if found["outcome"] in (FINISHED, STOPPED):
        show(verdict.sentence)
    for line in finding.words() if finding else ():
        show(line)
