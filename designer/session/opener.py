"""Opens up nodes that are whole models: asks the worker for the layers, then edits the design."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from designer.catalog.overrides import APPLICATIONS
from designer.catalog.values import Call, Code, Value, source_of, walk
from designer.document import Document
from designer.graph.answers import Tensor
from designer.graph.nodes import LayerNode, Node
from designer.importing import Imported
from designer.importing.sources import CODE, Source
from designer.session.importer import Importer

_MODEL = "model"


class Opener(QObject):
    """One node at a time; beginning another one forgets the one before."""

    opened = Signal(str)
    """The id of the block's use that stands there now."""
    failed = Signal(str)

    def __init__(
        self, document: Document, importer: Importer, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._importer = importer
        self._place = ""
        self._node: LayerNode | None = None
        importer.imported.connect(self._on_imported)
        importer.failed.connect(self.failed)

    def can_open(self, node: Node | None) -> bool:
        """Whether a node is a model that Keras knows how to make."""
        spec = self._document.catalog.spec(node.layer) if isinstance(node, LayerNode) else None
        return bool(spec and spec.category == APPLICATIONS)

    def begin(self, node: LayerNode, received: Tensor | None) -> None:
        """Ask for the layers of a node, which receives this tensor."""
        values = _values_to_open(node, received)
        if any(isinstance(item, (Code, Call)) for value in values.values() for item in walk(value)):
            words = self.tr("{name} cannot be opened up: its arguments are expressions.")
            self.failed.emit(words.format(name=node.name))
            return
        self._node, self._place = node, self._document.graph_name
        # Made here of plain values: nobody's code runs.
        text = f"import keras\n{_MODEL} = {source_of(Call(node.layer, values))}\n"
        self._importer.begin(Source(CODE, text=text, name=_MODEL))

    def _on_imported(self, imported: Imported) -> None:
        document, node = self._document, self._node
        if node is None or document.graph_name != self._place:
            return
        if document.graph.get(node.id) != node:
            words = self.tr("{name} has changed meanwhile and was not opened up.")
            self.failed.emit(words.format(name=node.name))
            return
        use = document.open_up(node.id, imported.design)
        if use:
            self.opened.emit(use)


def _values_to_open(node: LayerNode, received: Tensor | None) -> dict[str, Value]:
    """What the architecture is made of: without weights, of the size that comes in."""
    values = {name: value for name, value in node.values.items() if name != "trainable"}
    values["weights"] = None
    if received and not values.get("include_top", True) and values.get("input_shape") is None:
        values["input_shape"] = tuple(received.shape[1:])
    return values
