"""Makes the pictures of README, docs and start page anew: `make pictures`.

Offscreen and always of the same size, from the real window with the real worker, so that they
never show what the program does not do. Look at them before you commit them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import TypeVar

os.environ["QT_QPA_PLATFORM"] = "offscreen"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import (  # noqa: E402
    QDeadlineTimer,
    QEventLoop,
    QPointF,
    QProcess,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import (  # noqa: E402
    QColor,
    QFontDatabase,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
)
from PySide6.QtWidgets import QDockWidget, QWidget  # noqa: E402

from designer.catalog.table import Catalog, shipped_catalog  # noqa: E402
from designer.graph.edits import Disconnect  # noqa: E402
from designer.graph.nodes import BlockNode, InputNode, Node, path_of  # noqa: E402
from designer.graph.run_settings import COMPILED, EAGER, RunSettings  # noqa: E402
from designer.importing.sources import APPLICATION, Source  # noqa: E402
from designer.paths import resource  # noqa: E402
from designer.session import run_store  # noqa: E402
from designer.session.looking import LAYER_TIMES  # noqa: E402
from designer.storage import load  # noqa: E402
from designer.ui import start_page  # noqa: E402
from designer.ui.application import application, attach  # noqa: E402
from designer.ui.canvas.sheet import Sheet  # noqa: E402
from designer.ui.commands import files, importing  # noqa: E402
from designer.ui.main_window import MainWindow  # noqa: E402
from designer.ui.panels.costs import CostsPanel  # noqa: E402
from designer.ui.panels.inside import InsidePanel  # noqa: E402
from designer.ui.panels.run import RunPanel  # noqa: E402
from designer.ui.settings import Settings  # noqa: E402
from designer.ui.theme import NAMES, theme  # noqa: E402

SIZE = QSize(1280, 800)
PATIENCE_MS = 120_000
CARD_SCALE = 2
RECORDED = ROOT / "tools" / "recorded"
P = TypeVar("P", bound=QWidget)


@dataclass(frozen=True)
class Scene:
    """One picture of the window: what is open, what is selected, which panel is in front."""

    name: str
    theme: str
    example: str = ""
    selected: str = ""
    panel: str = "code"
    prepare: Callable[[MainWindow], None] = lambda window: None


def cut_a_wire(window: MainWindow) -> None:
    """Something to show in the Problems panel."""
    document = window.context.document
    softmax = document.graph.named("softmax")
    assert softmax is not None
    document.apply(Disconnect(document.graph.inputs_of(softmax.id)[0]), "Disconnect")


def break_a_residual_block(window: MainWindow) -> None:
    """A convolution of a residual block halves the size, the shortcut does not: their Add fails,
    and the cause is told."""
    context = window.context
    use = context.document.graph.named("residual")
    assert use is not None
    context.session.trail.enter(use.id)
    convolution = context.document.graph.named("conv2d_1")
    assert convolution is not None
    context.document.set_values([convolution.id], {"strides": 2})
    wait_until(lambda: any(each.path for each in context.session.problems), "the cause")
    for panel in ("palette", "outline"):
        window.docks.hide(panel)
    window.docks.show("problems")
    context.mending.look_at(context.session.problems[0])
    show_from_fork_to_join(window)


def show_from_fork_to_join(window: MainWindow) -> None:
    """The two branches of the block, large enough to read."""
    settle()
    graph, canvas = window.context.document.graph, window.canvas
    ends = [node.id for name in ("features", "add") if (node := graph.named(name))]
    canvas.fit_to(canvas.sheet.geometry.bounds(ends))


def mend_the_residual_block(window: MainWindow) -> None:
    """The same after its first way out."""
    break_a_residual_block(window)
    mending = window.context.mending
    assert mending.problem is not None
    mending.take(mending.problem, mending.problem.fixes[0])
    wait_until(lambda: not window.context.session.problems, "a sound design")
    show_from_fork_to_join(window)


def compare_with_the_example(window: MainWindow) -> None:
    """A few changes, held against the design that was opened."""
    document = window.context.document
    earlier = load(resource("examples/two_branch.kdesign")).design
    tanh, joined, softmax = (
        node.id
        for name in ("dense_1", "concatenate", "softmax")
        if (node := document.graph.named(name))
    )
    document.set_values([tanh], {"units": 256})
    wire = next(edge for edge in document.graph.inputs_of(joined) if edge.source == tanh)
    x, y = document.graph.node(tanh).position
    document.move(
        {
            node.id: (node.position[0] + 250, node.position[1])
            for node in document.graph.nodes()
            if node.position[0] > x
        }
    )
    document.insert_on(wire, "keras.layers.Dropout", (x + 250, y))
    document.remove_bridging([softmax])
    for panel in ("inspector", "code", "summary", "plot", "run", "problems"):
        window.docks.hide(panel)
    window.context.comparing.begin(earlier, "two_branch.kdesign")
    wait_until(lambda: window.context.comparing.counts, "the comparison")
    settle()
    canvas = window.canvas
    canvas.zoom_to(0.66)
    canvas.reveal_area((230.0, -100.0, 1750.0, 300.0))


def import_resnet(window: MainWindow) -> None:
    """ResNet50, opened up, beside its code."""
    importing.begin(window, Source(APPLICATION, name="ResNet50"), "ResNet50")
    session, document = window.context.session, window.context.document
    wait_until(lambda: len(document.graph) > 1 and session.totals, "the import")
    window.notices.withdraw("import")
    node = document.graph.named("conv2_block2_add")
    assert node is not None
    window.context.selection.set([node.id])
    for panel in ("palette", "outline", "summary", "plot", "run", "problems", "inspector"):
        window.docks.hide(panel)
    settle()
    # Three of its nine lines, so that the names can be read in the guide.
    window.canvas.zoom_to(0.42)
    window.canvas.reveal_area((-150.0, -250.0, 1950.0, 1350.0))


def enter_a_block(window: MainWindow) -> None:
    """The second use of a block, from inside."""
    encoder = window.context.document.graph.named("encoder_1")
    assert encoder is not None
    window.context.session.trail.enter(encoder.id)
    wait_until(lambda: not window.context.session.is_pending, "the shapes inside")
    window.docks.hide("palette")
    window.docks.show("outline")
    settle()
    window.canvas.zoom_to(0.75)


def train_a_while(window: MainWindow) -> None:
    """A run that goes on, as the example's own settings say."""
    panel = run_panel(window)
    runs = window.context.session.runs
    settings = RunSettings.from_values(window.context.document.design.settings.run)
    panel.tabs.setCurrentWidget(panel.curves)
    record = runs.start(replace(settings, epochs=40, validation_share=0.2))
    assert record is not None
    wait_until(lambda: len(record.by_epoch.steps) >= 12 or record.is_over, "some epochs")
    panel.curves.charts.show_progress()
    settle()


