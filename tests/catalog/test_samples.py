import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from designer.catalog.check import fault_in
from designer.catalog.samples import sample_of, starting_values
from designer.catalog.table import shipped_catalog
from designer.catalog.values import is_value

CATALOG = shipped_catalog()
EVERYTHING = (*CATALOG.layers, *CATALOG.ops)


def test_a_dropped_layer_has_a_value_for_every_required_argument() -> None:
    missing = [
        f"{spec.name}.{argument.name}"
        for spec in EVERYTHING
        for argument in spec.arguments
        if argument.is_required and argument.name not in starting_values(spec)
    ]
    assert missing == []


def test_starting_values_and_samples_fit_their_arguments() -> None:
    for spec in EVERYTHING:
        for name, value in {**starting_values(spec), **sample_of(spec).values}.items():
            assert is_value(value)
            assert fault_in(spec.argument(name), value) is None, f"{spec.name}.{name}"


def test_starting_values_leave_alone_what_has_a_good_default() -> None:
    assert starting_values(CATALOG.spec("keras.layers.Dense")) == {"units": 64}
    assert starting_values(CATALOG.spec("keras.layers.MaxPooling2D")) == {}
    assert starting_values(CATALOG.spec("keras.ops.add")) == {}


def test_samples_bring_a_tensor_to_every_slot_that_needs_one() -> None:
    for spec in EVERYTHING:
        inputs = sample_of(spec).inputs
        for slot in spec.slots:
            wanted = 0 if slot.optional else slot.minimum if slot.many else 1
            assert len(inputs.get(slot.name, ())) >= wanted, f"{spec.name}.{slot.name}"


@pytest.mark.worker
def test_everything_builds_with_the_real_keras_and_has_the_outputs_it_names() -> None:
    script = Path(__file__).with_name("build_samples.py")
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(script.parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    failed = {name: tried["error"] for name, tried in found.items() if "error" in tried}
    assert not failed, "\n".join(f"{name}: {why}" for name, why in failed.items())
    other = {
        name: tried for name, tried in found.items() if len(tried["made"]) != len(tried["expected"])
    }
    assert not other
    assert len([name for name in found if name.endswith("(plain)")]) == len(EVERYTHING)
