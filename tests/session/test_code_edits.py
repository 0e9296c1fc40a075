"""Edited code over the real worker: one process for the whole file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.document import Document
from designer.graph.design import Design
from designer.graph.edits import Move, Remove
from designer.graph.layout import layered
from designer.graph.nodes import BlockNode, LayerNode
from designer.paths import resource
from designer.session import Session, code_edits
from designer.session.code_edits import EDITABLE, Outcome
from designer.storage import load, save, to_text
from designer.worker_client.client import WorkerClient
from tests.builders import Builder, chain, two_branch
from tests.graph.test_compare import shared

pytestmark = pytest.mark.worker
PATIENCE_MS = 60_000
EXAMPLES = sorted(path.stem for path in resource("examples").glob("*.kdesign"))


@pytest.fixture(scope="module")
def client(qapp: object) -> Iterator[WorkerClient]:
    client = WorkerClient()
    client.start()
    yield client
    client.end_now()


@pytest.fixture
def session(client: WorkerClient) -> Iterator[Session]:
    session = Session(Document(shipped_catalog()), client)
    yield session
    session.deleteLater()


def code(session: Session, style: str = "script") -> str:
    return session.listing(style).text


def begin(session: Session, design: Design) -> None:
    Move(tuple(layered(design.main).items())).apply(design)
    session.document.new(design)


def apply(session: Session, qtbot: QtBot, text: str, style: str = "script") -> Outcome:
    with qtbot.waitSignal(session.code_edits.finished, timeout=PATIENCE_MS) as ended:
        session.code_edits.apply(text, style)
    (outcome,) = ended.args
    assert isinstance(outcome, Outcome)
    return outcome


@pytest.mark.parametrize("style", EDITABLE)
@pytest.mark.parametrize("example", EXAMPLES)
def test_code_that_was_not_changed_changes_nothing(
    session: Session, qtbot: QtBot, example: str, style: str
) -> None:
    session.document.open_example(resource(f"examples/{example}.kdesign"))
    before = to_text(session.document.design)
    assert apply(session, qtbot, code(session, style), style) == Outcome()
    assert to_text(session.document.design) == before


@pytest.mark.parametrize("style", EDITABLE)
def test_a_changed_argument_is_one_step_that_undo_takes_back(
    session: Session, qtbot: QtBot, style: str
) -> None:
    begin(session, two_branch())
    before = to_text(session.document.design)
    text = code(session, style).replace("Dense(64,", "Dense(48,")
    assert apply(session, qtbot, text, style) == Outcome(is_news=True)
    assert code(session, style) == text
    assert session.document.undo_stack.count() == 1
    session.document.undo_stack.undo()
    assert to_text(session.document.design) == before


def test_an_inserted_line_is_a_new_node_and_all_others_stay(session: Session, qtbot: QtBot) -> None:
    begin(session, two_branch())
    places = {node.id: node.position for node in session.document.graph.nodes()}
    text = code(session)
    line = 'dense_2 = layers.Dense(64, activation="relu")(concatenate)\n'
    assert line in text
    added = "dropout = layers.Dropout(0.5)(concatenate)\n" + line.replace("(conc", "(dropout#")
    text = text.replace(line, added.replace("dropout#atenate", "dropout"))
    assert apply(session, qtbot, text).is_news
    assert code(session) == text
    now = {node.id: node.position for node in session.document.graph.nodes()}
    assert {node: now[node] for node in places} == places and len(now) == len(places) + 1


def test_a_dense_in_front_moves_no_other_node(session: Session, qtbot: QtBot) -> None:
    """Every name that Keras counts moves on by one."""
    begin(session, chain("Dense", "ReLU", "Dense"))
    first = session.document.graph.named("dense")
    text = (
        code(session)
        .replace("(inputs)\n", "(first)\n")
        .replace("dense = ", "first = layers.Dense(7)(inputs)\ndense = ")
    )
    assert apply(session, qtbot, text).is_news
    moved_on = session.document.graph.named("dense_1")
    assert first and moved_on and (moved_on.id, moved_on.position) == (first.id, first.position)
    assert "layers.Dense(7)(inputs)" in code(session)


def test_notes_and_written_out_tuples_stay(session: Session, qtbot: QtBot) -> None:
    builder = Builder()
    conv = builder.layer("Conv2D", builder.input(8, 8, 1), filters=4, kernel_size=(3, 3))
    builder.output(conv)
    begin(session, builder.design())
    node = session.document.graph.node(conv)
    session.document.change_node(LayerNode(**{**_fields(node), "note": "look here"}), "note")
    text = code(session).replace("Conv2D(4,", "Conv2D(6,")
    assert apply(session, qtbot, text).is_news
    assert "# look here" in code(session) and "Conv2D(6, (3, 3))" in code(session)


def _fields(node: object) -> dict[str, object]:
    return {name: getattr(node, name) for name in LayerNode.__dataclass_fields__}


def test_a_layer_that_is_called_twice_is_shared(session: Session, qtbot: QtBot) -> None:
    begin(session, shared(is_shared=False))
    text = code(session)
    for line in text.splitlines():
        if line.startswith("first ="):
            made = 'shared = layers.Dense(4, name="first")\nfirst = shared(left)'
            text = text.replace(line, made)
        elif line.startswith("second ="):
            text = text.replace(line, "second = shared(right)")
    assert apply(session, qtbot, text).is_news
    assert "second = first_layer(right)" in code(session)


def test_an_operator_that_is_typed_is_a_node(session: Session, qtbot: QtBot) -> None:
    begin(session, chain("Dense"))
    text = code(session).replace("outputs=dense", "outputs=dense * 2 + 1")
    assert apply(session, qtbot, text).is_news
    assert "* 2" in code(session) and "+ 1" in code(session)


def test_a_class_that_is_typed_is_a_custom_layer(session: Session, qtbot: QtBot) -> None:
    begin(session, chain("Dense"))
    text = (
        code(session)
        .replace(
            "inputs = ",
            "\nclass Twice(layers.Layer):\n    def call(self, inputs):\n"
            "        return 2 * inputs\n\n\ninputs = ",
        )
        .replace("outputs=dense", "outputs=Twice()(dense)")
    )
    assert apply(session, qtbot, text).is_news
    assert set(session.document.design.custom_layers) == {"Twice"}


@pytest.fixture
def reused(session: Session) -> Session:
    session.document.open_example(resource("examples/reused_block.kdesign"))
    return session


def test_another_value_for_a_block_changes_that_use_alone(reused: Session, qtbot: QtBot) -> None:
    text = code(reused).replace("input_dim=200", "input_dim=100").replace("(200,)", "(100,)")
    assert apply(reused, qtbot, text).is_news
    assert code(reused) == text
    uses = [n for n in reused.document.design.main.nodes() if isinstance(n, BlockNode)]
    assert {node.block for node in uses} == {"get_multi_block"} and len(uses) == 3


def test_a_change_in_a_function_changes_its_block_once(reused: Session, qtbot: QtBot) -> None:
    text = code(reused).replace('activation="tanh"', 'activation="elu"')
    assert apply(reused, qtbot, text).is_news
    assert code(reused) == text


def test_a_line_in_a_function_is_a_node_in_its_block(reused: Session, qtbot: QtBot) -> None:
    text = code(reused).replace(
        "    return keras.Model(inputs=inputs, outputs=concatenate, name=name)",
        '    dropout = layers.Dropout(0.5, name="dropout")(concatenate)\n'
        "    return keras.Model(inputs=inputs, outputs=dropout, name=name)",
    )
    assert apply(reused, qtbot, text).is_news
    assert code(reused) == text


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("layers.Dense(64,", "layers.Dense(64", 8, "comma"),
        ("layers.Dense(64,", "layers.Dense(-64,", 8, "units"),
        ("layers.Dense(64,", "layers.Danse(64,", 8, "Danse"),
        ("(concatenate)", "(nothing)", 8, "nothing"),
        ("model = ", "print(missing)\nmodel = ", 12, "missing"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_changes_nothing(
    session: Session, qtbot: QtBot, old: str, new: str, line: int, words: str
) -> None:
    begin(session, two_branch())
    before = to_text(session.document.design)
    outcome = apply(session, qtbot, code(session).replace(old, new))
    assert words in outcome.message and outcome.line == line and not outcome.is_news
    assert to_text(session.document.design) == before and not session.document.undo_stack.count()


def test_code_that_completes_a_design(session: Session, qtbot: QtBot) -> None:
    builder = Builder()
    builder.layer("Dense", builder.input(8), units=4)
    begin(session, builder.design())
    text = code(session) + "\nmodel = keras.Model(inputs, dense)\n"
    assert apply(session, qtbot, text).is_news
    assert len(session.document.graph.outputs()) == 1


def test_code_from_a_file_does_not_run_before_trust(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    builder = Builder()
    trap = Code(f"lambda x: open({str(tmp_path / 'trap')!r}, 'w') and x")
    builder.output(builder.layer("Lambda", builder.input(8), function=trap))
    save(builder.design(), tmp_path / "x.kdesign")
    session.document.open(tmp_path / "x.kdesign")
    outcome = apply(session, qtbot, code(session) + "\n")
    assert "trusted" in outcome.message and not (tmp_path / "trap").exists()
    assert load(tmp_path / "x.kdesign").design.main == session.document.design.main


def test_what_takes_long_is_worked_out_in_threads(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(session, two_branch())
    threads = []
    for name in ("program_of", "design_from", "merged", "compared"):
        real = getattr(code_edits, name)

        def noted(*given: Any, real: Any = real) -> Any:
            threads.append(threading.current_thread())
            return real(*given)

        monkeypatch.setattr(code_edits, name, noted)
    text = code(session).replace("Dense(64,", "Dense(48,")
    outcome = apply(session, qtbot, text)
    assert outcome.is_news
    assert len(threads) >= 6 and threading.main_thread() not in threads


def test_a_design_that_changes_meanwhile_is_left_as_it_is(session: Session, qtbot: QtBot) -> None:
    begin(session, two_branch())
    text = code(session).replace("Dense(64,", "Dense(48,")
    with qtbot.waitSignal(session.code_edits.finished, timeout=PATIENCE_MS) as ended:
        session.code_edits.apply(text)
        session.document.apply(Remove("n7"), "Remove")
    (outcome,) = ended.args
    assert outcome.message == "The design was changed meanwhile. Apply once more."