def show_the_cured_leak(window: MainWindow) -> None:
    """The two runs that `tools/record_runs.py` recorded, one over the other."""
    panel = run_panel(window)
    runs = window.context.session.runs
    for loop in (EAGER, COMPILED):
        record = run_store.read(RECORDED / f"noisy_linear-{loop}.json", loop)
        record.stored = ""
        runs.records.append(record)
    record.proves = EAGER
    runs.listed.emit()
    panel.tabs.setCurrentWidget(panel.curves)
    wait_until(lambda: panel.curves.charts.memory, "the charts")
    panel.curves.charts.tabs.setCurrentIndex(1)
    settle()


def time_the_layers(window: MainWindow) -> None:
    """What each layer takes, measured by a real worker, as a heat map and a table."""
    panel = alone(window, "inside", InsidePanel, 520)
    panel.ask(LAYER_TIMES)
    looking = window.context.session.looking
    wait_until(lambda: LAYER_TIMES in looking.answers, "the times of the layers")
    panel.tabs.setCurrentIndex(1)
    window.canvas.fit()
    settle()


def tell_the_costs(window: MainWindow) -> None:
    """Memory by node as a heat map, beside its parts, for more than would fit."""
    panel = alone(window, "costs", CostsPanel, 480)
    session = window.context.session
    wait_until(lambda: session.totals, "the shapes")
    window.context.insight.show_heat("memory")
    panel.terms.batch.setValue(256)
    panel.terms.memory.setValue(0.05)
    wait_until(panel.misfit.isVisible, "what does not fit")
    settle()
    window.canvas.zoom_to(0.66)
    window.canvas.reveal_area((0.0, 0.0, 1000.0, 400.0))
    settle()


