from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from designer.protocol import Event, Failure, FailureKind, ProgramText, Reply, change_between
from tests.real_worker import PREAMBLE, RealWorker, program, shape

pytestmark = pytest.mark.worker

TWO_BRANCHES = (
    'pixels: pixels = keras.Input(shape=(784,), name="pixels")',
    'left: left = layers.Dense(64, activation="relu", name="left")(pixels)',
    'right: right = layers.Dense(32, name="right")(pixels)',
    'both: both = layers.Concatenate(name="both")([left, right])',
    'digit: digit = layers.Dense(10, name="digit")(both)',
)


def chain(length: int, first: int = 64, name: str = "x") -> ProgramText:
    """Dense layers of ever other sizes, so that no two calls are equal."""
    sources = [f'{name}0: {name}0 = keras.Input(shape=({first},), name="{name}0")']
    for index in range(1, length + 1):
        sources.append(
            f"{name}{index}: {name}{index} = "
            f'layers.Dense({first + index}, name="{name}{index}")({name}{index - 1})'
        )
    return program(*sources)


# What is said of a node


def test_every_node_gets_its_shape_dtype_and_parameters(worker: RealWorker) -> None:
    result = worker.shapes(program(*TWO_BRANCHES, reads=("digit",)))
    nodes = result["nodes"]
    assert list(nodes) == ["pixels", "left", "right", "both", "digit"]
    assert {key: said for key, said in nodes["left"].items() if key != "cost"} == {
        "outputs": [{"name": "left", "shape": [None, 64], "dtype": "float32"}],
        "params": 784 * 64 + 64,
        "trainable_params": 784 * 64 + 64,
        "non_trainable_params": 0,
        "shared_params": 0,
        "weight_bytes": 4 * (784 * 64 + 64),
        "layer_name": "left",
    }
    assert shape(result, "both") == (None, 96)
    total = 785 * 64 + 785 * 32 + 97 * 10
    assert result["totals"] == {
        "params": total,
        "trainable_params": total,
        "non_trainable_params": 0,
        "weight_bytes": 4 * total,
    }


def test_a_statement_may_have_several_outputs_and_parts(worker: RealWorker) -> None:
    result = worker.shapes(
        program(
            "text: text = keras.Input(shape=(None, 8))",
            "seq, h, c: seq, h, c = layers.LSTM(5, return_sequences=True, return_state=True)(text)",
            "parts: parts = {'all': seq, 'last': [h, c]}",
            "joined: joined = layers.Add()(parts['last'])",
        )
    )
    assert [output["shape"] for output in result["nodes"]["seq"]["outputs"]] == [
        [None, None, 5],
        [None, 5],
        [None, 5],
    ]
    assert [output["name"] for output in result["nodes"]["parts"]["outputs"]] == [
        "parts['all']",
        "parts['last'][0]",
        "parts['last'][1]",
    ]
    assert shape(result, "joined") == (None, 5)


def test_weights_that_are_not_trained_are_counted_apart(worker: RealWorker) -> None:
    result = worker.shapes(
        program(
            "x: x = keras.Input(shape=(8,))",
            "norm: norm = layers.BatchNormalization()(x)",
            "frozen: frozen = layers.Dense(3, trainable=False)(norm)",
        )
    )
    norm, frozen = result["nodes"]["norm"], result["nodes"]["frozen"]
    assert (norm["trainable_params"], norm["non_trainable_params"]) == (16, 16)
    assert (frozen["trainable_params"], frozen["non_trainable_params"]) == (0, 27)
    assert result["totals"]["non_trainable_params"] == 43


def test_a_mask_travels_with_its_tensor(worker: RealWorker) -> None:
    result = worker.shapes(
        program(
            "ids: ids = keras.Input(shape=(None,), dtype='int32')",
            "words: words = layers.Embedding(100, 8, mask_zero=True)(ids)",
            "kept: kept = layers.Dense(4)(words)",
            "last: last = layers.LSTM(3)(kept)",
        )
    )
    nodes = result["nodes"]
    assert nodes["words"]["outputs"][0]["mask"] == [None, None]
    assert nodes["kept"]["outputs"][0]["mask"] == [None, None]
    assert "mask" not in nodes["last"]["outputs"][0]
    assert nodes["words"]["layer_name"] is not None


