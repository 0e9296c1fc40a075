"""Custom layers saved, loaded in a clean process, and compared; and that fixes make them so."""

from __future__ import annotations

from typing import Any

import pytest

from designer.catalog.source import read_source
from designer.catalog.templates import TEMPLATES
from designer.diagnosis.layers import lints_of
from designer.diagnosis.layers.fixes import as_layer_class
from tests.diagnosis.layers.faulty_layers import FAULTY, SOUND
from tests.real_worker import RealWorker

pytestmark = pytest.mark.worker
STOPPED_AT = {
    "drops-kwargs": "load",
    "not-registered": "load",
    "unbuilt-layers": "load",
    "weights-in-call": "run",
    "gone-function": "run",
    "no-super-init": "build",
    "no-training": "compare",
}


def proved(worker: RealWorker, source: str, call: str = "Own()(inputs)") -> dict[str, Any]:
    model = f"inputs = keras.Input(shape=(5,))\nown = {call}\n"
    text = f"{source}\n{model}model = keras.Model(inputs=inputs, outputs=own)\n"
    report: dict[str, Any] = worker.ask("prove_layer", {"text": text, "definitions": source})
    return report


@pytest.mark.parametrize("code", STOPPED_AT)
def test_a_fault_stops_the_proof_and_its_fix_makes_the_layer_save_proof(
    worker: RealWorker, code: str
) -> None:
    before = proved(worker, FAULTY[code])
    assert not before["equal"] and before["stage"] == STOPPED_AT[code]
    (lint,) = lints_of(FAULTY[code], "Own")
    after = proved(worker, lint.fixed)
    assert after["saved"] and after["loaded"] and after["equal"], after
    assert after["difference"] == 0.0 and after["same_shapes_in_training"]


def test_an_argument_that_get_config_leaves_out_makes_the_loaded_outputs_differ(
    worker: RealWorker,
) -> None:
    report = proved(worker, FAULTY["get-config-lacks"], "Own(bias=2.0)(inputs)")
    assert report["loaded"] and not report["equal"] and report["difference"] == pytest.approx(1.5)


def test_a_failure_names_the_line_of_the_source(worker: RealWorker) -> None:
    source = SOUND.replace("ops.matmul(inputs, self.w)", "ops.matmul(inputs, self.v)")
    report = proved(worker, source)
    assert report["stage"] == "run" and "no attribute 'v'" in report["message"]
    assert source.split("\n")[report["line"] - 1].strip() == "return ops.matmul(inputs, self.v)"


def test_the_message_of_a_failed_load_is_what_went_wrong_at_last(worker: RealWorker) -> None:
    report = proved(worker, FAULTY["drops-kwargs"])
    assert report["message"] == "Own.__init__() got an unexpected keyword argument 'name'"
    report = proved(worker, FAULTY["not-registered"])
    assert report["message"].startswith("Could not locate class 'Own'.")
    assert "config" not in report["message"]


def test_a_function_is_save_proof_once_it_is_registered_or_a_layer(worker: RealWorker) -> None:
    source = "import keras\nfrom keras import layers\n\n\ndef twice(x):\n    return x * 2\n"
    assert proved(worker, source, "layers.Lambda(twice)(inputs)")["stage"] == "load"
    (lint,) = lints_of(source, "twice")
    assert proved(worker, lint.fixed, "layers.Lambda(twice)(inputs)")["equal"]
    assert proved(worker, as_layer_class(source, "twice", "Own"))["equal"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.name)
def test_every_template_is_save_proof_from_the_first_line(worker: RealWorker, template) -> None:
    source = template.source(())
    name = read_source(source).main_name
    made = f"{name}()(inputs)" if template.name != "weights" else f"{name}(3)(inputs)"
    call = f"keras.layers.Lambda({name})(inputs)" if template.name == "function" else made
    report = proved(worker, source, call)
    assert report["equal"] and report["same_shapes_in_training"], report
    assert lints_of(source, name) == ()
