"""`summary --costs` as a person types it."""

from __future__ import annotations

import json

import pytest

from designer.__main__ import main
from designer.paths import resource
from designer.verbs.summary_costs import size

RESNET = str(resource("examples/resnet.kdesign"))
SEQ2SEQ = str(resource("examples/seq2seq.kdesign"))
Captured = pytest.CaptureFixture[str]


@pytest.mark.worker
def test_costs_as_json_add_up_and_name_the_first_layer_that_does_not_fit(capsys: Captured) -> None:
    terms = ("--batch", "64", "--optimizer", "sgd", "--memory", "100MB")
    assert main(["summary", RESNET, "--costs", "--json", *terms]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["batch_size"] == 64 and found["optimizer"] == "SGD"
    assert sum(found["parts"].values()) == found["peak_bytes"] > found["memory_bytes"] == 10**8
    assert found["parts"]["optimizer"] == 0
    assert found["is_whole"] and found["unknown"] == []
    names = [layer["name"] for layer in found["layers"]]
    assert found["first_that_does_not_fit"] in names
    stem = found["layers"][names.index("stem")]
    assert stem["params"] == 3 * 3 * 3 * 16
    assert stem["macs"] == 64 * 32 * 32 * 16 * 27
    assert found["params"] == sum(layer["params"] for layer in found["layers"]) == 274_042


@pytest.mark.worker
def test_costs_as_text_say_what_is_not_known_and_that_the_peak_is_at_least_that(
    capsys: Captured,
) -> None:
    assert main(["summary", SEQ2SEQ, "--costs", "--memory", "1GB"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("node ")
    assert "Peak of training: at least " in said
    assert "Not known: source, target, " in said
    assert "It fits into 1 GB, as far as it is known." in said


def test_a_term_without_costs_is_wrong_use(capsys: Captured) -> None:
    assert main(["summary", RESNET, "--memory", "3GB"]) == 2
    assert "--memory needs --costs." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "found"), [("8GB", 8 * 10**9), ("1.5 g", 15 * 10**8), ("500mb", 5 * 10**8), ("12", 12)]
)
def test_a_size_may_have_a_unit(text: str, found: int) -> None:
    assert size(text) == found


@pytest.mark.parametrize("text", ["", "0", "0 GB", "GB", "-3", "3 apples", "1e9"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        size(text)
    assert caught.value.args == (text,)
