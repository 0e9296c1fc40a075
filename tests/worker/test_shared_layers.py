from __future__ import annotations

import pytest

from designer.protocol import ProgramText
from tests.real_worker import RealWorker, program, shape

pytestmark = pytest.mark.worker


def twins(units: int = 16, second: int = 8) -> ProgramText:
    return program(
        "a: a = keras.Input(shape=(8,))",
        f"b: b = keras.Input(shape=({second},))",
        f"left, layer: layer = layers.Dense({units})\nleft = layer(a)",
        "right: right = layer(b)",
        "both: both = layers.Subtract()([left, right])",
        reads=("both",),
    )


def test_weights_of_a_shared_layer_count_once(worker: RealWorker) -> None:
    result = worker.shapes(twins(units=17))
    left, right = result["nodes"]["left"], result["nodes"]["right"]
    assert (left["params"], left["shared_params"]) == (153, 0)
    assert (right["params"], right["shared_params"]) == (0, 153)
    assert result["totals"]["params"] == 153


def test_a_shared_layer_is_remembered_like_any_other(worker: RealWorker) -> None:
    worker.shapes(twins(units=18))
    assert worker.shapes(twins(units=18))["executed"] == 0


def test_a_change_of_the_layer_reaches_all_who_call_it(worker: RealWorker) -> None:
    worker.shapes(twins(units=19))
    result = worker.shapes(twins(units=20))
    assert shape(result, "left") == shape(result, "right") == (None, 20)


def test_a_second_call_that_does_not_fit_the_weights_is_refused(worker: RealWorker) -> None:
    worker.shapes(twins(units=21, second=8))
    error = worker.shapes(twins(units=21, second=9))["nodes"]["right"]["error"]
    assert "expected axis -1" in error["message"]


def test_what_fitted_once_is_not_taken_to_fit_weights_built_by_another_call(
    worker: RealWorker,
) -> None:
    def calls(first: int, second: int) -> ProgramText:
        return program(
            f"a: a = keras.Input(shape=({first},))",
            f"b: b = keras.Input(shape=({second},))",
            "layer: layer = layers.Dense(22)",
            "left: left = layer(a)",
            "right: right = layer(b)",
        )

    assert "outputs" in worker.shapes(calls(8, 8))["nodes"]["right"]
    result = worker.shapes(calls(9, 8))
    assert shape(result, "left") == (None, 22)
    assert "error" in result["nodes"]["right"]


def test_a_layer_that_nobody_has_called_has_no_parameters_yet(worker: RealWorker) -> None:
    result = worker.shapes(
        program(
            "a: a = keras.Input(shape=(8,))",
            "layer: layer = layers.Dense(23)",
            "left: left = layer(a)",
            "right: right = layer(a)",
        )
    )
    assert result["nodes"]["layer"]["params"] == 0
    assert result["nodes"]["layer"]["outputs"] == []
    assert result["nodes"]["left"]["params"] == 207
    assert result["nodes"]["right"]["params"] == 0
    assert result["totals"]["params"] == 207


def test_a_wrapper_around_a_shared_layer_builds_the_same_weights(worker: RealWorker) -> None:
    def wrapped(units: int) -> ProgramText:
        return program(
            "seq: seq = keras.Input(shape=(5, 8))",
            "one: one = keras.Input(shape=(8,))",
            f"layer: layer = layers.Dense({units})",
            "wrapper: wrapper = layers.TimeDistributed(layer)",
            "left: left = wrapper(seq)",
            "right: right = layer(one)",
        )

    for units in (24, 25):
        result = worker.shapes(wrapped(units))
        assert shape(result, "left") == (None, 5, units)
        assert shape(result, "right") == (None, units)
        assert result["totals"]["params"] == 9 * units


def test_a_model_made_by_a_statement_can_be_called_by_others(worker: RealWorker) -> None:
    result = worker.shapes(
        program(
            "x: x = keras.Input(shape=(8,))",
            "inner: inner = keras.Sequential([layers.Input((8,)), layers.Dense(26)])",
            "left: left = inner(x)",
            "right: right = inner(x * 2)",
        )
    )
    assert result["nodes"]["inner"]["params"] == 234
    assert result["nodes"]["left"]["params"] == 0
    assert result["totals"]["params"] == 234