def run_panel(window: MainWindow) -> RunPanel:
    """The Run panel, with room for its charts."""
    return alone(window, "run", RunPanel, 720)


def alone(window: MainWindow, name: str, kind: type[P], width: int) -> P:
    """A panel that has the right column for itself."""
    for other in ("inspector", "palette", "outline", "code", "problems", "summary", "plot"):
        window.docks.hide(other)
    window.docks.show(name)
    panel = window.docks.panel(name, kind)
    dock = next(each for each in window.findChildren(QDockWidget) if each.isAncestorOf(panel))
    window.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
    return panel


SCENES = (
    Scene("start-page", "light"),
    Scene("window-light", "light", "two_branch", "concatenate"),
    Scene("window-dark", "dark", "multimodal_list", "conv2d"),
    Scene("summary", "light", "multimodal_dict", "concatenate", "summary"),
    Scene("graph", "light", "two_branch", "concatenate", "plot"),
    Scene("imported", "light", prepare=import_resnet),
    Scene("problems", "dark", "two_branch", "softmax", "problems", prepare=cut_a_wire),
    Scene("mistake-before", "light", "resnet", "conv2d_1", "problems", break_a_residual_block),
    Scene("mistake-after", "light", "resnet", "conv2d_1", "problems", mend_the_residual_block),
    Scene("block", "light", "transformer", "attention", prepare=enter_a_block),
    Scene("run", "light", "two_branch", "concatenate", "run", train_a_while),
    Scene("leak-cured", "light", "noisy_linear", "noisy_linear", "run", show_the_cured_leak),
    Scene("leak-cured-dark", "dark", "noisy_linear", "noisy_linear", "run", show_the_cured_leak),
    Scene("heat-map", "light", "multimodal_dict", "conv2d", "inside", time_the_layers),
    Scene("costs", "light", "multimodal_dict", "conv2d", "costs", tell_the_costs),
    Scene("comparison", "light", "two_branch", "dense_2", "differences", compare_with_the_example),
)


def main() -> None:
    app = application()
    if not QFontDatabase.families():
        sys.exit("There is no font on this machine: every letter would be a hollow box.")
    for name in NAMES:
        for path in sorted(resource("examples").glob("*.kdesign")):
            paint_card(path, name)
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for scene in SCENES:
        target = folder / f"{scene.name}.png"
        with window_of(scene) as window:
            window.grab().save(str(target))
        print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1024} KB", flush=True)
    app.quit()


def paint_card(path: Path, theme_name: str) -> None:
    """The small picture of an example on the start page: its boxes in their colours, its wires."""
    design, catalog, colours = load(path).design, shipped_catalog(), theme(theme_name)
    sheet = Sheet(design, catalog, "", lambda node: None, lambda node: ("", ""))
    boxes = {node.id: _rect(sheet.geometry.rect(node.id)) for node in design.main.nodes()}
    whole = reduce(QRectF.united, boxes.values())
    image = QImage(start_page.PICTURE * CARD_SCALE, QImage.Format.Format_RGB32)
    image.fill(QColor(colours.canvas))
    zoom = min((image.width() - 40) / whole.width(), CARD_SCALE / 2)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(image.rect().center())
    painter.scale(zoom, zoom)
    painter.translate(-whole.center())
    painter.setPen(QPen(QColor(colours.wire), 2.5 / zoom))
    for edge in design.main.edges():
        painter.drawPath(_wire(boxes[edge.source], boxes[edge.target]))
    painter.setPen(Qt.PenStyle.NoPen)
    for node in design.main.nodes():
        painter.setBrush(QColor(colours.category(_category(node, catalog))))
        painter.drawRoundedRect(boxes[node.id], 5 / zoom, 5 / zoom)
    painter.end()
    image.save(str(path.with_name(f"{path.stem}-{theme_name}.png")))


