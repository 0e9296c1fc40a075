"""What the method `look_at_data` finds in files, folders and sets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from tests.real_worker import RealWorker

pytestmark = pytest.mark.worker


def look(worker: RealWorker, kind: str, path: object = "", name: str = "") -> dict[str, Any]:
    found = worker.ask("look_at_data", {"kind": kind, "name": name, "path": str(path)})
    assert found["kind"] == kind
    return {**found, "by_name": {array["name"]: array for array in found["arrays"]}}


def in_vain(worker: RealWorker, kind: str, path: object = "", name: str = "") -> str:
    asked = {"kind": kind, "name": name, "path": str(path)}
    failure = worker.ask_in_vain("look_at_data", asked)
    assert failure.kind == "data", failure
    return failure.message


@pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
def test_arrays_of_an_archive_with_their_ranges(
    worker: RealWorker, tmp_path: Path, write: Any
) -> None:
    path = tmp_path / "data.npz"
    x = np.asfortranarray(np.arange(24, dtype="float32").reshape(6, 4))
    x[1, 2] = np.nan
    write(path, x=x, y=np.array([3, 1, 2, 3, 1, 2]), words=np.array(["b", "a", "b", "a", "b", "a"]))
    found = look(worker, "npz", path)
    assert found["samples"] == 6
    assert found["by_name"]["x"] == {
        "name": "x",
        "shape": [4],
        "dtype": "float32",
        "least": 0.0,
        "most": 23.0,
        "missing": 1,
        "distinct": 23,
        "values": [float(value) for value in (0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12)],
    }
    assert found["by_name"]["y"]["values"] == [1, 2, 3]
    assert found["by_name"]["words"]["values"] == ["a", "b"]
    assert found["notes"] == []


def test_an_archive_larger_than_a_piece_is_read_as_a_stream(
    worker: RealWorker, tmp_path: Path
) -> None:
    path = tmp_path / "large.npy"
    large = np.zeros((3000, 4000), dtype="float32")
    large[-1, -1] = 7
    np.save(path, large)
    before = worker.ask("ping")["resident_bytes"]
    array = look(worker, "npz", path)["by_name"]["large"]
    assert (array["most"], array["distinct"]) == (7.0, 2)
    assert worker.ask("ping")["resident_bytes"] - before < large.nbytes


def test_arrays_of_different_lengths_are_told_of(worker: RealWorker, tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    np.savez(path, x=np.zeros((6, 4)), y=np.zeros(5))
    assert look(worker, "npz", path)["notes"] == [
        "The arrays differ in their number of samples: x has 6, y has 5."
    ]


def test_archives_that_cannot_be_read_say_why(worker: RealWorker, tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    np.savez(path, x=np.array([{}], dtype=object))
    assert "The array x holds Python objects" in in_vain(worker, "npz", path)
    path.write_bytes(path.read_bytes()[:40])
    assert "is no NumPy file, or it is damaged" in in_vain(worker, "npz", path)
    path.write_bytes(b"")
    assert "(it is empty)" in in_vain(worker, "npz", path)
    assert in_vain(worker, "npz", tmp_path / "no.npz") == f"There is no file {tmp_path}/no.npz."
    assert in_vain(worker, "npz", tmp_path) == f"{tmp_path} is a folder; a file is expected."
    assert in_vain(worker, "npz") == "No file is chosen."


FRAME = pd.DataFrame(
    {
        "age": [1, 2, 3],
        "size": [0.5, None, 1.5],
        "colour": ["red", "blue", None],
        "old": [True, False, True],
    }
)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_columns_of_a_table(worker: RealWorker, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"table.{suffix}"
    if suffix == "csv":
        FRAME.to_csv(path, index=False)
    else:
        FRAME.to_parquet(path)
    found = look(worker, "table", path)
    assert found["samples"] == 3
    facts = {
        name: (array["dtype"], array["least"], array["most"], array["missing"], array["values"])
        for name, array in found["by_name"].items()
    }
    assert facts == {
        "age": ("int64", 1.0, 3.0, 0, [1, 2, 3]),
        "size": ("float64", 0.5, 1.5, 1, [0.5, 1.5]),
        "colour": ("text", None, None, 1, ["blue", "red"]),
        "old": ("bool", 0.0, 1.0, 0, [False, True]),
    }


def test_a_table_of_many_rows_is_counted_to_its_end(worker: RealWorker, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a;b\n" + "".join(f"{n};x\n" for n in range(120_000)) + "text;y\n")
    found = look(worker, "table", path)
    assert found["samples"] == 120_001
    assert found["by_name"]["a"]["dtype"] == "text"
    assert found["by_name"]["a"]["distinct"] is None
    assert found["by_name"]["b"]["values"] == ["x", "y"]


def test_tables_that_cannot_be_read_say_why(worker: RealWorker, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("")
    assert "is empty" in in_vain(worker, "table", path)
    path.write_text("a,b\n1,2\n1,2,3\n")
    assert "Expected 2 fields in line 3, saw 3" in in_vain(worker, "table", path)
    path.write_bytes(b"\x89PNG\r\n\xff\xfe,\x00")
    assert str(path) in in_vain(worker, "table", path)
    path.write_text("a,b\n")
    assert look(worker, "table", path)["notes"] == [f"{path} has no rows."]
    parquet = tmp_path / "table.parquet"
    parquet.write_bytes(b"PAR1 no")
    assert str(parquet) in in_vain(worker, "table", parquet)


def test_classes_and_sizes_of_a_folder_of_images(worker: RealWorker, tmp_path: Path) -> None:
    for name, count in (("cats", 3), ("dogs", 2)):
        (tmp_path / name).mkdir()
        for number in range(count):
            size = (8, 6) if name == "cats" else (4, 4)
            Image.new("RGB", size).save(tmp_path / name / f"{number}.png")
    (tmp_path / "dogs" / "broken.png").write_bytes(b"no image")
    found = look(worker, "images", tmp_path)
    assert found["classes"] == {"cats": 3, "dogs": 3}
    assert found["samples"] == 6
    assert found["by_name"]["images"]["shape"] == [6, 8, 3]
    assert found["by_name"]["labels"]["distinct"] == 2
    assert found["sizes"] == [[6, 8, 3], [4, 4, 2]]
    assert found["notes"][0].endswith("broken.png cannot be read as an image.")
    assert "no folders with images" in in_vain(worker, "images", tmp_path / "cats")


def test_embedded_sets_are_looked_at_like_files(worker: RealWorker) -> None:
    digits = look(worker, "sklearn", name="digits")
    assert digits["samples"] == 1797
    assert digits["by_name"]["images"]["shape"] == [8, 8]
    assert digits["by_name"]["labels"]["distinct"] == 10
    iris = look(worker, "sklearn", name="iris")
    assert list(iris["by_name"])[-1] == "target"
    assert "it has digits, iris" in in_vain(worker, "sklearn", name="moons")


def test_a_set_of_keras_that_is_not_there_is_not_downloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    real = RealWorker()
    found = look(real, "keras", name="mnist")
    real.stop()
    assert found["needs_download"]
    assert "the run downloads 11 MB" in found["notes"][0]


def test_made_samples_have_nothing_to_look_at(worker: RealWorker) -> None:
    assert look(worker, "learnable")["arrays"] == []
    assert worker.ask_in_vain("look_at_data", {"kind": "tape"}).kind == "bad_request"
