"""An imported model keeps its weights: they stay in its file, and an exported .keras has them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from designer.__main__ import main
from designer.graph.nodes import LayerNode
from designer.storage import load, save

pytestmark = pytest.mark.worker
Captured = pytest.CaptureFixture[str]

_MAKE = r"""
import sys, keras
from keras import layers
keras.utils.set_random_seed(3)
encoder = keras.Sequential([keras.Input((6,)), layers.Dense(5), layers.Dense(5)], name="encoder")
left, right = keras.Input((6,), name="left"), keras.Input((6,), name="right")
a, b = encoder(left), encoder(right)
x = layers.BatchNormalization(name="norm")(layers.Subtract()([a, b]))
x = layers.Dense(4, activation="relu", name="hidden")(x)
model = keras.Model([left, right], layers.Dense(1, name="same")(x))
for weight in model.weights:
    weight.assign(keras.random.uniform(weight.shape))
for path in sys.argv[1:]:
    model.save(path)
"""
_COMPARE = r"""
import sys, json, keras, numpy as np, runpy
def model_at(path):
    if not path.endswith(".py"):
        return keras.saving.load_model(path, compile=False)
    model = runpy.run_path(path)["model"]
    model.load_weights(sys.argv[2])
    return model
first, *others = [model_at(path) for path in sys.argv[1:]]
given = [np.random.default_rng(1).normal(size=(7, 6)).astype("float32") for _ in "lr"]
wanted = first.predict(given, verbose=0)
print(json.dumps([float(np.abs(each.predict(given, verbose=0) - wanted).max()) for each in others]))
"""


def run(program: str, *words: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds `trained.keras`, `trained.h5`, and a design imported from each."""
    folder = tmp_path_factory.mktemp("stored")
    run(_MAKE, folder / "trained.keras", folder / "trained.h5")
    for kind in ("keras", "h5"):
        source, design = folder / f"trained.{kind}", folder / f"{kind}.kdesign"
        assert main(["import", str(source), "-o", str(design)]) == 0
    return folder


def exported(design: Path, to: Path) -> int:
    return main(["export", str(design), "--style", "keras", "-o", str(to)])


def test_what_is_exported_computes_what_was_imported_and_so_does_the_script_with_its_weights(
    folder: Path,
) -> None:
    out = [folder / "again-keras.keras", folder / "again-h5.keras"]
    assert exported(folder / "keras.kdesign", out[0]) == 0
    assert exported(folder / "h5.kdesign", out[1]) == 0
    script = folder / "script.py"
    assert main(["export", str(folder / "keras.kdesign"), "-o", str(script)]) == 0
    printed = run(_COMPARE, folder / "trained.keras", *out, script).splitlines()
    assert json.loads(printed[-1]) == [0.0, 0.0, 0.0]


def test_a_layer_that_was_changed_gets_new_weights_and_is_named(
    folder: Path, capsys: Captured
) -> None:
    design = load(folder / "keras.kdesign").design
    hidden = design.main.named("hidden")
    assert isinstance(hidden, LayerNode)
    design.main.change(replace(hidden, values={**hidden.values, "units": 9}))
    save(design, folder / "wider.kdesign")
    assert exported(folder / "wider.kdesign", folder / "wider.keras") == 0
    assert "has no weights for hidden, same" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["gone.keras", "hf://someone/model", "trained.txt"])
def test_weights_that_cannot_be_had_are_never_left_out_in_silence(
    folder: Path, place: str, capsys: Captured
) -> None:
    design = load(folder / "keras.kdesign").design
    design.settings = replace(design.settings, weights=place)
    save(design, folder / "lost.kdesign")
    assert exported(folder / "lost.kdesign", folder / "lost.keras") == 1
    said = capsys.readouterr().err
    assert place.rpartition("//")[2] in said and "Weights of" in said
    assert not (folder / "lost.keras").exists()
