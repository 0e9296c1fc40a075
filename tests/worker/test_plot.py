from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from designer.protocol import FailureKind
from designer.worker_client.command import own_python
from designer.worker_client.once import WorkerFailure, ask_with
from tests.real_worker import RealWorker

pytestmark = pytest.mark.worker
needs_graphviz = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")

TEXT = """\
import keras
from keras import layers
x = keras.Input((4,), name="x")
inner = keras.Sequential([layers.Dense(3, name="first"), layers.ReLU(name="second")], name="inner")
a = inner(x)
b = layers.Dense(3, activation="tanh", name="b")(x)
model = keras.Model(x, layers.Add(name="sum")([a, b]))
"""
NODES = {"3": "x", "4": "inner", "5": "inner", "6": "b", "7": "sum"}


def plot(worker: RealWorker, **options: Any) -> dict[str, Any]:
    params = {"text": TEXT, "line_nodes": NODES, "options": {"format": "dot", **options}}
    result: dict[str, Any] = worker.ask("plot", params)
    return result


def test_the_graph_as_text_needs_no_graphviz_and_is_always_the_same(worker: RealWorker) -> None:
    first = plot(worker)
    worker.ask("build", {"text": "import keras\nmodel = keras.Sequential([keras.Input((1,))])"})
    assert plot(worker) == first
    assert first["dot"].startswith("digraph")
    assert not re.search(r"\d{9,}", first["dot"]), "an address of this process is in the text"
    assert {box["name"]: box["path"] for box in first["boxes"].values()} == {
        "x": ["x"],
        "inner": ["inner"],
        "b": ["b"],
        "sum": ["sum"],
    }


def test_the_edges_join_the_boxes_of_the_layers(worker: RealWorker) -> None:
    result = plot(worker)
    names = {box: layer["name"] for box, layer in result["boxes"].items()}
    edges = re.findall(r"^(\w+) -> (\w+)", result["dot"], re.MULTILINE)
    assert sorted((names[source], names[target]) for source, target in edges) == [
        ("b", "sum"),
        ("inner", "sum"),
        ("x", "b"),
        ("x", "inner"),
    ]


@pytest.mark.parametrize(
    ("option", "shown"),
    [
        ({"show_shapes": True}, "(None, 3)"),
        ({"show_dtype": True}, "float32"),
        ({"show_layer_activations": True}, "tanh"),
        ({"show_trainable": True}, "Trainable"),
        ({"expand_nested": True}, "cluster_inner"),
        ({"rankdir": "LR"}, "rankdir=LR"),
        ({"dpi": 111}, "dpi=111"),
        ({"splines": "curved"}, "splines=curved"),
    ],
)
def test_every_option_shows(worker: RealWorker, option: dict[str, Any], shown: str) -> None:
    assert shown not in plot(worker)["dot"]
    assert shown in plot(worker, **option)["dot"]


def test_names_are_shown_unless_they_are_not_wanted(worker: RealWorker) -> None:
    assert "<b>sum</b>" in plot(worker)["dot"]
    assert "<b>sum</b>" not in plot(worker, show_layer_names=False)["dot"]


def test_an_expanded_model_has_the_boxes_of_its_layers(worker: RealWorker) -> None:
    boxes = plot(worker, expand_nested=True)["boxes"].values()
    assert [box["name"] for box in boxes if box["path"] == ["inner"]] == ["first", "second"]


@needs_graphviz
def test_an_svg_has_the_boxes_by_their_ids(worker: RealWorker) -> None:
    result = plot(worker, format="svg")
    drawn = ElementTree.fromstring(result["svg"])
    ids = {element.get("id") for element in drawn.iter("{http://www.w3.org/2000/svg}g")}
    assert result["boxes"].keys() <= ids


@needs_graphviz
@pytest.mark.parametrize(
    ("kind", "beginning"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")]
)
def test_pictures_go_to_files(
    worker: RealWorker, tmp_path: Path, kind: str, beginning: bytes
) -> None:
    path = tmp_path / f"plot.{kind}"
    result = plot(worker, format=kind, path=str(path))
    assert result["path"] == str(path)
    assert path.read_bytes().startswith(beginning)


def test_a_path_that_cannot_be_written_is_named(worker: RealWorker, tmp_path: Path) -> None:
    path = str(tmp_path / "missing" / "plot.dot")
    options = {"format": "dot", "path": path}
    failure = worker.ask_in_vain("plot", {"text": TEXT, "options": options})
    assert failure.kind == FailureKind.BAD_REQUEST
    assert path in failure.message


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rankdir": "UP"}, "`rankdir` of a plot must be TB, LR, BT, RL, not 'UP'"),
        ({"format": "gif"}, "`format`"),
        ({"show_shapes": "yes"}, "`show_shapes` of a plot must be true or false"),
        ({"dpi": 5}, "`dpi`"),
        ({"dpi": "large"}, "`dpi`"),
        ({"format": "png"}, "needs a `path`"),
        ({"colour": "red"}, "no option colour"),
    ],
)
def test_a_wrong_option_is_named(worker: RealWorker, options: dict[str, Any], said: str) -> None:
    failure = worker.ask_in_vain("plot", {"text": TEXT, "options": options})
    assert failure.kind == FailureKind.BAD_REQUEST
    assert said in failure.message


def test_without_graphviz_it_is_said_how_to_get_it(tmp_path: Path) -> None:
    command = own_python(sys.executable)
    bare = type(command)(
        command.program, command.arguments, {**command.environment, "PATH": str(tmp_path)}
    )
    assert os.environ["PATH"] != str(tmp_path)
    with pytest.raises(WorkerFailure) as refused:
        ask_with(bare, "plot", {"text": TEXT, "options": {"format": "svg"}})
    assert refused.value.failure.kind == FailureKind.GRAPHVIZ_MISSING
    for way in ("apt install graphviz", "brew install graphviz", "winget install graphviz"):
        assert way in str(refused.value)
