"""What readers of files say for programmers is told in words for people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from designer.protocol import Failure
from tests.real_worker import RealWorker
from tests.worker.training.scripts import params, training_script

pytestmark = pytest.mark.worker

TABLE = """
    import pandas as pd
    table = pd.read_csv(PATH)
    inputs = table[["age", "size"]].to_numpy("float32")
    return (inputs, table["price"].to_numpy("float32")), None
"""
ARRAYS = """
    archive = np.load(PATH)
    return (archive["x"], archive["y"]), None
"""
PARQUET = """
    import pandas as pd
    table = pd.read_parquet(PATH)
    return (table[["age"]].to_numpy(), table["price"].to_numpy()), None
"""


def refusal(worker: RealWorker, path: object, body: str) -> Failure:
    text = training_script(data=body, head=f"PATH = {str(path)!r}")
    failure = worker.ask_in_vain("train", params(text))
    assert failure.kind == "data", failure
    return failure


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("age,price\n1,2\n", "has no column size. It has age, price."),
        ("", "is empty. Give a file with a row of column names"),
        ("age,size,price\n1,2,3\n1,2,3,4\n", "has 4 values in line 3 where the lines before"),
        ("age,size,price\nyoung,2,3\n", "The column age of"),
        ("age,size,price\nyoung,2,3\n", "such as 'young'; numbers are expected"),
        ("age,size,price\n", "The training data have no samples."),
        ("\xff\xfe,\x81\n", "is no text in UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_of(
    worker: RealWorker, tmp_path: Path, content: str, expected: str
) -> None:
    path = tmp_path / "houses.csv"
    path.write_bytes(content.encode("latin-1"))
    failure = refusal(worker, path, TABLE.replace('"size"]]', '"size"]].dropna()'))
    assert expected in failure.message
    assert str(path) in failure.message or "training data" in failure.message


def test_a_file_that_is_not_there_is_named(worker: RealWorker, tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    assert refusal(worker, path, TABLE).message == f"There is no file {path}."
    relative = refusal(worker, "none.npz", ARRAYS).message
    assert relative.startswith("There is no file none.npz. Relative paths start at /")


def test_a_folder_is_no_table(worker: RealWorker, tmp_path: Path) -> None:
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    assert refusal(worker, folder, TABLE).message == f"{folder} is a folder; a file is expected."


def test_a_parquet_file_that_is_none_is_told_of(worker: RealWorker, tmp_path: Path) -> None:
    path = tmp_path / "empty.parquet"
    path.write_bytes(b"")
    assert "is empty" in refusal(worker, path, PARQUET).message
    path.write_bytes(b"PAR0 this is none")
    assert "is damaged, or of another kind" in refusal(worker, path, PARQUET).message


def test_an_archive_says_which_arrays_it_has(worker: RealWorker, tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    np.savez(path, x=np.zeros((3, 4)), z=np.zeros(3))
    said = refusal(worker, path, ARRAYS).message
    assert said == f"{path} has no array y. It has x, z. Change the mapping of the data."


def test_a_pickle_is_refused_with_the_reason(worker: RealWorker, tmp_path: Path) -> None:
    path = tmp_path / "data.npz"
    np.savez(path, x=np.array([{"a": 1}], dtype=object), y=np.zeros(1))
    assert "which may run code when they are read" in refusal(worker, path, ARRAYS).message
    path.write_text("a,b\n1,2\n")
    assert "is no NumPy file" in refusal(worker, path, ARRAYS).message
    path.write_bytes(b"")
    assert "is empty" in refusal(worker, path, ARRAYS).message
    path.write_bytes(b"PK\x03\x04 cut off")
    assert "is damaged" in refusal(worker, path, ARRAYS).message


def test_what_the_script_says_itself_is_left_as_it_is(worker: RealWorker) -> None:
    failure = refusal(worker, "", "raise ValueError('digits has one array; x and y are inputs.')")
    assert failure.message == "digits has one array; x and y are inputs."


def test_a_set_that_must_be_downloaded_says_so(worker: RealWorker) -> None:
    body = """
        raise Exception("URL fetch failure on https://some.where/mnist.npz: None -- [Errno -2] no")
    """
    assert "mnist.npz could not be downloaded" in refusal(worker, "", body).message


def test_a_missing_package_is_named(worker: RealWorker) -> None:
    failure = refusal(worker, "", "import no_such_package\nreturn None")
    assert "Loading these data needs no_such_package" in failure.message


def test_data_larger_than_memory_are_a_failure_of_memory(worker: RealWorker) -> None:
    text = training_script(data="return (np.zeros((10**9, 10**6)), np.zeros(3)), None")
    failure = worker.ask_in_vain("train", params(text))
    assert failure.kind == "memory"
    assert failure.message.startswith("The data need more memory than there is.")


def test_a_result_of_another_form_says_what_is_expected(worker: RealWorker) -> None:
    said = refusal(worker, "", "return np.zeros((3, 4))").message
    assert "(training, validation)" in said
    assert said.endswith("this one returns a ndarray.")
