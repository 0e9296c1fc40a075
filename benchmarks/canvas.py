"""The canvas against a bare QGraphicsScene of plain items, side by side in one run.

    python benchmarks/canvas.py [--nodes 1000 10000] [--runs 9]

Both show the same boxes and wires in a window of 1920 by 1080 pixels without a screen. The scene
holds Qt's own rectangle, text and line items: no Python is called while it paints, and its boxes
have one text where those of the canvas have their whole faces. Medians of several runs, in
milliseconds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Self

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
    QGraphicsView,
    QWidget,
)

from designer.catalog.table import shipped_catalog
from designer.document import Document
from designer.graph.answers import Answer, Tensor
from designer.graph.design import Design
from designer.graph.graph import Graph
from designer.graph.nodes import Edge, InputNode, LayerNode, Node
from designer.graph.problems import Problem
from designer.session.looking import Looking
from designer.ui.canvas.forms import HEADER, WIDTH
from designer.ui.canvas.view import CanvasView
from designer.ui.context import Context
from designer.worker_client.client import WorkerClient
from tests.ui.nothing_costs import NothingCosts

SIZE = (1920, 1080)
AIM_MS, AIM_RATIO = 16.0, 10.0
_COLUMN, _ROW = 250.0, 150.0


class StillSession(QObject):
    """Knows the shape of every node and never changes its mind."""

    answers_changed = Signal(object)
    problems_changed = Signal()
    explained = Signal()
    unexplained = Signal()
    problems: tuple[Problem, ...] = ()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.looking = Looking(document, lambda _settings: None, WorkerClient, self)
        self.costing = NothingCosts(self)

    @property
    def findings(self) -> Self:
        return self

    def answer(self, node_id: str) -> Answer:
        return Answer((Tensor((None, 28, 28, 32)),), 9_248, 9_248)


def design_of(count: int) -> Design:
    """Chains of Dense in rows, every third node an Add that also takes one of the row above."""
    columns = max(round((count * 1.06) ** 0.5), 1)
    nodes: list[Node] = [InputNode("n1", "input", shape=(8,))]
    edges: list[Edge] = []
    for number in range(2, count + 1):
        row, column = divmod(number - 1, columns)
        kind = "Add" if number % 3 == 0 else "Dense"
        nodes.append(
            LayerNode(
                f"n{number}",
                f"{kind.lower()}_{number}",
                layer=f"keras.layers.{kind}",
                values={} if kind == "Add" else {"units": 8, "activation": "relu"},
                position=(column * _COLUMN, row * _ROW),
            )
        )
        edges.append(Edge(f"n{number - 1}", 0, f"n{number}", "inputs", 0))
        if kind == "Add" and number > columns:
            edges.append(Edge(f"n{number - columns}", 0, f"n{number}", "inputs", 1))
    return Design(Graph(nodes, edges))


def median_ms(do: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        begin = perf_counter()
        do()
        times.append((perf_counter() - begin) * 1000)
    return statistics.median(times)


class Frame:
    """Paints a frame of a widget, now and whole, into what goes to the screen."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        QApplication.processEvents()

    def __call__(self) -> None:
        self._widget.repaint()


# The canvas


def opened_canvas(design: Design) -> CanvasView:
    document = Document(shipped_catalog())
    document.new(design)
    session = StillSession(document)
    context = Context(document, session)  # type: ignore[arg-type]
    context.setParent(document)
    canvas = CanvasView(context)
    document.setParent(canvas)
    canvas.resize(*SIZE)
    canvas.show()
    return canvas


def canvas_times(design: Design, runs: int) -> dict[str, float]:
    times = {"open, first frame": median_ms(lambda: Frame(opened_canvas(design))(), min(runs, 3))}
    canvas = opened_canvas(design)
    for name, zoom in (("whole", None), ("titles", 0.4), ("full", 1.0)):
        canvas.fit()
        if zoom:
            canvas.zoom_to(zoom)
        times |= {f"{key}, {name}": ms for key, ms in _looking(canvas, runs).items()}
    times |= _working(canvas, runs)
    canvas.close()
    return times


def _looking(canvas: CanvasView, runs: int) -> dict[str, float]:
    frame = Frame(canvas)
    frame()
    way = iter([7.0, -5.0] * runs)

    def pan() -> None:
        canvas.pan(next(way), 3.0)
        frame()

    def full() -> None:
        canvas.stage.spoil()
        frame()

    times = {"pan": median_ms(pan, runs), "full frame": median_ms(full, runs)}
    notches = iter([120, -120] * runs)

    def zoom() -> None:
        QApplication.sendEvent(canvas, _wheel(next(notches)))
        frame()

    times["zoom step"] = median_ms(zoom, runs)
    return times


