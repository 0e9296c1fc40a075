from pathlib import Path

import pytest

from designer.importing import ImportFailed
from designer.importing.sources import APPLICATION, CODE, FILE, H5, Source, source_of


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a.keras", "a.json", "a.h5", "a.HDF5", "a.py", "weights.bin"):
        (tmp_path / name).write_text("code")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("a.keras", Source(FILE, Path("a.keras"))),
        ("a.json", Source(FILE, Path("a.json"))),
        ("a.h5", Source(H5, Path("a.h5"))),
        ("a.HDF5", Source(H5, Path("a.HDF5"))),
        ("a.py", Source(CODE, Path("a.py"))),
        ("a.py:build", Source(CODE, Path("a.py"), "build")),
        ("applications:ResNet50", Source(APPLICATION, name="ResNet50")),
    ],
)
def test_a_text_names_a_source(text, source):
    assert source_of(text) == source


@pytest.mark.parametrize("text", ["", "weights.bin", "gone.keras", "a.keras:model", "ResNet50"])
def test_what_is_none_is_refused(text):
    with pytest.raises(ImportFailed):
        source_of(text)


def test_only_code_runs_code():
    texts = ("a.keras", "a.h5", "applications:ResNet50", "a.py")
    assert [source_of(text).runs_code for text in texts] == [False, False, False, True]


def test_what_the_worker_is_asked():
    assert source_of("applications:VGG16").request() == {"application": "VGG16"}
    assert source_of("a.h5").request() == {"h5": "a.h5"}
    asked = {"code": "code", "path": "a.py", "name": "build"}
    assert source_of("a.py:build").request() == asked
