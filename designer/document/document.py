"""The open design: every change to it goes through here, as one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from designer.catalog.table import Catalog
from designer.catalog.values import Value
from designer.document.command import Step
from designer.document.trust import held_back
from designer.graph import (
    block_arguments,
    blocks,
    custom_layers,
    drawing,
    grouping,
    opening,
    sharing,
    wiring,
)
from designer.graph.design import MAIN, BlockHead, Design, Settings
from designer.graph.edits import (
    Add,
    ChangeBlock,
    ChangeSettings,
    Edit,
    Move,
    RenameBlock,
    Several,
    blocks_in,
    is_cosmetic,
    renamed_blocks,
    touched,
    users_of,
)
from designer.graph.edits import Change as ChangeNode
from designer.graph.graph import Graph, GraphError
from designer.graph.layout import layered
from designer.graph.naming import fault_in_name
from designer.graph.nodes import Edge, Node, Point, with_blocks
from designer.storage import FormatError, LoadError, SaveError, load, to_text, write_text
from designer.storage.clipboard import clip_from_text, clip_of, clip_to_text
from designer.storage.journal import Journal, Recovered


@dataclass(frozen=True, slots=True)
class Change:
    """What a step did to one graph."""

    graph: str
    nodes: frozenset[str]
    """Ids that were added, changed, removed or wired anew."""
    cosmetic: bool
    """Only places on the canvas changed: code and shapes are as before."""


class Document(QObject):
    """A design with its undo stack, its path and its journal."""

    changed = Signal(object)
    """A `Change`, after it took place."""
    replaced = Signal()
    """Another design altogether."""
    path_changed = Signal()
    clean_changed = Signal(bool)
    refused = Signal(str)
    """A sentence: why a verb could not be done. Nothing changed."""
    trust_changed = Signal()
    graph_shown = Signal()
    """Another graph is on the canvas, or the same one under a new name. Sent before the `changed`
    of the step that made it so."""

    def __init__(
        self, catalog: Catalog, journal: Journal | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.catalog = catalog
        self.design = Design()
        self.path: Path | None = None
        self.graph_name = MAIN
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self.clean_changed)
        self._journal = journal
        self._is_trusted = True
        self._begin_journal()

    @property
    def graph(self) -> Graph:
        """The graph on the canvas."""
        return self.design.graph(self.graph_name)

    @property
    def is_clean(self) -> bool:
        """Whether the file, if there is one, holds the design as it is."""
        return self.undo_stack.isClean()

    @property
    def title(self) -> str:
        """What the window calls the design: the file's name, or that of the model."""
        return self.path.stem if self.path else self.tr("Untitled")

    # Steps

    def apply(self, edit: Edit, text: str, merge: str = "") -> bool:
        """Apply an edit as one step; false, with a notice, when the design refuses it.

        `text` names the step in the undo menu. Steps that follow each other with one `merge` key
        become one.
        """
        ports = blocks.ports_of(self.design, blocks_in(edit))
        try:
            inverse = edit.apply(self.design)
        except GraphError as error:
            self.refused.emit(str(error))
            return False
        following = blocks.wires_kept(self.design, ports)
        if following is not None:
            inverse = Several((following.apply(self.design), inverse))
            edit = Several((edit, following))
        step = Step(self, edit, inverse, text, merge)
        # The stack tells of the step, too: by then the shown graph has to be there.
        self._keep_showing(edit, None)
        # First applied, then pushed: what raises inside redo() would stay on the stack.
        self.undo_stack.push(step)
        self.tell(edit, inverse)
        return True

    def tell(self, edit: Edit, inverse: Edit, place: str | None = None) -> None:
        """Write the journal and tell everybody about an edit that has just been applied; `place`
        is the graph to show, where it is still there."""
        if self._journal:
            self._journal.append(edit)
        self._keep_showing(edit, place)
        cosmetic = is_cosmetic(edit)
        graphs: dict[str, set[str]] = {}
        for graph, node in touched(edit) | touched(inverse) | self._touched_uses(edit):
            graphs.setdefault(graph, set()).add(node)
        for block in blocks_in(edit) & self.design.blocks.keys():
            graphs.setdefault(block, set())
        for graph, nodes in (graphs or {self.graph_name: set()}).items():
            self.changed.emit(Change(graph, frozenset(nodes), cosmetic))

    def show_graph(self, name: str) -> None:
        """Put the main graph or a block on the canvas. Raises `GraphError` for an unknown one."""
        self.design.graph(name)
        if name != self.graph_name:
            self.graph_name = name
            self.graph_shown.emit()

    # Verbs: drawing

    def add_node(
        self, path: str, position: Point, name: str = "", values: Mapping[str, Value] | None = None
    ) -> str:
        """Place a node; its id, or "" when refused."""
        node = self._new_node(path, position, name, values)
        return node.id if node and self._add(node, Add(node, self.graph_name)) else ""

    def add_wired(self, path: str, position: Point, source: str, output: int = 0) -> str:
        """Place a node behind an output, wired to it; its id, or "" when refused."""
        node = self._new_node(path, position)
        if node is None:
            return ""
        try:
            edit = drawing.added_behind(
                self.design, self.catalog, node, source, output, self.graph_name
            )
        except GraphError as error:
            return self._refuse(error)
        return node.id if self._add(node, edit) else ""

    def add_before(self, path: str, position: Point, target: str, slot: str, index: int = 0) -> str:
        """Place a node that feeds a slot; its id, or "" when refused."""
        node = self._new_node(path, position)
        if node is None:
            return ""
        place = (target, slot, index)
        edit = drawing.added_before(self.design, self.catalog, node, place, self.graph_name)
        return node.id if self._add(node, edit) else ""

    def insert_on(self, edge: Edge, node: str, position: Point) -> str:
        """Put a node into a wire: one of the graph by its id, or a new one by its path."""
        standing = self.graph.get(node)
        new = standing or self._new_node(node, position)
        if new is None:
            return ""
        try:
            edit = drawing.inserted(self.design, self.catalog, new, edge, self.graph_name)
        except GraphError as error:
            return self._refuse(error)
        if standing:
            edit = Several((Move(((new.id, position),), self.graph_name), edit))
        return new.id if self._add(new, edit) else ""

    def connect_edge(self, edge: Edge) -> bool:
        """Draw a wire; on a single slot it takes the old wire's place."""
        reason = self.why_not(edge)
        if reason:
            self.refused.emit(reason)
            return False
        edit = wiring.wire(self.design, self.catalog, edge, self.graph_name)
        return self.apply(edit, self.tr("Connect"))

    def replug(self, old: Edge, new: Edge) -> bool:
        """Move one end of a wire elsewhere."""
        try:
            edit = drawing.replugged(self.design, self.catalog, old, new, self.graph_name)
        except GraphError as error:
            return bool(self._refuse(error))
        return self.apply(edit, self.tr("Reconnect"))

    def exchange_wires(self, first: Edge, second: Edge) -> bool:
        """Let two wires of a list slot change places."""
        edit = wiring.exchanged(first, second, self.graph_name)
        return self.apply(edit, self.tr("Change the order"))

    def disconnect_edges(self, edges: Iterable[Edge]) -> bool:
        return self.remove((), edges)

    def remove(self, nodes: Iterable[str], edges: Iterable[Edge] = ()) -> bool:
        """Take nodes and wires away, as one step."""
        nodes, edges = tuple(nodes), tuple(edges)
        if not nodes and not edges:
            return False
        return self.apply(drawing.removed(nodes, edges, self.graph_name), self.tr("Delete"))

    def remove_bridging(self, nodes: Iterable[str]) -> bool:
        """Take nodes away and let what they fed be fed by what fed them."""
        edit = drawing.bridged(self.design, set(nodes), self.graph_name)
        return self.apply(edit, self.tr("Delete"))

    def move(self, places: Mapping[str, Point], merge: str = "") -> bool:
        edit = Move(tuple(places.items()), self.graph_name)
        return self.apply(edit, self.tr("Move"), merge)

    def tidy(self) -> bool:
        """Lay the graph out anew, in layers from left to right."""
        edit = Move(tuple(layered(self.graph).items()), self.graph_name)
        return self.apply(edit, self.tr("Tidy the layout"))

    def why_not(self, edge: Edge) -> str:
        """Why a wire cannot be; empty where it can."""
        return wiring.why_not(self.design, self.catalog, edge, self.graph_name)

    def free_place(self, target: str, slot: str = "") -> tuple[str, int] | None:
        """Slot and index where the next wire onto a node would end."""
        return wiring.free_place(self.design, self.graph, self.catalog, target, slot)

    # Verbs: values

    def rename(self, node_id: str, name: str) -> bool:
        node, name = self.graph.node(node_id), name.strip()
        if name == node.name:
            return True
        fault = fault_in_name(name, self.graph.names())
        if fault:
            self.refused.emit(fault)
            return False
        edit = ChangeNode(replace(node, name=name), self.graph_name)
        return self.apply(edit, self.tr("Rename"))

    def set_values(
        self, node_ids: Iterable[str], values: Mapping[str, Value], merge: str = ""
    ) -> bool:
        """Give constructor or call arguments, found by name, values in some nodes."""
        return self._change_values(node_ids, values, (), merge)

    def clear_value(self, node_ids: Iterable[str], argument: str) -> bool:
        """Put an argument back to its default."""
        return self._change_values(node_ids, {}, (argument,), "")

    def change_node(self, node: Node, text: str, merge: str = "") -> bool:
        return self.apply(ChangeNode(node, self.graph_name), text, merge)

    def change_settings(self, settings: Settings, text: str, merge: str = "") -> bool:
        return self.apply(ChangeSettings(settings), text, merge)

    # Verbs: clipboard

    def copied(self, node_ids: Iterable[str]) -> str:
        """Nodes and the wires among them, as text for the clipboard."""
        return clip_to_text(clip_of(self.design, self.graph, node_ids))

    def paste(self, text: str, at: Point | None = None) -> list[str]:
        """Nodes from the clipboard, their middle at a point or a step beside their originals."""
        try:
            clip = clip_from_text(text)
        except FormatError as error:
            self.refused.emit(str(error))
            return []
        shift = _shift_to(clip.nodes, at) if at else (drawing.PASTE_STEP, drawing.PASTE_STEP)
        bringing, names = blocks.brought(self.design, clip.blocks)
        nodes = [with_blocks(node, names) for node in clip.nodes]
        try:
            blocks.refuse_recursion(self.design, nodes, self.graph_name)
        except GraphError as error:
            self.refused.emit(str(error))
            return []
        edit, ids = drawing.pasted(self.design, nodes, clip.edges, shift, self.graph_name)
        both = Several((bringing, edit))
        return ids if ids and self.apply(both, self.tr("Paste")) else []

    def duplicate(self, node_ids: Iterable[str]) -> list[str]:
        clip = clip_of(self.design, self.graph, node_ids)
        shift = (drawing.PASTE_STEP, drawing.PASTE_STEP)
        edit, ids = drawing.pasted(self.design, clip.nodes, clip.edges, shift, self.graph_name)
        return ids if ids and self.apply(edit, self.tr("Duplicate")) else []

    # Verbs: blocks and shared weights

    def group(
        self,
        node_ids: Iterable[str],
        name: str = "",
        tensors: grouping.Tensors | None = None,
    ) -> str:
        """Make a block of nodes; the id of its first use, or "" when refused. What is known of
        tensors, by node and output, gives the block's inputs their shapes."""
        try:
            edit, use = grouping.grouped(
                self.design, self.catalog, node_ids, name, self.graph_name, tensors
            )
        except GraphError as error:
            return self._refuse(error)
        return use if self.apply(edit, self.tr("Make block")) else ""

    def ungroup(self, node_id: str) -> list[str]:
        """Put the nodes of a block in the place of a use of it; their ids."""
        try:
            edit, ids = grouping.ungrouped(self.design, node_id, self.graph_name)
        except GraphError as error:
            self.refused.emit(str(error))
            return []
        return ids if self.apply(edit, self.tr("Unpack block")) else []

    def open_up(self, node_id: str, model: Design) -> str:
        """Put a block with the layers of a model in the place of a node that is that model; the id
        of the block's use, or "" when refused."""
        try:
            edit, use = opening.opened(self.design, self.catalog, node_id, model, self.graph_name)
        except GraphError as error:
            return self._refuse(error)
        return use if self.apply(edit, self.tr("Open up")) else ""

    def link(self, node_ids: Iterable[str]) -> bool:
        """Let nodes share the layer of the oldest of them."""
        return self._try(
            lambda: sharing.linked(self.design, self.catalog, node_ids, self.graph_name),
            self.tr("Share weights"),
        )

    def make_unique(self, node_ids: Iterable[str]) -> bool:
        """Give nodes that share a layer layers of their own."""
        return self._try(
            lambda: sharing.made_unique(self.design, node_ids, self.graph_name),
            self.tr("Make unique"),
        )

    def rename_block(self, old: str, new: str) -> bool:
        new = new.strip()
        return old == new or self.apply(RenameBlock(old, new), self.tr("Rename block"))

    def change_block(self, head: BlockHead, text: str) -> bool:
        return self.apply(ChangeBlock(head), text)

    def add_custom_layer(self, source: str) -> str:
        """Bring a custom layer, or a function for a Lambda; its name, or "" when refused."""
        before = set(self.design.custom_layers)
        if not self._try(lambda: custom_layers.brought(self.design, source), self.tr("Add layer")):
            return ""
        return next(iter(set(self.design.custom_layers) - before), "")

    def change_custom_layer(self, name: str, source: str, text: str = "") -> bool:
        """Give a custom layer another source; a definition that has another name in it renames the
        layer. `text` names the step."""
        words = text or self.tr("Change {name}").format(name=name)
        return self._try(lambda: custom_layers.with_source(self.design, name, source), words)

    def rename_custom_layer(self, old: str, new: str) -> bool:
        if old == new:
            return True
        words = self.tr("Rename {name}").format(name=old)
        return self._try(lambda: custom_layers.renamed(self.design, old, new.strip()), words)

    def remove_custom_layer(self, name: str) -> bool:
        """Let a custom layer go that no node uses."""
        words = self.tr("Delete {name}").format(name=name)
        return self._try(lambda: custom_layers.removed(self.design, name), words)

    def remove_block(self, name: str) -> bool:
        """Take a block away; refused while a node uses it."""
        return self._try(lambda: blocks.deletion(self.design, name), self.tr("Delete block"))

    def set_block_argument(self, block: str, name: str, value: Value) -> bool:
        """Give a block an argument, or an argument another default."""
        return self._try(
            lambda: block_arguments.with_argument(self.design, block, name, value),
            self.tr("Change {names}").format(names=name),
        )

    def rename_block_argument(self, block: str, old: str, new: str) -> bool:
        """Rename an argument, in the block and where it is used."""
        return old == new or self._try(
            lambda: block_arguments.with_renamed_argument(self.design, block, old, new),
            self.tr("Rename"),
        )

    def remove_block_argument(self, block: str, name: str) -> bool:
        """Take an argument away; inside the block its default takes its place."""
        return self._try(
            lambda: block_arguments.without_argument(self.design, block, name),
            self.tr("Delete {name}").format(name=name),
        )

    # Files and trust

    def new(self, design: Design | None = None) -> None:
        """Begin with an empty design, or with one that has no file."""
        self._replace(design or Design(), None, is_trusted=True)

    def open(self, path: Path) -> tuple[str, ...]:
        """Open a file; sentences about what of it could not be kept. Raises `LoadError`."""
        loaded = load(path)
        self._replace(loaded.design, path, is_trusted=False)
        return loaded.notices

    def open_example(self, path: Path) -> None:
        """Open a shipped design as a new one, so that saving asks for a place."""
        self._replace(load(path).design, None, is_trusted=True)

    def take_in(self, design: Design, *, is_trusted: bool) -> None:
        """Begin with a design that was made of something else; it has no file and is unsaved."""
        self._replace(design, None, is_trusted=is_trusted)
        self.undo_stack.resetClean()
        if self._journal:
            self._journal.begin_unsaved(to_text(self.design), None)

    def recover(self, recovered: Recovered) -> None:
        """Take up the design of a window that died; it counts as unsaved."""
        self._replace(recovered.design, recovered.path, is_trusted=False)
        self.undo_stack.resetClean()
        if self._journal:
            self._journal.begin_unsaved(to_text(self.design), self.path)

    def save(self, path: Path | None = None) -> None:
        """Write the file. Raises `SaveError`; then the old file and the document are as before."""
        target = path or self.path
        if target is None:
            raise SaveError("A file name is needed.")
        text = to_text(self.design)
        write_text(target, text)
        self.path = target
        self.undo_stack.setClean()
        if self._journal:
            self._journal.begin(text, target)
        self.path_changed.emit()

    def close(self) -> None:
        """Nothing of this document needs to survive."""
        if self._journal:
            self._journal.end()

    @property
    def held_back(self) -> tuple[str, ...]:
        """What in the design is code from a file that nobody has trusted; nothing runs before."""
        return () if self._is_trusted else held_back(self.design, self.catalog)

    @property
    def needs_trust(self) -> bool:
        return bool(self.held_back)

    def trust(self) -> None:
        """The person trusts what is in this file."""
        self._is_trusted = True
        self.trust_changed.emit()

    # Inside

    def _try(self, make: Callable[[], Edit], text: str) -> bool:
        """Apply an edit that may turn out to be impossible while it is made."""
        try:
            edit = make()
        except GraphError as error:
            return bool(self._refuse(error))
        return self.apply(edit, text)

    def _keep_showing(self, edit: Edit, place: str | None) -> None:
        """Show the graph where a step happened; the main graph where the shown block is gone."""
        shown = renamed_blocks(edit).get(self.graph_name, self.graph_name)
        if place is not None and (place == MAIN or place in self.design.blocks):
            shown = place
        if shown != MAIN and shown not in self.design.blocks:
            shown = MAIN
        if shown != self.graph_name:
            self.graph_name = shown
            self.graph_shown.emit()

    def _touched_uses(self, edit: Edit) -> set[tuple[str, str]]:
        """The uses of what an edit changes inside: their ports and results may be others now."""
        return {
            (graph, node.id)
            for block in blocks_in(edit)
            for graph, node in users_of(self.design, block)
        }

    def _replace(self, design: Design, path: Path | None, *, is_trusted: bool) -> None:
        self.design, self.path, self.graph_name = design, path, MAIN
        self._is_trusted = is_trusted or not held_back(design, self.catalog)
        self.undo_stack.clear()
        self._begin_journal()
        self.replaced.emit()
        self.path_changed.emit()

    def _begin_journal(self) -> None:
        if self._journal:
            self._journal.begin(to_text(self.design), self.path)

    def _new_node(
        self,
        path: str,
        position: Point,
        name: str = "",
        values: Mapping[str, Value] | None = None,
    ) -> Node | None:
        try:
            return drawing.new_node(
                self.design,
                self.catalog,
                path,
                position,
                name=name,
                values=values,
                graph_name=self.graph_name,
            )
        except GraphError as error:
            self.refused.emit(str(error))
            return None

    def _add(self, node: Node, edit: Edit) -> bool:
        return self.apply(edit, self.tr("Add {name}").format(name=node.name))

    def _change_values(
        self,
        node_ids: Iterable[str],
        values: Mapping[str, Value],
        clear: tuple[str, ...],
        merge: str,
    ) -> bool:
        try:
            edit = drawing.with_values(
                self.design, self.catalog, node_ids, values, clear=clear, graph_name=self.graph_name
            )
        except GraphError as error:
            return bool(self._refuse(error))
        names = ", ".join((*values, *clear))
        return self.apply(edit, self.tr("Change {names}").format(names=names), merge)

    def _refuse(self, error: GraphError) -> str:
        self.refused.emit(str(error))
        return ""


def _shift_to(nodes: Iterable[Node], at: Point) -> Point:
    """How far to move nodes so that the middle of their corners comes to a point."""
    corners = [node.position for node in nodes]
    if not corners:
        return (0.0, 0.0)
    middle_x = (min(x for x, _ in corners) + max(x for x, _ in corners)) / 2
    middle_y = (min(y for _, y in corners) + max(y for _, y in corners)) / 2
    return (at[0] - middle_x, at[1] - middle_y)


__all__ = ["Change", "Document", "LoadError", "SaveError"]
