"""The design as a tree that Qt can show: inputs, layers, outputs, each with its nodes."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QItemSelection,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from designer.graph.answers import Answer, shape_text
from designer.graph.graph import CycleError, Graph
from designer.graph.nodes import BlockNode, InputNode, Node, OutputNode, path_of
from designer.graph.ports import owner_of
from designer.ui.canvas.sheet import FOLLOWS, Trouble
from designer.ui.canvas.troubles import blamed, worst_by_node
from designer.ui.code_names import plainly, richly
from designer.ui.context import Context
from designer.ui.panels.rows import runs

T = QCoreApplication.translate
Index = QModelIndex | QPersistentModelIndex

NAME, SHAPE, CLASS = range(3)
COLUMNS = 3
MANY = 100
"""Rows that changed, from which on views are told of all rows at once."""
NODE = Qt.ItemDataRole.UserRole
INPUTS, LAYERS, OUTPUTS = range(3)


class OutlineModel(QAbstractItemModel):
    """Three sections with nodes inside. The text of `wanted` leaves those out that do not match."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._sections: list[list[str]] = [[], [], []]
        self._places: dict[str, tuple[int, int]] = {}
        self.wanted = ""
        self._worst: dict[str, Trouble] | None = None
        context.session.problems_changed.connect(self._forget_troubles)
        context.document.graph_shown.connect(self._forget_troubles)
        context.mending.changed.connect(self._tell_all)

    def refresh(self) -> bool:
        """Read the design again; true where rows came or went, so that views start anew."""
        sections = _sections(self._context.document.graph, self.wanted)
        if sections == self._sections:
            self._tell_all()
            return False
        self.beginResetModel()
        self._sections = sections
        self._places = {
            node: (section, row)
            for section, nodes in enumerate(sections)
            for row, node in enumerate(nodes)
        }
        self.endResetModel()
        return True

    def show_answers(self, nodes: Iterable[str]) -> None:
        """The shapes of these nodes are others now."""
        places = [self._places[node] for node in nodes if node in self._places]
        if len(places) > MANY:
            self._tell_all()
            return
        for section, row in places:
            self.dataChanged.emit(*self._corners(section, row, row))

    def index_of(self, node: str, column: int = NAME) -> QModelIndex:
        """Where a node stands; invalid where it is left out."""
        if node not in self._places:
            return QModelIndex()
        section, row = self._places[node]
        return self.createIndex(row, column, section + 1)

    def selection_of(self, nodes: Iterable[str]) -> QItemSelection:
        """The rows of these nodes."""
        rows: dict[int, list[int]] = {}
        for node in nodes:
            if node in self._places:
                section, row = self._places[node]
                rows.setdefault(section, []).append(row)
        chosen = QItemSelection()
        for section in rows:
            for first, last in runs(rows[section]):
                chosen.append(QItemSelectionRange(*self._corners(section, first, last)))
        return chosen

    def node_at(self, index: Index) -> str:
        """The id of the node at an index; empty for a section."""
        section = index.internalId()
        return self._sections[section - 1][index.row()] if index.isValid() and section else ""

    def shown_nodes(self) -> list[str]:
        """Every node that is listed, from top to bottom."""
        return [node for nodes in self._sections for node in nodes]

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        section = index.internalId() if index.isValid() else 0
        return self.createIndex(section - 1, 0, 0) if section else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self._sections)
        is_section = not parent.internalId() and parent.column() == 0
        return len(self._sections[parent.row()]) if is_section else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (T("Outline", "Name"), T("Outline", "Shape"), T("Outline", "Class"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        node_id = self.node_at(index)
        if not node_id:
            return self._section_data(index, role)
        node = self._context.document.graph.get(node_id)
        if node is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(node, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return richly(self._told(node))
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return plainly(self._told(node))
        return node_id if role == NODE else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if not self.node_at(index):
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NAME else flags

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A name was typed. A refusal is told by the document."""
        node = self.node_at(index)
        if not node or index.column() != NAME or role != Qt.ItemDataRole.EditRole:
            return False
        return self._context.document.rename(node, str(value))

    def _section_data(self, index: Index, role: int) -> object:
        if index.column() != NAME or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = (T("Outline", "Inputs"), T("Outline", "Layers"), T("Outline", "Outputs"))
        return f"{titles[index.row()]} ({len(self._sections[index.row()])})"

    def _text(self, node: Node, column: int) -> str:
        if column == NAME:
            return node.name
        return self._class(node) if column == CLASS else self._shape(node)

    def _class(self, node: Node) -> str:
        """The class; and whose layer it is where the node calls another one's."""
        owner = owner_of(self._context.document.graph, node)
        if owner is node:
            return class_of(node)
        return T("Outline", "{name} of {owner}").format(name=class_of(node), owner=owner.name)

    def _shape(self, node: Node) -> str:
        answer = self._context.session.answer(node.id)
        if self._trouble(node.id)[0] == FOLLOWS or (answer and answer.waits):
            return T("Outline", "waits")
        if answer is None:
            return ""
        return T("Outline", "error") if answer.error else _shapes(answer)

    def _told(self, node: Node) -> str:
        """What is wrong with a node, whom it waits for, or else its shape; and whether it led to
        the problem that is looked at."""
        problems = self._context.session.problems_of(node.id)
        lines = [problem.sentence for problem in problems] or [self._waiting(node)]
        looked_at = self._context.mending.problem
        if looked_at and node.id in self._context.mending.path and node.id != looked_at.node:
            end = self._context.document.graph.get(looked_at.node)
            words = T("Outline", "On the way to the problem of {name}")
            lines.append(words.format(name=end.name) if end else "")
        return "\n".join(filter(None, lines))

    def _waiting(self, node: Node) -> str:
        shape = self._shape(node)
        if shape != T("Outline", "waits"):
            return shape
        graph = self._context.document.graph
        culprit = graph.get(blamed(graph, node.id, self._trouble))
        return T("Outline", "Waits for {name}").format(name=culprit.name) if culprit else shape

    def _trouble(self, node_id: str) -> Trouble:
        if self._worst is None:
            problems, shown = self._context.session.problems, self._context.document.graph_name
            self._worst = worst_by_node(problems, shown)
        return self._worst.get(node_id, ("", ""))

    def _forget_troubles(self) -> None:
        self._worst = None
        self._tell_all()

    def _corners(self, section: int, first: int, last: int) -> tuple[QModelIndex, QModelIndex]:
        """The first cell of a row and the last cell of another one below it."""
        return (
            self.createIndex(first, NAME, section + 1),
            self.createIndex(last, CLASS, section + 1),
        )

    def _tell_all(self) -> None:
        """Anything may be another text now."""
        for section, nodes in enumerate(self._sections):
            if nodes:
                self.dataChanged.emit(*self._corners(section, 0, len(nodes) - 1))


def class_of(node: Node) -> str:
    """What a node is, in one word: the name of its layer class, op or block."""
    if isinstance(node, InputNode):
        return "Input"
    if isinstance(node, OutputNode):
        return T("Outline", "Output")
    if isinstance(node, BlockNode):
        return node.block
    return path_of(node).rpartition(".")[2] or T("Outline", "unknown")


def _sections(graph: Graph, wanted: str) -> list[list[str]]:
    """Node ids by section: in the order of passing, and layers in the order of the code."""
    try:
        nodes = graph.in_order()
    except CycleError:
        nodes = graph.nodes()
    words = wanted.casefold().split()
    found = [node for node in nodes if _matches(node, words)]
    kept = {node.id for node in found}
    calls = [node.id for node in found if not isinstance(node, (InputNode, OutputNode))]
    inputs = [node.id for node in graph.inputs() if node.id in kept]
    outputs = [node.id for node in graph.outputs() if node.id in kept]
    return [inputs, calls, outputs]


def _matches(node: Node, words: list[str]) -> bool:
    text = f"{node.name} {class_of(node)}".casefold()
    return all(word in text for word in words)


def _shapes(answer: Answer) -> str:
    return ", ".join(shape_text(output.shape) for output in answer.outputs)
