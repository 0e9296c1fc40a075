"""Training scripts run: every example with every loop, and data of every kind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from designer.catalog.values import Call
from designer.graph.answers import Shape
from designer.graph.design import Design
from designer.graph.run_settings import LOOPS
from tests.builders import Builder, chain
from tests.codegen.training.runs import SHAPES, script, script_of

pytestmark = pytest.mark.worker

_CHILD = r"""
import json, os, sys, traceback
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
import keras
import numpy as np

keras.utils.disable_interactive_logging()

def some_images(*shape, labels):
    random = np.random.default_rng(0)
    return lambda: ((random.integers(256, size=(20, *shape), dtype="uint8"), labels), None)

# Without a network.
keras.datasets.mnist.load_data = some_images(28, 28, labels=np.arange(20) % 10)
keras.datasets.cifar10.load_data = some_images(32, 32, 3, labels=np.arange(20)[:, None] % 10)

class Heard(keras.callbacks.Callback):
    def __init__(self, stop_at=None):
        super().__init__()
        self.heard, self.stop_at = [], stop_at
    def on_train_begin(self, logs=None):
        self.heard.append("train begin")
    def on_epoch_begin(self, epoch, logs=None):
        self.heard.append(f"epoch {epoch} begin")
    def on_train_batch_begin(self, batch, logs=None):
        self.heard.append(f"batch {batch} begin")
    def on_train_batch_end(self, batch, logs=None):
        self.heard.append(f"batch {batch} end {sorted(logs)}")
        if batch == self.stop_at:
            self.model.stop_training = True
    def on_test_begin(self, logs=None):
        self.heard.append("test begin")
    def on_test_end(self, logs=None):
        self.heard.append("test end")
    def on_epoch_end(self, epoch, logs=None):
        self.heard.append(f"epoch {epoch} end {sorted(logs)}")
    def on_train_end(self, logs=None):
        self.heard.append(f"train end {sorted(logs)}")

def ran(case):
    keras.backend.clear_session(free_memory=False)
    keras.config.set_dtype_policy("float32")
    space = {"__name__": "designed_training"}
    try:
        exec(compile(case["text"], "script", "exec"), space)
        if case.get("load_only"):
            data = space["load_data"]()
            told = keras.tree.map_structure(lambda each: [*each.shape, str(each.dtype)], data)
            first = keras.tree.map_structure(lambda each: each[:4].tolist(), data[0])
            return {"shapes": told, "first": first}
        heard = Heard(case.get("stop_at"))
        model, history = space["main"](callbacks=[heard])
        return {"history": {name: [float(value) for value in values]
                            for name, values in history.history.items()},
                "heard": heard.heard}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}",
                "details": traceback.format_exc(limit=-3)}