def _wheel(notch: int) -> QWheelEvent:
    middle = QPointF(SIZE[0] / 2, SIZE[1] / 2)
    return QWheelEvent(
        middle,
        middle,
        QPoint(),
        QPoint(0, notch),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


def _working(canvas: CanvasView, runs: int) -> dict[str, float]:
    """An edit of one node, a drag of everything, a rubber band, looking what is under a point."""
    canvas.fit()
    frame = Frame(canvas)
    frame()
    document, nodes = canvas.document, canvas.document.graph.nodes()
    middle = nodes[len(nodes) // 2].id
    units = iter(range(1, 10_000))

    def edit() -> None:
        document.set_values([middle], {"units": next(units)})
        frame()

    times = {"edit one node": median_ms(edit, runs)}
    canvas.select_all()
    frame()
    start = canvas.node_center(middle)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    steps = iter(range(30, 30 + 1000))

    def drag() -> None:
        QTest.mouseMove(canvas, start + QPoint(next(steps), 4))
        frame()

    times["grab everything"] = median_ms(drag, 1)
    times["drag everything"] = median_ms(drag, runs)
    canvas.hands.cancel()
    canvas.selection.set()
    frame()
    QTest.mousePress(
        canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(2, 2)
    )
    corner = iter(range(300, 300 + 50 * 1000, 50))

    def band() -> None:
        QTest.mouseMove(canvas, QPoint(next(corner), 600))
        frame()

    times["rubber band"] = median_ms(band, min(runs, 30))
    canvas.hands.cancel()
    point = canvas.on_canvas(start)
    times["what is under a point"] = median_ms(lambda: canvas.things_at(point), runs * 10)
    return times


# The scene


def opened_scene(design: Design) -> QGraphicsView:
    """The same boxes, titles and wires as Qt's own items."""
    scene = QGraphicsScene()
    scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.BspTreeIndex)
    corners = {node.id: node.position for node in design.main.nodes()}
    for edge in design.main.edges():
        (x1, y1), (x2, y2) = corners[edge.source], corners[edge.target]
        scene.addLine(x1 + WIDTH, y1 + HEADER / 2, x2, y2 + HEADER / 2)
    for node in design.main.nodes():
        x, y = node.position
        box = scene.addRect(
            QRectF(0, 0, WIDTH, 100), QPen(Qt.GlobalColor.gray), Qt.GlobalColor.white
        )
        box.setPos(x, y)
        QGraphicsSimpleTextItem(node.name, box).setPos(12, 6)
    view = QGraphicsView(scene)
    scene.setParent(view)
    view.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
    view.setRenderHint(QPainter.RenderHint.Antialiasing)
    view.resize(*SIZE)
    view.show()
    return view


def scene_times(design: Design, runs: int) -> dict[str, float]:
    runs = min(runs, 5)
    times = {"open, first frame": median_ms(lambda: _open_scene(design), 2)}
    view = _fitted(opened_scene(design))
    frame = Frame(view.viewport())
    for name, zoom in (("whole", None), ("titles", 0.4), ("full", 1.0)):
        _fitted(view)
        if zoom:
            view.resetTransform()
            view.scale(zoom, zoom)
        frame()
        ms = median_ms(frame, runs)
        times |= {f"{key}, {name}": ms for key in ("pan", "full frame", "zoom step")}
    view.close()
    return times


def _open_scene(design: Design) -> None:
    view = _fitted(opened_scene(design))
    Frame(view.viewport())()


def _fitted(view: QGraphicsView) -> QGraphicsView:
    view.fitInView(view.scene().sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
    return view


def report(count: int, ours: dict[str, float], theirs: dict[str, float]) -> bool:
    """Print the table of one size; whether the aims are met."""
    print(f"\n{count:,} nodes, {SIZE[0]}x{SIZE[1]}, milliseconds")
    print(f"  {'':26}{'canvas':>9}{'scene':>9}{'scene / canvas':>16}")
    for name, ms in ours.items():
        other = theirs.get(name)
        ratio = f"{other:9.1f}{other / ms:16.1f}" if other else f"{'–':>9}"
        print(f"  {name:26}{ms:9.2f}{ratio}")
    frames = [ms for name, ms in ours.items() if name.startswith(("pan", "zoom step"))]
    slowest = max(frames)
    ratio = theirs["full frame, whole"] / slowest
    print(
        f"  slowest pan or zoom frame {slowest:.1f} (aim: {AIM_MS:.0f} or less); "
        f"the scene's full view takes {ratio:.1f} times as long"
        + (f" (aim: {AIM_RATIO:.0f} or more)" if count >= 10_000 else "")
    )
    return slowest <= AIM_MS and (count < 10_000 or ratio >= AIM_RATIO)


def main(arguments: Sequence[str] = ()) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--runs", type=int, default=15)
    chosen = parser.parse_args(arguments)
    app = QApplication.instance() or QApplication([])
    met = [
        report(
            count,
            canvas_times(design_of(count), chosen.runs),
            scene_times(design_of(count), chosen.runs),
        )
        for count in chosen.nodes
    ]
    app.processEvents()
    print("\nAims met." if all(met) else "\nAims NOT met.")
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