def test_operators_and_ops_are_nodes_as_well(worker: RealWorker) -> None:
    result = worker.shapes(
        program(
            "x: x = keras.Input(shape=(4, 6))",
            "y: y = 1 - x[:, 0] * 2.0",
            "z: z = ops.expand_dims(y, axis=1) > 0",
        )
    )
    assert shape(result, "y") == (None, 6)
    assert result["nodes"]["z"]["outputs"][0]["dtype"] == "bool"


# Faults


def test_one_fault_marks_one_node_and_what_waits_for_it_says_so(worker: RealWorker) -> None:
    result = worker.shapes(
        program(
            "x: x = keras.Input(shape=(8,))",
            "good: good = layers.Dense(4)(x)",
            "bad: bad = layers.Concatenate(axis=0)([x, good])",
            "after: after = layers.Dense(2)(bad)",
            "later: later = layers.Add()([after, good])",
            "aside: aside = layers.Dense(5)(good)",
            reads=("later",),
        )
    )
    nodes = result["nodes"]
    assert nodes["bad"]["error"]["type"] == "ValueError"
    assert nodes["after"] == {"skipped": ["bad"]}
    assert nodes["later"] == {"skipped": ["bad"]}
    assert shape(result, "aside") == (None, 5)
    assert result["totals"] is None


def test_what_leads_to_no_output_neither_counts_nor_spoils_the_total(worker: RealWorker) -> None:
    result = worker.shapes(
        program(
            "x: x = keras.Input(shape=(8,))",
            "used: used = layers.Dense(4)(x)",
            "unused: unused = layers.Dense(100)(x)",
            "broken: broken = layers.Dense(-1)(x)",
            reads=("used",),
        )
    )
    assert result["totals"]["params"] == 36


def test_an_error_is_said_without_what_keras_wraps_around_it(worker: RealWorker) -> None:
    result = worker.shapes(
        program(
            "x: x = keras.Input(shape=(8,))",
            "own: own = Own()(\n    x\n)",
            preamble=PREAMBLE + "class Own(layers.Layer):\n"
            "    def call(self, inputs):\n"
            "        return ops.matmul(inputs, ops.ones((3, 3)))\n",
        )
    )
    error = result["nodes"]["own"]["error"]
    assert "Exception encountered" not in error["message"]
    assert "\x1b" not in error["message"] + error["details"]
    assert "{{" not in error["message"]
    assert error["line"] == 1
    assert error["preamble_lines"] == [5]
    assert "return ops.matmul(inputs, ops.ones((3, 3)))" in error["details"]
    assert "own = Own()(" in error["details"]


def test_a_line_within_a_long_statement_is_named(worker: RealWorker) -> None:
    sources = ("x: x = keras.Input(shape=(8,))", "y: wide = x * 2\ny = layers.Dense(0)(wide)")
    result = worker.shapes(program(*sources))
    assert result["nodes"]["y"]["error"]["line"] == 2


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("y: y = layers.Dense(3)(", "SyntaxError"),
        ("y: y = layers.Dens(3)(x)", "AttributeError"),
        ("y: y = nobody(x)", "NameError"),
        ("y: y = quit_now(x)", "SystemExit"),
        ("y, z: y = x", "NameError"),
        ("y: y = layers.Dense(3, kernel_initializer='orthogonall')(x)", "ValueError"),
        # These two fail only when an initialiser runs.
        ("y: y = layers.Dense(3, bias_initializer='orthogonal')(x)", "ValueError"),
        ("y: y = layers.Dense(9, kernel_initializer=keras.initializers.Constant([1, 2]))(x)", None),
        ("y: y = layers.Dense(10**6, bias_initializer='identity')(x)", "ValueError"),
    ],
)
def test_every_kind_of_fault_is_told_of_the_node(
    worker: RealWorker, source: str, kind: str | None
) -> None:
    preamble = PREAMBLE + "def quit_now(x):\n    raise SystemExit\n"
    result = worker.shapes(program("x: x = keras.Input(shape=(8,))", source, preamble=preamble))
    error = result["nodes"]["y"]["error"]
    assert error["message"]
    if kind is not None:
        assert error["type"] == kind


def test_a_name_that_nothing_sets_is_named(worker: RealWorker) -> None:
    text = program("x: x = keras.Input(shape=(8,))", "y: y = layers.Add()([x, x])")
    orphan = replace(text.statements[1], reads=("x", "gone"))
    result = worker.shapes(replace(text, statements=(text.statements[0], orphan)))
    assert "`gone`" in result["nodes"]["y"]["error"]["message"]


