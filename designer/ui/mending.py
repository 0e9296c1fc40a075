"""The problem that the person looks at, the way out that is held up for a look, and its taking.

One for the window, so that canvas, Problems panel, inspector and keys mean the same problem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from designer.graph import edits
from designer.graph.problems import Fix, Problem
from designer.graph.silencing import silencing, voicing

if TYPE_CHECKING:
    from designer.document import Change, Document
    from designer.session import Session
    from designer.ui.context import Context

Key = tuple[str, str, str]


def key_of(problem: Problem) -> Key:
    """What stays the same while words and ways out change: the kind, and where it is."""
    return problem.graph, problem.node, problem.code


class Mending(QObject):
    """Follows the selection: the first problem of the one selected node is looked at."""

    changed = Signal()
    """Another problem is looked at, or its words are others now."""
    previewed = Signal()
    """Another way out is held up, or none any more."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.problem: Problem | None = None
        self.preview: Fix | None = None
        self._wanted: tuple[Problem, Fix] | None = None
        """What was taken and waits for the explanation of the design as it is."""
        context.session.problems_changed.connect(self._on_problems_changed)
        context.selection.changed.connect(self._on_selection_changed)
        context.session.findings.explained.connect(self._on_explained)
        context.session.findings.unexplained.connect(self._on_unexplained)
        context.document.changed.connect(self._on_document_changed)
        context.document.replaced.connect(self._let_go)

    @property
    def path(self) -> frozenset[str]:
        """Nodes of the shown graph that led to the problem; empty where nothing did."""
        problem = self.problem
        if problem is None or not problem.path or problem.graph != self._document.graph_name:
            return frozenset()
        return frozenset((*problem.path, problem.node))

    def look_at(self, problem: Problem | None) -> None:
        """A problem was chosen. Its node, if it has one, is selected and brought into view."""
        self._take_up(problem)
        if problem and problem.node and self._context.can_show(problem.graph, problem.node):
            self._context.reveal(problem.graph, problem.node)
            self._take_up(problem)  # The selection speaks for the first problem of the node.

    def step(self, by: int) -> bool:
        """Go to the next problem or the one before, round and round; false where none is."""
        problems = self._session.problems
        if not problems:
            return False
        known = [key_of(each) for each in problems]
        here = key_of(self.problem) if self.problem else None
        at = known.index(here) if here in known else (-1 if by > 0 else 0)
        self.look_at(problems[(at + by) % len(problems)])
        return True

    def hold_up(self, fix: Fix | None) -> None:
        """Show what a way out would do, or nothing."""
        if fix != self.preview or (fix and self.preview and fix.preview != self.preview.preview):
            self.preview = fix
            self.previewed.emit()

    def take(self, problem: Problem, fix: Fix) -> None:
        """Change the design as a way out says, in one step, and select what was changed. Where the
        explanation is that of an earlier design, as soon as there is a new one."""
        # An edit of a moment ago may have changed the node that the way out would replace.
        self._session.settle()
        self._wanted = None
        found = self._as_of_now(problem, fix)
        if found is None:
            words = self.tr("The design has changed: “{title}” is no way out any more.")
            self._context.notice(words.format(title=fix.title), "warning")
        elif not self._session.findings.is_current(found[0]):
            self._wanted = problem, fix
        else:
            self._apply(found[1])

    def _apply(self, fix: Fix) -> None:
        self.hold_up(None)
        if not self._document.apply(fix.edit, fix.title):
            return
        for graph, node in places_of(fix.edit):
            if self._context.can_show(graph, node):
                self._context.reveal(graph, node)
                break

    def silence(self, problem: Problem) -> None:
        """No longer warn of this at its node."""
        if self._context.can_show(problem.graph, problem.node):
            self._document.apply(silencing(self._document.design, problem), self.tr("Silence"))

    def voice(self, problem: Problem) -> None:
        """Warn of it again."""
        if self._context.can_show(problem.graph, problem.node):
            edit = voicing(self._document.design, problem)
            self._document.apply(edit, self.tr("Let it be heard"))

    # Inside

    @property
    def _document(self) -> Document:
        return self._context.document

    @property
    def _session(self) -> Session:
        return self._context.session

    def _as_of_now(self, problem: Problem, fix: Fix) -> tuple[Problem, Fix] | None:
        """The same problem and way out among those that hold now."""
        alike = (each for each in self._session.problems if key_of(each) == key_of(problem))
        pairs = ((each, other) for each in alike for other in each.fixes if other.id == fix.id)
        return next(pairs, None)

    def _on_explained(self) -> None:
        if self._wanted:
            self.take(*self._wanted)

    def _on_unexplained(self) -> None:
        """What waits for an explanation waits in vain."""
        if self._wanted:
            words = self.tr("“{title}” was not taken: Keras ended while the design was tried.")
            self._context.notice(words.format(title=self._wanted[1].title), "warning")
            self._wanted = None

    def _on_document_changed(self, change: Change) -> None:
        if not change.cosmetic:
            self._wanted = None

    def _take_up(self, problem: Problem | None) -> None:
        old, self.problem = self.problem, problem
        if problem is None or old is None or key_of(problem) != key_of(old):
            self.hold_up(None)
        if problem != old:
            self.changed.emit()

    def _let_go(self) -> None:
        self._wanted = None
        self._take_up(None)

    def _first_of(self, graph: str, node: str) -> Problem | None:
        """The first problem of a node, else the one that it only follows from."""
        problems = [each for each in self._session.problems if node and each.graph == graph]
        own = (each for each in problems if each.node == node)
        return next(own, None) or next((each for each in problems if node in each.follows), None)

    def _on_selection_changed(self) -> None:
        graph, node = self._document.graph_name, self._context.selection.node
        problem = self.problem
        if problem is None or (problem.graph, problem.node) != (graph, node):
            self._take_up(self._first_of(graph, node))

    def _on_problems_changed(self) -> None:
        """The same problem in its new words; where it is gone, the next one of the node."""
        found = None
        if self.problem:
            wanted = key_of(self.problem)
            found = next((each for each in self._session.problems if key_of(each) == wanted), None)
        if found is None:
            found = self._first_of(self._document.graph_name, self._context.selection.node)
        preview = self.preview
        self._take_up(found)
        if preview and self.preview and found:
            self.hold_up(next((each for each in found.fixes if each.id == preview.id), None))


def places_of(edit: edits.Edit) -> list[tuple[str, str]]:
    """Graphs and ids of what an edit leaves changed: first what is new."""
    flat = edits.parts_of(edit)
    added = [(each.graph, each.node.id) for each in flat if isinstance(each, edits.Add)]
    changed = [(each.graph, each.node.id) for each in flat if isinstance(each, edits.Change)]
    wired = [(each.graph, each.edge.target) for each in flat if isinstance(each, edits.Connect)]
    return list(dict.fromkeys((*added, *changed, *wired)))
