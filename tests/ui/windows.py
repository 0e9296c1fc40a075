"""A whole window for tests: a real document, session and panels; the test plays the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from pytestqt.qtbot import QtBot

from designer.catalog.table import shipped_catalog
from designer.document import Document
from designer.graph.design import Design
from designer.protocol import Event
from designer.session import Session
from designer.ui.context import Context
from designer.ui.main_window import FIRST_SIZE, MainWindow
from designer.ui.settings import Settings
from designer.worker_client.client import WorkerClient
from tests.ui.fake_client import FakeClient

KERAS_TEXT = 'Model: "functional"\n Total params: 218,058 (851.79 KB)\n'


@dataclass
class Bench:
    """What a test works with; `window` only where there is one."""

    context: Context
    client: FakeClient
    window: Any = None

    @property
    def document(self) -> Document:
        return self.context.document

    @property
    def session(self) -> Session:
        return self.context.session

    def node(self, name: str) -> str:
        """The id of the node of that name."""
        node = self.document.graph.named(name)
        assert node is not None, f"there is no node {name}"
        return node.id


def bench_with(design: Design | None = None) -> Bench:
    """A context without a window, for one panel."""
    client = FakeClient()
    document = Document(shipped_catalog())
    session = Session(document, cast(WorkerClient, client))
    context = Context(document, session)
    if design is not None:
        document.new(design)
    session.refresh()
    return Bench(context, client)


def window_with(
    qtbot: QtBot, design: Design | None = None, settings: Settings | None = None
) -> Bench:
    """A window on the screen; on its start page where no design is given."""
    client = FakeClient()
    document = Document(shipped_catalog())
    session = Session(document, cast(WorkerClient, client))
    if design is not None:
        document.new(design)
    window = MainWindow(document, session, settings)
    # The screen of these tests, of 800 by 800 pixels, is smaller than anybody's.
    window.resize(*FIRST_SIZE)
    session.refresh()
    # A question about unsaved changes would wait for ever when the test is over.
    qtbot.addWidget(window, before_close_func=lambda _: document.undo_stack.setClean())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return Bench(window.context, client, window)


def answer_all(bench: Bench) -> None:
    """The worker knows every layer; its last answer brings nothing but the totals."""
    request, params = bench.client.last("shapes")
    told = {"outputs": [{"shape": [None, 8], "dtype": "float32"}], "params": 0}
    nodes = {node: {**told, "trainable_params": 0} for node, *_ in params["program"]["statements"]}
    about = {"request": request, "nodes": nodes}
    bench.client.event_arrived.emit(Event("shapes_partial", about))
    counts = {"params": 21, "trainable_params": 21, "non_trainable_params": 0, "weight_bytes": 84}
    bench.client.answer("shapes", {"revision": 1, "nodes": {}, "preamble": [], "totals": counts})


def summary_reply(bench: Bench, **params: int) -> dict[str, Any]:
    """What the worker answers to `build`: a Dense layer a name, with its parameters."""
    return {
        "layers": [
            {
                "name": name,
                "class": "Dense",
                "output_shape": f"(None, {number + 1})",
                "params": count,
                "connected_to": ["input_layer[0][0]"],
                "path": [bench.node(name)],
                "trainable": True,
                "layers": [],
            }
            for number, (name, count) in enumerate(params.items())
        ],
        "total_params": sum(params.values()),
        "trainable_params": sum(params.values()),
        "non_trainable_params": 0,
        "summary_text": KERAS_TEXT,
    }