def test_a_failure_is_told_anew_in_the_names_of_the_moment(worker: RealWorker) -> None:
    def message(name: str) -> str:
        result = worker.shapes(
            program(
                "x: x = keras.Input(shape=(8, 8))",
                f'{name}: {name} = layers.Conv2D(4, 3, name="{name}")(x)',
            )
        )
        return str(result["nodes"][name]["error"]["message"])

    assert "layer 'first'" in message("first")
    assert "layer 'second'" in message("second")


# What it costs


def test_a_second_look_runs_nothing(worker: RealWorker) -> None:
    text = chain(20, first=100)
    assert worker.shapes(text)["executed"] == 21
    assert worker.shapes(text)["executed"] == 0


def test_an_edit_runs_what_it_changes_and_stops_where_shapes_stay(worker: RealWorker) -> None:
    def text(units: int, activation: str) -> ProgramText:
        return program(
            "x: x = keras.Input(shape=(201,))",
            f"a: a = layers.Dense({units}, activation='{activation}')(x)",
            "b: b = layers.Dense(203)(a)",
            "c: c = layers.Dense(204)(b)",
        )

    worker.shapes(text(202, "relu"))
    assert worker.shapes(text(202, "tanh"))["executed"] == 1
    assert worker.shapes(text(205, "tanh"))["executed"] == 2


def test_renaming_a_node_runs_nothing_and_says_the_new_name(worker: RealWorker) -> None:
    worker.shapes(program(*TWO_BRANCHES))
    renamed = [source.replace("left", "links") for source in TWO_BRANCHES]
    result = worker.shapes(program(*renamed))
    assert result["executed"] == 0
    assert result["nodes"]["links"]["layer_name"] == "links"
    assert result["nodes"]["links"]["outputs"][0]["name"] == "links"


def test_equal_layers_run_once_and_count_each(worker: RealWorker) -> None:
    sources = ["x0: x0 = keras.Input(shape=(301,))", "x1: x1 = layers.Dense(301)(x0)"]
    for index in range(2, 50):
        sources.append(
            f'x{index}: x{index} = layers.Dense(301, name="x{index}")(x{index - 1})',
        )
    result = worker.shapes(program(*sources))
    assert result["executed"] == 3
    assert result["totals"]["params"] == 49 * 301 * 302


def test_a_layer_with_a_trillion_weights_costs_nothing(worker: RealWorker) -> None:
    start = time.process_time()
    result = worker.shapes(
        program(
            "x: x = keras.Input(shape=(10**6,))",
            "y: y = layers.Dense(10**6, kernel_initializer='orthogonal')(x)",
        )
    )
    assert result["nodes"]["y"]["params"] == 10**12 + 10**6
    assert time.process_time() - start < 2


def test_edit_after_edit_does_not_make_the_worker_grow(worker: RealWorker) -> None:
    def resident_bytes(rounds: range) -> int:
        for units in rounds:
            dense = f"y: y = layers.Dense({units})(x)"
            worker.shapes(program("x: x = keras.Input(shape=(8,))", dense))
        return int(worker.ask("ping")["resident_bytes"])

    # A kept graph would be some 30 kB for each of these; a remembered result is one.
    before = resident_bytes(range(10_000, 10_300))
    assert resident_bytes(range(20_000, 20_600)) - before < 8_000_000


TRACES_NEW_CODE = """
import gc, weakref
codes = []

class Doubled(layers.Layer):
    def call(self, x):
        return x * 2.0

def traced(x):
    code = compile("y = Doubled()(x)", "<new code>", "exec")
    codes.append(weakref.ref(code))
    scope = {"Doubled": Doubled, "x": x}
    exec(code, scope)
    return scope["y"]

def codes_kept():
    gc.collect()
    return sum(code() is not None for code in codes)
"""


def test_tensorflow_keeps_no_code_of_what_it_traces(worker: RealWorker) -> None:
    """It notes for each operation which code led to it, and every edit is new code."""
    preamble = PREAMBLE + TRACES_NEW_CODE
    x = "x: x = keras.Input(shape=(8,))"
    worker.shapes(program(x, "y: y = traced(x)", preamble=preamble))
    kept = worker.shapes(program("n: n = keras.KerasTensor((1, codes_kept()))", preamble=preamble))
    assert shape(kept, "n") == (1, 0)


# Changes


