"""The pages of the inspector: one for nodes of a class, one for the model, one for a mixed lot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from designer.catalog.spec import ArgumentSpec
from designer.catalog.values import Value
from designer.graph.design import MAIN
from designer.graph.dimensions import letters_of
from designer.graph.graph import Graph
from designer.graph.inner import inner_specs
from designer.graph.naming import fault_in_name
from designer.graph.nodes import Node, OutputNode
from designer.graph.ports import output_names_of
from designer.ui.editors.editor import Editor
from designer.ui.editors.form import Form
from designer.ui.editors.table import editor_for
from designer.ui.elided import WrappedLabel
from designer.ui.panels.inspector_header import Header
from designer.ui.panels.inspector_parts import PARTS
from designer.ui.panels.inspector_results import Results
from designer.ui.panels.inspector_source import SourceNote
from designer.ui.panels.inspector_subjects import CallSubject, Subject, class_name
from designer.ui.panels.inspector_wires import WireOrder
from designer.ui.panels.problem_boxes import ProblemBoxes
from designer.ui.style import mark

if TYPE_CHECKING:
    from designer.session import Totals
    from designer.ui.context import Context


class SubjectPage(QWidget):
    """Header, problems, form and results of a subject. Serves every subject of one key in turn,
    so that a walk through twenty Dense layers makes one form."""

    doc_toggled = Signal(bool)

    def __init__(self, context: Context, subject: Subject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = subject.key
        self._context = context
        self._subject = subject
        self._graph_name = context.document.graph_name
        self._totals: Totals | None = None
        self.header = Header(self)
        self.header.doc_toggled.connect(self.doc_toggled)
        self.header.name.renamed.connect(self._on_renamed)
        self.header.name.check = self._fault_in_name
        self._problems = ProblemBoxes(context, self)
        self._shared = SharedNote(context, self)
        self.source = SourceNote(context, self)
        self.form = Form(self._make_editor, self)
        self.form.given.connect(self._on_given)
        self.form.cleared.connect(self._on_cleared)
        self._wires = WireOrder(context, self)
        self._line = QFrame(self)
        self._line.setFrameShape(QFrame.Shape.HLine)
        self._line.setFrameShadow(QFrame.Shadow.Plain)
        self._line.setForegroundRole(self.palette().ColorRole.Mid)
        self._results = Results(self)
        self._parts = [PARTS[name](context, self) for name in subject.parts]
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(10)
        column.addWidget(self.header)
        column.addWidget(self._problems)
        column.addWidget(self._shared)
        column.addWidget(self.source)
        column.addWidget(self.form)
        for part in self._parts:
            column.addWidget(part)
        column.addWidget(self._wires)
        column.addWidget(self._line)
        column.addWidget(self._results)
        column.addStretch(1)
        self.show_subject(subject)

    @property
    def subject(self) -> Subject:
        return self._subject

    def show_subject(self, subject: Subject) -> None:
        """Show another subject of the same key."""
        self._subject, self._graph_name = subject, self._context.document.graph_name
        self.form.set_fields(subject.fields())
        self.form.open_given(subject.values().keys())
        self.refresh()
        self.refresh_problems()

    def refresh(self) -> None:
        """Show what the document holds now. Rows stay where they stand."""
        subject = self._subject
        heading, nodes = subject.heading, self._nodes()
        self.header.show_heading(heading, len(subject.ids), self._context.theme)
        if len(nodes) == 1:
            self.header.name.show_name(nodes[0].name)
        shared = subject.shared_with if isinstance(subject, CallSubject) else None
        self._shared.show_owner(shared)
        self.source.show_node(nodes[0] if len(nodes) == 1 else None)
        self._wires.show_node(nodes[0] if len(nodes) == 1 else None)
        self.form.follow_fields(subject.fields())
        self.form.show_values(subject.values())
        for part in self._parts:
            part.refresh()
        self.refresh_answers()

    def refresh_answers(self) -> None:
        """Show what the worker says of the subject by now."""
        nodes, session = self._nodes(), self._context.session
        if not nodes:
            self._show_totals()
        elif len(nodes) > 1:
            known = [answer for node in nodes if (answer := session.answer(node.id))]
            trainable = sum(answer.trainable_params for answer in known)
            params = sum(answer.params for answer in known)
            self._results.show_pairs(self._results.parameters(params, trainable))
        elif isinstance(nodes[0], OutputNode):
            self._show_received(nodes[0])
        else:
            document = self._context.document
            names = output_names_of(document.design, self._graph, nodes[0], document.catalog)
            answer, letters = session.answer(nodes[0].id), partial(self._letters, nodes[0].id)
            self._results.show_answer(answer, names, letters)

    def refresh_problems(self) -> None:
        ids = self._subject.ids
        problems = self._context.session.problems_of(ids[0]) if len(ids) == 1 else ()
        self._problems.show_problems(problems, self._context.theme)
        # They come after the form was made, but stand above it.
        for first, second in pairwise([self.header.doc_button, *self._problems.tab_stops]):
            QWidget.setTabOrder(first, second)

    def commit(self) -> None:
        """Hand over what was typed, before the page serves something else."""
        is_shown = self._graph_name == self._context.document.graph_name
        if is_shown and (not self._subject.ids or self._nodes()):
            self.header.name.commit()
            self.form.commit()
        self.header.name.forget()

    def forget(self) -> None:
        """Drop whatever was typed: the page goes, and what it was typed for may be gone."""
        self.header.name.forget()
        self.form.forget()

    # What is known

    def _nodes(self) -> list[Node]:
        found = map(self._graph.get, self._subject.ids)
        return [node for node in found if node is not None]

    @property
    def _graph(self) -> Graph:
        return self._context.document.graph

    def _show_received(self, node: OutputNode) -> None:
        edges = self._graph.inputs_of(node.id)
        answer = self._context.session.answer(edges[0].source) if edges else None
        known = answer is not None and edges[0].output < len(answer.outputs)
        tensor = answer.outputs[edges[0].output] if answer is not None and known else None
        letters = self._letters(edges[0].source, edges[0].output) if tensor else ""
        self._results.show_received(tensor, letters, is_wired=bool(edges))

    def _letters(self, node_id: str, output: int) -> str:
        answer, blocks = self._context.session.answer, self._context.document.design.blocks
        return letters_of(self._graph, answer, node_id, output, blocks)

    def _show_totals(self) -> None:
        graph, session = self._graph, self._context.session
        if session.totals is not None or not session.is_pending:
            # While answers are on their way the last numbers stay: most edits leave them alone.
            self._totals = session.totals
        pairs = [
            (self.tr("Nodes"), f"{len(graph):,}"),
            (self.tr("Wires"), f"{len(graph.edges()):,}"),
            (self.tr("Inputs"), str(len(graph.inputs()))),
            (self.tr("Outputs"), str(len(graph.outputs()))),
        ]
        answers = session.answers.values()
        params = sum(answer.params for answer in answers)
        unknown = len(graph) - len(graph.outputs()) - sum(bool(each.outputs) for each in answers)
        if self._graph_name == MAIN and self._totals is not None:
            pairs += self._results.parameters(self._totals.params, self._totals.trainable)
        elif unknown or (self._graph_name == MAIN and len(graph)):
            words = self.tr("at least {count} so far, {unknown} nodes not known")
            if unknown == 1:
                words = self.tr("at least {count} so far, 1 node not known")
            said = words.format(count=f"{params:,}", unknown=unknown)
            pairs.append((self.tr("Parameters"), said))
        else:
            trainable = sum(answer.trainable_params for answer in answers)
            pairs += self._results.parameters(params, trainable)
        self._results.show_pairs(pairs)

    # What the person does

    def _make_editor(self, argument: ArgumentSpec, parent: QWidget) -> Editor:
        document = self._context.document
        inner = inner_specs(document.design, document.catalog)
        editor = editor_for(argument, inner, parent)
        editor.check = partial(self._fault_in, argument.name)
        block = self._context.document.design.blocks.get(self._context.document.graph_name)
        editor.names = frozenset(block.arguments) if block else ()
        return editor

    def _fault_in(self, name: str, value: Value) -> str:
        # Asked of the subject that the page serves by then, which is not the one of now.
        return self._subject.fault(name, value)

    def _fault_in_name(self, name: str) -> str:
        own = {node.name for node in self._nodes()}
        return fault_in_name(name, self._graph.names() - own)

    def _on_renamed(self, name: str) -> None:
        self._context.document.rename(self._subject.ids[0], name)

    def _on_given(self, name: str, value: Value, merge: str) -> None:
        self._subject.give(name, value, merge)

    def _on_cleared(self, name: str) -> None:
        self._subject.clear(name)


class SharedNote(QWidget):
    """Says that a node calls another node's layer again, and leads there."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._owner = ""
        self._words = WrappedLabel(parent=self)
        mark(self._words, "muted")
        self._button = QPushButton(self.tr("Show its owner"), self)
        self._button.clicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._words)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_owner(self, owner: Node | None) -> None:
        """The node whose layer is called; None hides the note."""
        self.setVisible(owner is not None)
        if owner is not None:
            self._owner = owner.id
            words = self.tr(
                "Calls the layer of {name} again: one set of weights, one set of values."
            )
            self._words.setText(words.format(name=owner.name))

    def _on_clicked(self) -> None:
        self._context.selection.reveal(self._owner)


class MixedPage(QWidget):
    """Says how many nodes are selected, of which classes, where they have no form together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel(self)
        mark(self._title, "heading")
        self._words = QLabel(self.tr("Nodes of one class can be edited together."), self)
        mark(self._words, "muted")
        self._words.setWordWrap(True)
        self._results = Results(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        for widget in (self._title, self._words, self._results):
            column.addWidget(widget)
        column.addStretch(1)

    def show_nodes(self, nodes: Sequence[Node]) -> None:
        self._title.setText(self.tr("{count} nodes selected").format(count=len(nodes)))
        classes = Counter(class_name(node) for node in nodes)
        self._results.show_pairs([(name, f"{count}") for name, count in classes.most_common()])