def _rect(box: tuple[float, float, float, float]) -> QRectF:
    return QRectF(box[0], box[1], box[2] - box[0], box[3] - box[1])


def _wire(source: QRectF, target: QRectF) -> QPainterPath:
    start = QPointF(source.right(), source.center().y())
    end = QPointF(target.left(), target.center().y())
    bend = QPointF((end.x() - start.x()) / 2, 0)
    path = QPainterPath(start)
    path.cubicTo(start + bend, end - bend, end)
    return path


def _category(node: Node, catalog: Catalog) -> str:
    if getattr(node, "layer", "") and not catalog.spec(path_of(node)):
        return "Custom"
    spec = catalog.spec(path_of(node))
    if spec:
        return spec.category
    if isinstance(node, BlockNode):
        return "Blocks"
    return "Inputs" if isinstance(node, InputNode) else "Outputs"


@contextmanager
def window_of(scene: Scene) -> Iterator[MainWindow]:
    """The window as a scene wants it, everything answered by a worker of its own."""
    settings = Settings()
    settings.theme = scene.theme
    window = MainWindow(settings=settings)
    window.resize(SIZE)
    window.show()
    attach(window)
    session = window.context.session
    session.start()
    try:
        wait_until(lambda: session.worker_state == "ready", "the worker")
        if scene.example:
            arrange(window, scene)
        else:
            scene.prepare(window)
        settle()
        yield window
    finally:
        window.context.document.undo_stack.setClean()
        if session.runs.going:  # Else the window would ask whether to leave it.
            session.runs.stop()
            wait_until(lambda: not session.runs.going, "the end of the run")
        window.close()
        wait_until(no_worker_runs, "the worker's end")


def arrange(window: MainWindow, scene: Scene) -> None:
    files.open_example(window, resource(f"examples/{scene.example}.kdesign"))
    session, selection = window.context.session, window.context.selection
    wait_until(lambda: session.totals is not None, "the shapes")
    scene.prepare(window)
    node = window.context.document.graph.named(scene.selected)
    assert node is not None, scene
    selection.set([node.id])
    window.canvas.reveal(node.id)
    window.docks.show(scene.panel)
    answers = {"summary": lambda: session.summary, "plot": lambda: session.plot}
    wait_until(answers.get(scene.panel, lambda: True), scene.panel)
    is_busy = (lambda: session.is_pending, lambda: session.findings.explainer.is_waiting)
    wait_until(lambda: not any(each() for each in is_busy), "the answers")
    wait_until(lambda: session.worker_state == "ready", "the worker")


def no_worker_runs() -> bool:
    processes = application().findChildren(QProcess)
    return all(process.state() == QProcess.ProcessState.NotRunning for process in processes)


def wait_until(holds: Callable[[], object], what: str) -> None:
    """Let the program run until a state is reached."""
    deadline = QDeadlineTimer(PATIENCE_MS)
    while not holds():
        if deadline.hasExpired():
            sys.exit(f"Waited in vain for {what}.")
        settle(20)


def settle(pause_ms: int = 400) -> None:
    """Let timers end and everything be painted that is due."""
    loop = QEventLoop()
    QTimer.singleShot(pause_ms, loop.quit)
    loop.exec()


if __name__ == "__main__":
    main()
