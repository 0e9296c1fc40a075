import errno
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from designer.catalog.values import Call, Code
from designer.graph.design import Block, CustomLayer, Design
from designer.graph.nodes import InputNode, LayerNode, UnknownNode
from designer.storage import FormatError, LoadError, SaveError, from_text, load, save, to_text
from tests.builders import Builder, chain, two_branch

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.kdesign"))


def full() -> Design:
    """A design that uses all that a file can say."""
    builder = Builder()
    x = builder.input(28, None, 1, name="bild ✓", batch_size=4, dtype="uint8", order=2, key="k")
    inner = Call("keras.layers.LSTM", {"units": 3, "dropout": 0.5})
    values: dict[str, Any] = {
        "layer": inner,
        "a": [1, (2, 3)],
        "b": {"x": None},
        "c": Code("n * 2"),
    }
    wrapped = builder.layer("Bidirectional", x, call={"training": True}, **values)
    builder.output(wrapped, key="y")
    design = builder.design(name="alles", inputs_as="dict", run={"epochs": 3})
    design.blocks["stem"] = Block("stem", chain("Dense").main, {"units": 3}, form="sequential")
    design.custom_layers["Own"] = CustomLayer("Own", "class Own:\n    pass\n")
    return design


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    for design in (full(), two_branch(), Design()):
        save(design, tmp_path / "x.kdesign")
        loaded = load(tmp_path / "x.kdesign")
        assert loaded.design == design
        assert loaded.notices == ()


def test_equal_designs_are_equal_texts_and_a_change_is_one_line() -> None:
    before = to_text(two_branch())
    assert before == to_text(from_text(before).design)
    design = two_branch()
    design.main.change(InputNode("n1", "pixels", shape=(784,)))
    changed = set(to_text(design).splitlines()) ^ set(before.splitlines())
    assert len(changed) == 2


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_version_ever_written_is_loaded(sample: Path) -> None:
    loaded = load(sample)
    assert loaded.notices == () and len(loaded.design.main)


def test_there_is_a_sample_of_the_first_version() -> None:
    assert SAMPLES[0].stem == "version-1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1, column 1"),
        ('{"format": "kdesign",\n"version": 1,', "line 2"),
        ("[]", '"format" should be'),
        ("[" * 100_000, "nested too deeply"),
        ('{"format": "kdesign", "version": 99}', "newer designer"),
        ('{"format": "kdesign", "version": "1"}', "whole number"),
        ('{"format": "kdesign", "version": 1}', "'nodes' should be a list"),
        (
            '{"format": "kdesign", "version": 1, "nodes": [], "edges": 3}',
            "'edges' should be a list",
        ),
        ('{"format": "kdesign", "version": NaN}', "NaN"),
        ('{"format": "kdesign", "version": 1' + "0" * 5000 + "}", "number"),
    ],
)
def test_a_broken_file_names_the_place(text: str, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        from_text(text)


def test_a_file_that_is_no_text_or_not_there_is_refused_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "x.kdesign"
    with pytest.raises(LoadError, match=r"x\.kdesign"):
        load(path)
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(LoadError, match="not a text file"):
        load(path)


BROKEN_ITEMS: list[tuple[str, Any]] = [
    ("nodes", 3),
    ("nodes", {"kind": "layer", "name": "no id"}),
    ("nodes", {"kind": "layer", "id": "n9", "name": "x", "position": [1e400, 0]}),
    ("nodes", {"kind": "layer", "id": "n9", "name": "x", "layer": "keras.layers.Dense(1);x"}),
    ("nodes", {"kind": "layer", "id": "n9", "name": "x", "values": {"units=1, x": 2}}),
    ("nodes", {"kind": "layer", "id": "n9", "name": "x", "values": {"units": {"call": "a b"}}}),
    ("nodes", {"kind": "input", "id": "n1", "name": "twice"}),
    ("edges", {"from": "n1", "to": "n77", "slot": "inputs"}),
    ("edges", {"from": "n1", "to": "n2", "slot": "inputs"}),
    ("edges", {"from": "n1", "to": "n2", "slot": "inputs", "index": -1}),
    ("edges", {"from": "n1", "to": "n5", "slot": "inputs", "output": 10**12}),
]


@pytest.mark.parametrize(("key", "item"), BROKEN_ITEMS)
def test_a_broken_node_or_wire_costs_itself_and_is_told(key: str, item: Any) -> None:
    data = json.loads(to_text(two_branch()))
    data[key].append(item)
    text = json.dumps(data).replace("Infinity", "1e400")
    loaded = from_text(text)
    assert loaded.design == two_branch()
    assert len(loaded.notices) == 1 and loaded.notices[0].startswith("Left out:")


def test_a_node_of_an_unknown_kind_is_kept_and_written_back() -> None:
    data = json.loads(to_text(two_branch()))
    future = {"kind": "hologram", "id": "n99", "name": "h", "position": [1, 2], "depth": {"x": [1]}}
    data["nodes"].append(future)
    design = from_text(json.dumps(data)).design
    assert isinstance(design.main.node("n99"), UnknownNode)
    assert future in json.loads(to_text(design))["nodes"]


def test_an_unknown_layer_stays_a_node() -> None:
    data = json.loads(to_text(two_branch()))
    data["nodes"][1]["layer"] = "keras.layers.FromTheFuture"
    node = from_text(json.dumps(data)).design.main.node("n2")
    assert isinstance(node, LayerNode) and node.layer == "keras.layers.FromTheFuture"


def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.kdesign"
    save(chain("Dense"), path)
    old = path.read_text()

    def full_disk(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(SaveError, match="No space left"):
        save(two_branch(), path)
    assert path.read_text() == old
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="could not be written"):
        save(two_branch(), tmp_path / "nowhere" / "x.kdesign")


def test_half_a_character_does_not_keep_a_design_from_being_saved(tmp_path: Path) -> None:
    text = to_text(two_branch()).replace('"softmax"', '"soft\\ud800max"')
    design = from_text(text).design
    save(design, tmp_path / "x.kdesign")
    assert load(tmp_path / "x.kdesign").design == design


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_written_into_and_stays_one(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    save(two_branch(), pipe)
    reader.join(timeout=10)
    assert read == [to_text(two_branch())] and pipe.is_fifo()