def test_a_change_is_answered_with_what_changed(worker: RealWorker) -> None:
    old, new = chain(30, first=400), chain(30, first=400)
    edited = replace(
        old.statements[5], source='x5 = layers.Dense(405, use_bias=True, name="x5")(x4)'
    )
    new = replace(old, statements=(*old.statements[:5], edited, *old.statements[6:]))
    revision = worker.shapes(old)["revision"]
    answer = worker.ask("shapes", {"base": revision, "change": change_between(old, new)})
    assert answer["revision"] != revision
    assert answer["executed"] == 1
    assert answer["nodes"] == {}

    wider = replace(edited, source='x5 = layers.Dense(999, "relu", name="x5")(x4)')
    newer = replace(old, statements=(*old.statements[:5], wider, *old.statements[6:]))
    change = change_between(new, newer)
    answer = worker.ask("shapes", {"base": answer["revision"], "change": change})
    assert set(answer["nodes"]) == {"x5", "x6"}
    assert shape(answer, "x5") == (None, 999)
    assert answer["totals"] == worker.shapes(newer)["totals"]


def test_a_change_of_a_program_that_is_gone_is_refused(worker: RealWorker) -> None:
    revision = worker.shapes(chain(2))["revision"]
    worker.shapes(chain(3))
    failure = worker.ask_in_vain("shapes", {"base": revision, "change": {"statements": []}})
    assert failure.kind == FailureKind.STALE_BASE


def test_what_failed_is_told_again_only_if_it_changed(worker: RealWorker) -> None:
    text = program("x: x = keras.Input(shape=(8,))", "y: y = layers.Dense(-3)(x)")
    revision = worker.shapes(text)["revision"]
    answer = worker.ask("shapes", {"base": revision, "change": {"statements": []}})
    assert answer["nodes"] == {}


# Progress and cancelling


def test_a_long_question_tells_what_it_knows_so_far(worker: RealWorker) -> None:
    worker.events.clear()
    text = chain(400, first=1000)
    result = worker.shapes(text)
    partial = [event for event in worker.events if event.name == "shapes_partial"]
    assert partial
    told: dict[str, Any] = {}
    for event in partial:
        assert told.keys().isdisjoint(event.params["nodes"])
        told.update(event.params["nodes"])
    assert told.items() <= result["nodes"].items()


def test_a_streamed_answer_does_not_repeat_what_events_have_told(worker: RealWorker) -> None:
    worker.events.clear()
    text = chain(400, first=7000)
    result = worker.ask("shapes", {"program": text.to_json(), "streamed": True})
    told = {
        node
        for event in worker.events
        if event.name == "shapes_partial"
        for node in event.params["nodes"]
    }
    assert told and told.isdisjoint(result["nodes"])
    assert told | result["nodes"].keys() == {each.node for each in text.statements}


def test_a_question_can_be_cancelled_while_it_runs_and_while_it_waits(worker: RealWorker) -> None:
    running = worker.begin("shapes", {"program": chain(2000, first=2000).to_json()})
    waiting = worker.begin("ping")
    # The waiting one first: as soon as the other is cancelled, the next one begins.
    for request in (waiting, running):
        worker.send(Event("cancel", {"request": request}))
    start = time.process_time()
    for request in (running, waiting):
        answer = worker.end(request)
        assert isinstance(answer, Failure)
        assert answer.kind == FailureKind.CANCELLED
    assert time.process_time() - start < 1
    assert worker.shapes(program(*TWO_BRANCHES))["nodes"]["digit"]["params"] == 970


def test_an_endless_loop_in_a_custom_layer_can_be_cancelled(worker: RealWorker) -> None:
    preamble = PREAMBLE + (
        "class Endless(layers.Layer):\n"
        "    def call(self, inputs):\n"
        "        while True:\n"
        "            try:\n"
        "                pass\n"
        "            except Exception:\n"
        "                pass\n"
    )
    text = program("x: x = keras.Input(shape=(8,))", "y: y = Endless()(x)", preamble=preamble)
    request = worker.begin("shapes", {"program": text.to_json()})
    worker.send(Event("cancel", {"request": request}))
    answer = worker.end(request)
    assert isinstance(answer, Failure)
    assert answer.kind == FailureKind.CANCELLED
    assert worker.shapes(program(*TWO_BRANCHES))["nodes"]["digit"]["params"] == 970


def test_cancelling_what_is_over_does_nothing(worker: RealWorker) -> None:
    request = worker.begin("ping")
    assert isinstance(worker.end(request), Reply)
    worker.send(Event("cancel", {"request": request}))
    worker.send(Event("cancel", {"request": 10**9}))
    assert worker.ask("ping")
