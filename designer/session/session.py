"""Debounces edits, asks the worker, keeps the latest answers, tells the panels.

An edit restarts a short timer; then the program is written, the checks run, and the worker gets
the statements. Answers that belong to an older design are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from designer.codegen import STYLES, Listing, Memo, Program, program_of, with_shapes
from designer.codegen.statement import Statement
from designer.codegen.training.training import Training, training_of
from designer.document import Change, Document
from designer.graph.answers import Answer
from designer.graph.design import Design
from designer.graph.graph import CycleError
from designer.graph.problems import Problem
from designer.graph.run_settings import RunSettings
from designer.protocol import Event, Failure, FailureKind, ProgramText
from designer.session.asking import Asking
from designer.session.code_edits import CodeEdits
from designer.session.costing import Costing
from designer.session.data_look import DataLook
from designer.session.findings import Findings
from designer.session.importer import Importer
from designer.session.insides import (
    Insides,
    insides_of,
    prefix_of,
    with_blocks_of,
)
from designer.session.leak_search import LeakSearch
from designer.session.looking import Looking
from designer.session.opener import Opener
from designer.session.predicting import Predicting
from designer.session.proving import Proving
from designer.session.results import (
    MadeAnswers,
    Plot,
    Summary,
    Totals,
    answers_from,
    program_text,
    script_text,
    summary_from,
    totals_from,
)
from designer.session.run_script import RunRefused, RunScript, run_script
from designer.session.runs import Runs
from designer.session.tensorboard import TensorBoard
from designer.session.trail import Trail
from designer.worker_client.client import WorkerClient
from designer.worker_client.shape_answers import ShapeAnswers

PAUSE_MS = 15
"""From the last edit of a flurry to the writing of the program."""


class Session(QObject):
    """Answers, problems, code, summary and plot of the open design, and the state of the worker.

    Answers are those of the graph that is shown: of a block as the use runs it through which it
    was entered. Problems are those of all graphs.
    """

    answers_changed = Signal(object)
    """Frozen set of the ids of nodes whose `Answer` changed; none where only the totals came."""
    problems_changed = Signal()
    code_changed = Signal()
    worker_changed = Signal(str, str)
    """The worker's state (starting, ready, busy, restarting, failed, stopped) and words for it."""
    summary_changed = Signal()
    plot_changed = Signal()

    def __init__(
        self, document: Document, client: WorkerClient, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.trail = Trail(document, self)
        self.summary: Summary | None = None
        self.plot: Plot | None = None
        self.worker_state, self.worker_words = client.state, client.description
        self._client = client
        self._answers: dict[str, Answer] = {}
        self._made_answers: MadeAnswers = {}
        self._shape_answers = ShapeAnswers()
        self._program: Program | None = None
        self._cycle = ""
        self._memo = Memo()
        self._insides = Insides()
        self._listings: dict[str, Listing] = {}
        self._asked = ProgramText("", ())
        self._told_preamble = ""
        self._shapes = Asking(client, "shapes", self._on_shapes, self._on_shapes_failed, self)
        self._build = Asking(client, "build", self._on_built, self._on_build_failed, self)
        self._plotting = Asking(client, "plot", self._on_plotted, self._on_plot_failed, self)
        self.proving = Proving(document, client, lambda: self._answers, self)
        self._once: list[Asking] = []
        self.findings = Findings(
            document,
            client,
            lambda: (self._insides, self._shape_answers, self._told_preamble),
            self,
        )
        self.findings.changed.connect(self.problems_changed)
        self.importer = Importer(client, lambda: document.catalog, self)
        self.code_edits = CodeEdits(document, client, self)
        self.runs = Runs(document, self._write_run_script, lambda: client.command, self)
        self.leak_search = LeakSearch(
            document, lambda: dict(self._main_answers()), lambda: client.command, self
        )
        self.data_look = DataLook(client, lambda: document.needs_trust, self)
        self.looking = Looking(
            document,
            self._write_run_script,
            lambda: WorkerClient(client.command, self),
            self,
            self._write_model_script,
        )
        self.tensorboard = TensorBoard(self)
        self.costing = Costing(
            document,
            client,
            lambda: (self._model_statements(), self._main_answers()),
            lambda: (self._statements_of(self.trail.way), self._answers),
            self._program_with_blocks,
            lambda: self._insides.inner,
            lambda: prefix_of(self.trail.way),
            self,
        )
        self.predicting = Predicting(
            document,
            client,
            lambda: (self._model_statements(), self._main_answers()),
            lambda: self._program,
            self,
        )
        self.runs.predict = self.predicting.predict
        self.opener = Opener(document, Importer(client, lambda: document.catalog, self), self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.refresh)
        document.changed.connect(self._on_document_changed)
        document.replaced.connect(self._on_document_replaced)
        document.trust_changed.connect(self.refresh)
        document.graph_shown.connect(self._on_trail_changed)
        self.trail.changed.connect(self._on_trail_changed)
        client.described.connect(self._on_worker_described)
        client.event_arrived.connect(self._on_worker_event)
        client.restarted.connect(self._on_worker_restarted)

    # What is known

    def answer(self, node_id: str) -> Answer | None:
        """What the worker said of a node; None while it has not been asked."""
        return self._answers.get(node_id)

    @property
    def answers(self) -> Mapping[str, Answer]:
        return self._answers

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Those of all graphs, errors first."""
        return self.findings.problems

    def problems_of(self, node_id: str) -> list[Problem]:
        """Those of a node of the graph that is shown."""
        shown = self.document.graph_name
        return [each for each in self.problems if each.node == node_id and each.graph == shown]

    @property
    def program(self) -> Program | None:
        """The design as statements; None while its wires form a circle."""
        self.settle()
        return self._program

    def listing(self, style: str, *, shapes: bool = False) -> Listing:
        """The code in an export style, with the node of each line; on demand with the shapes that
        are known as comments."""
        program = self.program
        if program is None:
            return Listing(f"# {self._cycle}\n", {})
        if style not in self._listings:
            told = program.told(self._main_answers()) if STYLES[style].reads_shapes else program
            self._listings[style] = STYLES[style].arrange(told)
        listing = self._listings[style]
        return with_shapes(listing, self._main_answers()) if shapes else listing

    @property
    def totals(self) -> Totals | None:
        """Parameters of the whole model; None unless all of it is known and sound."""
        plain = self._shape_answers.totals
        is_complete = self._program is not None and self._program.is_complete
        return totals_from(plain) if plain and is_complete and not self.is_pending else None

    @property
    def is_pending(self) -> bool:
        """Whether answers to the latest edit are still on their way."""
        return self._timer.isActive() or self._shapes.is_waiting

    # Asking

    def start(self) -> None:
        """Start the worker in the background and compute what can be known without it."""
        self._client.start()
        self.refresh()

    def refresh(self) -> None:
        """Write the program anew, run the checks, ask the worker for shapes."""
        self._timer.stop()
        self._listings.clear()
        design, catalog = self.document.design, self.document.catalog
        try:
            self._program, self._cycle = program_of(design, catalog, self._memo), ""
        except CycleError as error:
            self._program, self._cycle = None, str(error)
        self.findings.check()
        self._ask_shapes()
        self.findings.gather()
        if not self._shapes.is_waiting:
            self.costing.forget()
        self.code_changed.emit()

    def settle(self) -> None:
        """Bring program and checks up to date where an edit has just been made."""
        if self._timer.isActive():
            self.refresh()

    def ask_summary(self) -> None:
        """Build the model for its table; `summary_changed` follows."""
        failure = self._why_no_build()
        if failure or self._program is None:
            self._build.drop()
            self._set_summary(Summary(failure=failure))
        else:
            self._build.ask(script_text(self._program).script_json)

    def ask_plot(self, options: Mapping[str, Any]) -> None:
        """Draw the model with Keras's `plot_model`; `plot_changed` follows."""
        failure = self._why_no_build()
        if failure or self._program is None:
            self._plotting.drop()
            self._set_plot(Plot(failure=failure))
        else:
            script = script_text(self._program).script_json()
            self._plotting.ask(lambda: {**script, "options": {**options, "format": "svg"}})

    def save_plot(self, path: str, options: Mapping[str, Any], done: Callable[[str], None]) -> None:
        """Write the plot to a file in the format of its suffix; `done` gets "" or why not."""
        wanted = {**options, "format": path.rpartition(".")[2].lower(), "path": path}
        self._have_written("plot", {"options": wanted}, done)

    def save_model(self, path: str, form: str, done: Callable[[str], None]) -> None:
        """Have Keras write the model in a format, `json` or `keras`; `done` gets "" or why not."""
        weights = self.document.design.settings.weights
        self._have_written("save", {"format": form, "path": path, "weights": weights}, done)

    def another_importer(self) -> Importer:
        """Reads a model beside the one that may be coming in; the caller lets it go."""
        return Importer(self._client, lambda: self.document.catalog, self)

    def count(self, design: Design, done: Callable[[Summary], None]) -> None:
        """Build another design than the open one; `done` gets its table, or why there is none."""
        try:
            program = program_of(design, self.document.catalog)
        except CycleError as error:
            done(Summary(failure=str(error)))
            return
        if not program.is_complete:
            done(Summary(failure=self.tr("The model is not complete.")))
            return
        asking = Asking(
            self._client,
            "build",
            lambda result: done(summary_from(result)),
            lambda failed: done(Summary(failure=failed.message)),
            self,
            tries=1,
        )
        self._ask_once(asking, script_text(program).script_json())

    def training(self, settings: RunSettings) -> Training:
        """What a run under these settings would train, as far as it is known."""
        design, catalog = self.document.design, self.document.catalog
        return training_of(design, settings, catalog, self._main_answers())

    def restart_worker(self) -> None:
        self._client.restart()

    def close(self) -> None:
        """End the worker and the run; nothing is asked or told after this."""
        self._timer.stop()
        self.findings.drop()
        self.costing.close()
        self.predicting.close()
        self.leak_search.cancel()
        self.runs.close()
        self.looking.close()
        self.tensorboard.stop()
        self._client.stop()

    # Inside

    def _ask_shapes(self) -> None:
        if self._program is None or self.document.needs_trust:
            self._shapes.drop()
            self._shape_answers = ShapeAnswers()
            self._insides = Insides()
            self._set_answers({})
            if not self.document.needs_trust:
                self.findings.explain()
            return
        self._insides = self._wanted_insides(self._program)
        program = self._program_with_blocks()
        assert program is not None
        text = self._asked = program_text(program, self._insides.inner)
        self._shapes.ask(lambda: self._shape_answers.question(text))

    def _program_with_blocks(self) -> Program | None:
        """The program, and the functions of blocks that what is shown needs besides."""
        if self._program is None:
            return None
        document = self.document
        return with_blocks_of(document.design, document.catalog, self._program, self.trail.way)

    def _wanted_insides(self, program: Program) -> Insides:
        document = self.document
        known, way = self._shape_answers.nodes, self.trail.way
        return insides_of(document.design, document.catalog, program, way, known, self._memo)

    def _have_written(
        self, method: str, more: Mapping[str, Any], done: Callable[[str], None]
    ) -> None:
        failure = self._why_no_build()
        if failure or self._program is None:
            done(failure)
            return
        script = script_text(self._program).script_json()
        asking = Asking(
            self._client,
            method,
            lambda _result: done(""),
            lambda failed: done(failed.message),
            self,
            tries=1,
        )
        self._ask_once(asking, {**script, **more})

    def _why_no_build(self) -> str:
        """Why the model cannot be built now; empty where it can be tried."""
        self.settle()
        if self.document.needs_trust:
            return self.tr("This design brings code that nobody has trusted yet.")
        if self._program is None:
            return self._cycle
        if not self._program.is_complete:
            first = self.findings.first_error() or self.tr("Some output is not connected.")
            return self.tr("The model is not complete. {first}").format(first=first)
        return ""

    def _write_run_script(self, settings: RunSettings) -> RunScript | None:
        refusal = self._why_no_build()
        if refusal or self._program is None:
            raise RunRefused(refusal)
        design, catalog = self.document.design, self.document.catalog
        return run_script(self._program, design, catalog, settings, self._main_answers())

    def _write_model_script(self) -> Mapping[str, Any]:
        return script_text(self._program).script_json() if self._program else {}

    def _model_statements(self) -> Sequence[Statement]:
        """What an output depends on; while no output does, all there is."""
        every = self._statements_of(())
        return [each for each in every if each.is_alive] or every

    def _statements_of(self, way: Sequence[str]) -> Sequence[Statement]:
        """Of the main graph, or of the block at the end of a way through uses."""
        if not way:
            return self._program.body.statements if self._program else ()
        prefix = prefix_of(tuple(way))
        scopes = (scope for scope in self._insides.scopes if scope.prefix == prefix)
        return next((scope.statements for scope in scopes), ())

    def _main_answers(self) -> Mapping[str, Answer]:
        """What is known of the main graph, whatever graph is shown."""
        graph = self.document.design.main
        if graph is self.document.graph:
            return self._answers
        nodes = self._shape_answers.nodes
        known = {node: nodes[node] for node in nodes if node in graph}
        return answers_from(known, self._made_answers)

    def _set_answers(self, answers: dict[str, Answer], *, are_last: bool = False) -> None:
        """`answers_changed` follows where any did, and where these are the last, since totals
        come with those."""
        old, self._answers = self._answers, answers
        changed = old.keys() ^ answers.keys()
        for node in old.keys() & answers.keys():
            if old[node] is not answers[node] and old[node] != answers[node]:
                changed.add(node)
        if changed:
            self._forget_listings_with_shapes()
        if changed or are_last:
            self.answers_changed.emit(frozenset(changed))

    def _forget_listings_with_shapes(self) -> None:
        for name in [name for name in self._listings if STYLES[name].reads_shapes]:
            del self._listings[name]

    def _set_summary(self, summary: Summary) -> None:
        self.summary = summary
        self.summary_changed.emit()

    def _set_plot(self, plot: Plot) -> None:
        self.plot = plot
        self.plot_changed.emit()

    def _on_document_changed(self, change: Change) -> None:
        if not change.cosmetic:
            self.findings.drop()
            self._timer.start()

    def _on_document_replaced(self) -> None:
        self._shapes.drop()
        self.findings.forget()
        self._shape_answers = ShapeAnswers()
        self._insides = Insides()
        self._memo.clear()
        self._made_answers.clear()
        self._set_answers({})
        self.costing.start_anew()
        self.summary, self.plot = None, None
        self._timer.start()

    def _on_shapes(self, result: Mapping[str, Any]) -> None:
        self._shape_answers.take(self._asked, result)
        self._told_preamble = self._asked.preamble
        self._take_in()
        # What was just told may name other uses to look into; each answer leads one level deeper.
        if self._program and not self._wanted_insides(self._program).asks_as(self._insides):
            self._ask_shapes()
        else:
            self.findings.explain()

    def _on_worker_event(self, event: Event) -> None:
        """The first answers of a long computation come before the others."""
        if event.name == "shapes_partial" and self._shapes.is_about(event.params["request"]):
            told = self._shape_answers.take_partial(event.params)
            self._set_answers({**self._answers, **self._shown_of(told)})
            self.costing.forget()
            if self.findings.problems or any("error" in each for each in told.values()):
                self.findings.gather()

    def _take_in(self) -> None:
        self._set_answers(self._shown_of(self._shape_answers.nodes), are_last=True)
        self.costing.forget()
        self.runs.try_to_begin()
        self.findings.gather()

    def _show_answers(self) -> None:
        self._set_answers(self._shown_of(self._shape_answers.nodes))
        self.costing.forget()

    def _shown_of(self, nodes: Mapping[str, Any]) -> dict[str, Answer]:
        """Of what the worker says, that of the graph that is shown."""
        graph, prefix = self.document.graph, prefix_of(self.trail.way)
        if prefix:
            nodes = {each[len(prefix) :]: nodes[each] for each in nodes if each.startswith(prefix)}
        known = {node: nodes[node] for node in nodes if node in graph}
        return answers_from(known, self._made_answers)

    def _on_trail_changed(self) -> None:
        self._show_answers()
        self._timer.start()

    def _on_shapes_failed(self, failure: Failure) -> None:
        self._shape_answers.ask_anew()
        if failure.kind == FailureKind.STALE_BASE:
            self._ask_shapes()

    def _on_built(self, result: Mapping[str, Any]) -> None:
        self._set_summary(summary_from(result))

    def _on_build_failed(self, failure: Failure) -> None:
        if failure.kind != FailureKind.CANCELLED:
            self._set_summary(Summary(failure=failure.message, node=failure.node or ""))

    def _on_plotted(self, result: Mapping[str, Any]) -> None:
        self._set_plot(Plot(svg=str(result["svg"]).encode()))

    def _on_plot_failed(self, failure: Failure) -> None:
        if failure.kind != FailureKind.CANCELLED:
            missing = failure.kind == FailureKind.GRAPHVIZ_MISSING
            self._set_plot(Plot(failure=failure.message, is_graphviz_missing=missing))

    def _ask_once(self, asking: Asking, params: Mapping[str, Any]) -> None:
        self._once.append(asking)
        asking.finished.connect(self._on_answered_once)
        asking.ask(lambda: params)

    def _on_answered_once(self, asking: Asking) -> None:
        self._once.remove(asking)
        asking.deleteLater()

    def _on_worker_described(self, words: str) -> None:
        self.worker_state, self.worker_words = self._client.state, words
        self.worker_changed.emit(self.worker_state, words)

    def _on_worker_restarted(self) -> None:
        self._shape_answers.ask_anew()
        for asking in (self._shapes, self._build, self._plotting):
            asking.ask_again()
        self.findings.explainer.explain_again(self.document.design)