json.dump({name: ran(case) for name, case in json.load(sys.stdin).items()}, out)
"""


def run_all(cases: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What became of each script, all in one process."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


QUICK = {"samples": 20, "epochs": 1, "batch_size": 8}
WITH_ALL_LOOPS = ("two_branch", "multi_task", "siamese", "multimodal_dict")
"""One tensor, a dict of outputs, a list of inputs, a dict of inputs."""


@pytest.fixture(scope="module")
def examples() -> dict[str, dict[str, Any]]:
    cases = {
        f"{name}:{loop}": {"text": script_of(name, loop=loop, **QUICK)}
        for name in WITH_ALL_LOOPS
        for loop in LOOPS
    }
    # Eager where only the samples are new: compiling a ResNet takes longer than all of this.
    few = {"samples": 4, "epochs": 1, "batch_size": 2, "loop": "eager"}
    cases |= {name: {"text": script_of(name, **few)} for name in SHAPES}
    return run_all(cases)


@pytest.mark.parametrize(
    "case", [*SHAPES, *(f"{name}:{loop}" for name in WITH_ALL_LOOPS for loop in LOOPS)]
)
def test_every_example_trains_on_samples_that_are_made_for_it(
    examples: dict[str, dict[str, Any]], case: str
) -> None:
    found = examples[case]
    assert "error" not in found, found["details"]
    assert np.isfinite(found["history"]["loss"]).all()
    assert "val_loss" in found["history"]


def test_all_loops_tell_callbacks_the_same(examples: dict[str, dict[str, Any]]) -> None:
    for name in WITH_ALL_LOOPS:
        fit, *others = (examples[f"{name}:{loop}"]["heard"] for loop in LOOPS)
        assert all(heard == fit for heard in others), name
        assert "test begin" in fit and fit[0] == "train begin"


def classifier(*shape: int, classes: int = 3, **fields: Any) -> tuple[Design, list[Shape]]:
    """A classifier of samples in this shape."""
    builder = Builder()
    x = builder.input(*shape, **fields)
    flat = builder.layer("Flatten", x) if len(shape) > 1 else x
    builder.output(builder.layer("Dense", flat, units=classes, activation="softmax"))
    return builder.design(), [(None, classes)]


def flag(*shape: int) -> tuple[Design, list[Shape]]:
    builder = Builder()
    builder.output(builder.layer("Dense", builder.input(*shape), units=1, activation="sigmoid"))
    return builder.design(), [(None, 1)]


def regression(*shape: int) -> tuple[Design, list[Shape]]:
    builder = Builder()
    builder.output(builder.layer("Dense", builder.input(*shape), units=1), name="price")
    return builder.design(), [(None, 1)]


def two_inputs() -> tuple[Design, list[Shape]]:
    builder = Builder()
    size, kind = builder.input(2, name="size"), builder.input(1, name="kind", dtype="int32")
    words = builder.layer("Flatten", builder.layer("Embedding", kind, input_dim=4, output_dim=2))
    both = builder.layer("Concatenate", size, words)
    builder.output(builder.layer("Dense", both, units=1), name="price")
    return builder.design(inputs_as="dict"), [(None, 1)]


HOUSES = pd.DataFrame(
    {
        "rooms": [1, 2, 3, 4, 5, 6, 7, 8],
        "area": [20.0, 30, None, 50, 60, 70, 80, 90],
        "town": ["Bonn", "Ulm", "Bonn", "Kiel", "Ulm", "Bonn", "Kiel", "Ulm"],
        "price": [100.0, 200, 300, 400, 500, None, 700, 800],
        "class": ["low", "low", "mid", "mid", "mid", "high", "high", "high"],
    }
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("data")
    HOUSES[["rooms", "area", "town", "price"]].to_csv(found / "houses.csv", index=False)
    HOUSES[["rooms", "area", "class"]].to_csv(found / "classes.csv", index=False, sep=";")
    HOUSES.to_parquet(found / "houses.parquet")
    HOUSES[:0].to_csv(found / "empty.csv", index=False)
    images = np.arange(10 * 64, dtype="uint8").reshape(10, 8, 8)
    np.savez(found / "arrays.npz", x=images, y=np.arange(10) % 3)
    np.savez(found / "one_hot.npz", x_train=images / 255, labels=np.eye(3)[np.arange(10) % 3])
    np.savez(found / "names.npz", inputs=images, y=np.array(["a", "b", "c", "a", "b"] * 2))
    np.savez(found / "too_high.npz", x=images, y=np.arange(10))
    np.savez(found / "uneven.npz", x=images, y=np.arange(9) % 3)
    np.savez(found / "other.npz", pictures=images, y=np.arange(10) % 3)
    for number in range(9):
        path = found / "pictures" / "abc"[number % 3] / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((6, 6, 3), number * 20, "uint8")).save(path)
    return found


NUMBERS: dict[str, tuple[str, tuple[Design, list[Shape]], dict[str, Any]]] = {
    "iris": ("sklearn", classifier(4), {"name": "iris"}),
    "wine": ("sklearn", classifier(13), {"name": "wine"}),
    "breast cancer": ("sklearn", flag(30), {"name": "breast_cancer"}),
    "diabetes": ("sklearn", regression(10), {"name": "diabetes"}),
    "some columns of iris": (
        "sklearn",
        classifier(1),
        {"name": "iris", "inputs": {"input_layer": ("petal width (cm)",)}},
    ),
    "digits as images": ("sklearn", classifier(8, 8, 1, classes=10), {"name": "digits"}),
    "digits in colour": ("sklearn", classifier(12, 10, 3, classes=10), {"name": "digits"}),
    "digits in a row": ("sklearn", classifier(64, classes=10), {"name": "digits"}),
    "digits as sequences": ("sklearn", classifier(8, 8, classes=10), {"name": "digits"}),
    "mnist": ("keras", classifier(28, 28, 1, classes=10), {"name": "mnist"}),
    "cifar10 in grey": ("keras", classifier(32, 32, 1, classes=10), {"name": "cifar10"}),
    "cifar10": ("keras", classifier(32, 32, 3, classes=10), {"name": "cifar10"}),
    "a table": ("table", regression(3), {"path": "houses.csv"}),
    "a table separated by semicolons": ("table", classifier(2), {"path": "classes.csv"}),
    "columns that are named": (
        "table",
        two_inputs(),
        {
            "path": "houses.parquet",
            "inputs": {"size": ("rooms", "area"), "kind": ("town",)},
            "targets": {"price": ("price",)},
        },
    ),
    "arrays": ("npz", classifier(8, 8, 1), {"path": "arrays.npz"}),
    "arrays in a row": ("npz", classifier(64), {"path": "arrays.npz"}),
    "one-hot arrays": ("npz", classifier(8, 8), {"path": "one_hot.npz"}),
    "names as labels": ("npz", classifier(8, 8), {"path": "names.npz"}),
    "an array that is named": (
        "npz",
        classifier(8, 8),
        {"path": "other.npz", "inputs": {"input_layer": ("pictures",)}},
    ),
    "images": ("images", classifier(4, 5, 3), {"path": "pictures"}),
    "images in a row": ("images", classifier(16), {"path": "pictures"}),
}
WRONG: dict[str, tuple[str, tuple[Design, list[Shape]], dict[str, Any], tuple[str, ...]]] = {
    "a set that is not there": (
        "sklearn",
        classifier(4),
        {"name": "boston"},
        ("no set 'boston'", "digits, iris"),
    ),
    "digits for one flag": (
        "sklearn",
        flag(64),
        {"name": "digits"},
        ("digits", "10 classes", "'output'"),
    ),
    "digits for a sentence": (
        "sklearn",
        classifier(5, classes=10),
        {"name": "digits"},
        ("digits", "'input_layer'", "(None, 5)"),
    ),
    "too many columns": (
        "table",
        regression(2),
        {"path": "houses.csv"},
        ("houses.csv", "'input_layer' takes 2 columns", "rooms, area, town"),
    ),
    "a missing column": (
        "table",
        regression(1),
        {"path": "houses.csv", "inputs": {"input_layer": ("volume",)}},
        ("houses.csv has no column 'volume'", "rooms, area, town, price"),
    ),
    "no rows": ("table", regression(4), {"path": "empty.csv"}, ("empty.csv has no rows",)),
    "too many classes": (
        "table",
        flag(3),
        {"path": "houses.parquet", "inputs": {"input_layer": ("rooms", "area", "town")}},
        ("houses.parquet", "'class' has 3 different values", "'output' tells 2 classes"),
    ),
    "no file": ("table", regression(2), {}, ("No file is chosen",)),
    "labels that are too high": (
        "npz",
        classifier(8, 8),
        {"path": "too_high.npz"},
        ("too_high.npz", "from 0 to 9", "3 classes"),
    ),
    "arrays of other lengths": (
        "npz",
        classifier(8, 8),
        {"path": "uneven.npz"},
        ("uneven.npz", "inputs has 10", "targets has 9"),
    ),
    "no such array": (
        "npz",
        classifier(8, 8),
        {"path": "other.npz"},
        ("other.npz has no array", "'input_layer'", "pictures, y"),
    ),
    "an array of another shape": (
        "npz",
        classifier(9, 9),
        {"path": "arrays.npz"},
        ("arrays.npz", "(8, 8)", "(9, 9)"),
    ),
    "images of too many classes": (
        "images",
        classifier(4, 4, 3, classes=2),
        {"path": "pictures"},
        ("pictures has 3 classes", "tells 2 apart"),
    ),
    "no images": ("images", classifier(4, 4, 3), {"path": "."}, ("no folders with images",)),
}


@pytest.fixture(scope="module")
def loaded(folder: Path) -> dict[str, dict[str, Any]]:
    cases = {}
    for name, (kind, (design, shapes), data, *_) in (NUMBERS | WRONG).items():
        if "path" in data:
            data = {**data, "path": str(folder / data["path"])}
        cases[name] = {"text": script(design, shapes, kind, **data), "load_only": True}
        if name in NUMBERS:
            few = {"epochs": 1, "batch_size": 500, "loop": "eager"}
            cases[f"{name}, trained"] = {"text": script(design, shapes, kind, **data, **few)}
    return run_all(cases)


@pytest.mark.parametrize("name", NUMBERS)
def test_data_of_every_kind_fit_the_model(loaded: dict[str, dict[str, Any]], name: str) -> None:
    found, trained = loaded[name], loaded[f"{name}, trained"]
    assert "error" not in found, found["details"]
    assert "error" not in trained, trained["details"]
    assert np.isfinite(trained["history"]["val_loss"]).all()


@pytest.mark.parametrize("name", WRONG)
def test_data_that_cannot_fit_are_refused_in_words(
    loaded: dict[str, dict[str, Any]], name: str
) -> None:
    said = loaded[name]["error"]
    assert said.startswith("ValueError: ")
    assert all(words in said for words in WRONG[name][-1]), said


def test_a_table_is_standardised_and_its_text_becomes_numbers(
    loaded: dict[str, dict[str, Any]],
) -> None:
    (inputs, targets), (held_out, _) = loaded["a table"]["shapes"]
    assert inputs == [6, 3, "float32"] and targets == [6, 1, "float32"]
    assert held_out == [1, 3, "float32"], "the row without a price is left out"
    sizes, kinds = (loaded["columns that are named"]["first"][0][key] for key in ("size", "kind"))
    assert np.abs(sizes).max() < 3
    assert {kind for (kind,) in kinds} <= {0, 1, 2}


def test_images_lie_between_0_and_1(loaded: dict[str, dict[str, Any]]) -> None:
    for name in ("digits in colour", "mnist", "cifar10 in grey", "arrays", "images"):
        images = np.array(loaded[name]["first"][0])
        assert images.min() >= 0 and 0 < images.max() <= 1, name


def test_names_become_labels_in_their_order(loaded: dict[str, dict[str, Any]]) -> None:
    assert set(loaded["names as labels"]["first"][1]) <= {0, 1, 2}
    assert set(loaded["one-hot arrays"]["first"][1]) <= {0, 1, 2}


def learners() -> dict[str, tuple[Design, list[Shape]]]:
    """Small models of images, of words, of words with places of their own, and of numbers."""
    images, words, places = Builder(), Builder(), Builder()
    x = images.layer("Conv2D", images.input(8, 8, 1), filters=16, kernel_size=3, activation="relu")
    x = images.layer("Flatten", x)
    images.output(images.layer("Dense", x, units=4, activation="softmax"))
    x = words.input(None, dtype="int32")
    x = words.layer("Embedding", x, input_dim=5000, output_dim=16, mask_zero=True)
    x = words.layer("GlobalAveragePooling1D", x)
    words.output(words.layer("Dense", x, units=1, activation="sigmoid"))
    x = places.input(None, dtype="int32")
    x = places.layer("Embedding", x, input_dim=50, output_dim=16)
    places.output(places.layer("Dense", x, units=30, activation="softmax"))
    numbers = chain("Dense", "ReLU", "Dense").main
    return {
        "images": (images.design(), [(None, 4)]),
        "words": (words.design(), [(None, 1)]),
        "places": (places.design(), [(None, None, 30)]),
        "numbers": (Design(numbers), [(None, 64)]),
    }


def test_a_falling_loss_means_that_the_model_learns() -> None:
    """On samples that it has not seen."""
    settings = {
        "samples": 1000,
        "epochs": 6,
        "optimizer": Call("keras.optimizers.Adam", {"learning_rate": 0.01}),
    }
    cases = {
        name: {"text": script(design, shapes, **settings)}
        for name, (design, shapes) in learners().items()
    }
    for name, found in run_all(cases).items():
        assert "error" not in found, found["details"]
        first, *_, last = found["history"]["val_loss"]
        assert last < 0.75 * first, (name, found["history"]["val_loss"])


def test_training_stops_where_it_is_told_to() -> None:
    found = run_all(
        {
            loop: {"text": script_of("two_branch", loop=loop, samples=64), "stop_at": 0}
            for loop in LOOPS
        }
    )
    for loop in LOOPS:
        heard = found[loop]["heard"]
        assert sum(each.startswith("batch") for each in heard) == 2, loop
        assert heard[-1].startswith("train end"), loop
    assert found["compiled"]["heard"] == found["eager"]["heard"] == found["fit"]["heard"]
