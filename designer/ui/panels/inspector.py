"""The inspector: everything about what is selected, and the place to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from designer.document import Change
from designer.ui.panels.doc_pane import DocPane
from designer.ui.panels.inspector_pages import MixedPage, SubjectPage
from designer.ui.panels.inspector_subjects import Subject, subject_of

if TYPE_CHECKING:
    from designer.ui.context import Context


MANY = 500
PAUSE_MS = 80
"""From that many nodes on a selection is read once it rests: comparing the values of 10,000 nodes
takes 100 ms, and a rubber band selects anew at every move of the mouse."""


class InspectorPanel(QWidget):
    """Shows a page for the selection and keeps it up to date with document, session and theme."""

    source_requested = Signal(str)
    """The id of a node whose custom layer is to be shown."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._page: SubjectPage | None = None
        self._shown: frozenset[str] = frozenset()
        self._shows_doc = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE_MS)
        self._later.timeout.connect(self._choose)
        self._mixed = MixedPage(self)
        self._mixed.hide()
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._doc = DocPane(self)
        self._doc.hide()
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.addWidget(self._area)
        self._splitter.addWidget(self._doc)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._splitter)
        self._follow()
        self._choose()

    @property
    def page(self) -> SubjectPage | None:
        """The page in front; None where the selected nodes have no form together."""
        return self._page if self._area.widget() is self._page else None

    def focus_argument(self, name: str) -> bool:
        """Put the caret into the editor of an argument; false where there is none."""
        row = self.page.form.open_for(name) if self.page else None
        if row is None:
            return False
        self._area.ensureWidgetVisible(row)
        row.editor.input.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def focus_name(self) -> None:
        """Put the caret into the name of the selected node."""
        if self.page:
            self.page.header.name.setFocus(Qt.FocusReason.OtherFocusReason)
            self.page.header.name.selectAll()

    def _follow(self) -> None:
        context = self._context
        context.selection.changed.connect(self._on_selection_changed)
        context.theme_changed.connect(self._on_theme_changed)
        context.document.changed.connect(self._on_document_changed)
        context.document.replaced.connect(self._on_document_replaced)
        context.document.graph_shown.connect(self._on_document_replaced)
        context.session.answers_changed.connect(self._on_answers_changed)
        context.session.problems_changed.connect(self._on_problems_changed)

    # Which page

    def _on_selection_changed(self) -> None:
        if len(self._context.selection.nodes) < MANY:
            self._later.stop()
            self._choose()
        else:
            self._later.start()

    def _choose(self) -> None:
        """Bring the page for what is selected to the front."""
        ids = self._context.selection.nodes
        if self._page is not None:
            self._page.commit()
        self._shown = ids
        subject = subject_of(self._context.document, ids)
        if subject is None:
            graph = self._context.document.graph
            nodes = [node for node in map(graph.get, sorted(ids)) if node is not None]
            self._mixed.show_nodes(nodes)
            self._bring_to_front(self._mixed)
        else:
            self._show_page(subject)
        self._show_doc()

    def _show_page(self, subject: Subject) -> None:
        page = self._page
        if page is not None and page.key == subject.key:
            page.show_subject(subject)
        else:
            page = SubjectPage(self._context, subject, self)
            page.doc_toggled.connect(self._on_doc_toggled)
            page.source.requested.connect(self.source_requested)
            page.header.doc_button.setChecked(self._shows_doc)
            self._drop_page()
            self._page = page
        self._bring_to_front(page)

    def _bring_to_front(self, page: QWidget) -> None:
        if self._area.widget() is page:
            return
        old = self._area.takeWidget()
        if old is not None:
            old.hide()
        self._area.setWidget(page)
        page.show()
        self._area.verticalScrollBar().setValue(0)

    # What happens

    def _on_document_changed(self, change: Change) -> None:
        if change.graph != self._context.document.graph_name or change.cosmetic:
            return
        page = self._page
        still_there = all(node in self._context.document.graph for node in self._shown)
        if page is None or not still_there or self.page is None:
            self._choose()
        else:
            page.refresh()
            self._show_doc()

    def _on_document_replaced(self) -> None:
        # Ids of another design or graph may be the same: nothing typed for the old ones may reach
        # the new ones.
        self._drop_page()
        self._choose()

    def _drop_page(self) -> None:
        if self._page is not None:
            page, self._page = self._page, None
            # Before it is hidden: the focus that leaves it would hand over what is typed.
            page.forget()
            if self._area.widget() is page:
                self._area.takeWidget()
            page.hide()
            page.deleteLater()

    def _on_answers_changed(self, nodes: frozenset[str]) -> None:
        if self.page:
            self.page.refresh_answers()

    def _on_problems_changed(self) -> None:
        if self.page:
            self.page.refresh_problems()
            self.page.refresh_answers()

    def _on_theme_changed(self) -> None:
        if self.page:
            self.page.refresh()
            self.page.refresh_problems()
        self._show_doc()

    # Documentation

    def _on_doc_toggled(self, is_shown: bool) -> None:
        self._shows_doc = is_shown
        self._show_doc()

    def _show_doc(self) -> None:
        self._doc.setVisible(self._shows_doc and self.page is not None)
        if self._shows_doc and self.page is not None:
            heading = self.page.subject.heading
            self._doc.show_doc(heading.title, heading.path, heading.doc, self._context.theme)
