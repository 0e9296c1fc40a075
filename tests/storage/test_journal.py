from pathlib import Path

import pytest

from designer.graph.design import CustomLayer
from designer.graph.edits import ChangeCustomLayer, ChangeSettings, Edit, Move, Remove
from designer.storage import to_text
from designer.storage.edit_codec import edit_from_json, edit_to_json
from designer.storage.journal import Journal, left_behind, recover
from tests.builders import two_branch
from tests.graph.test_edits import EDITS

ALL = [
    *EDITS,
    ChangeSettings(two_branch().settings),
    ChangeCustomLayer("Own", CustomLayer("Own", "class Own: ...\n")),
]


@pytest.mark.parametrize("edit", ALL, ids=lambda edit: type(edit).__name__)
def test_edits_survive_being_written(edit: Edit) -> None:
    assert edit_from_json(edit_to_json(edit)) == edit


def journal_of(folder: Path, *edits: Edit) -> Journal:
    design = two_branch()
    journal = Journal(folder, "1")
    journal.begin(to_text(design), folder / "x.kdesign")
    for edit in edits:
        edit.apply(design)
        journal.append(edit)
    return journal


def test_a_crashed_window_is_recovered_to_its_last_edit(tmp_path: Path) -> None:
    journal = journal_of(tmp_path, Remove("n7"), Move((("n1", (3.0, 4.0)),)))
    recovered = recover(journal.path)
    assert recovered and recovered.edits == 2 and recovered.path == tmp_path / "x.kdesign"
    assert "n7" not in recovered.design.main
    assert recovered.design.main.node("n1").position == (3.0, 4.0)


def test_a_torn_last_line_costs_only_itself(tmp_path: Path) -> None:
    journal = journal_of(tmp_path, Remove("n7"), Remove("n6"))
    text = journal.path.read_text()
    journal.path.write_text(text[:-20])
    recovered = recover(journal.path)
    assert recovered and recovered.edits == 1 and "n6" in recovered.design.main


@pytest.mark.parametrize("text", ["", "{}", "nonsense", '{"base": "x", "path": ""}\n'])
def test_a_journal_that_holds_nothing_recovers_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "1.journal"
    path.write_text(text)
    assert recover(path) is None


def test_a_design_without_edits_and_a_closed_one_leave_no_journal(tmp_path: Path) -> None:
    journal_of(tmp_path)
    assert list(tmp_path.iterdir()) == []
    journal_of(tmp_path, Remove("n7")).end()
    assert list(tmp_path.iterdir()) == []


def test_only_journals_of_windows_that_are_gone_are_offered(tmp_path: Path) -> None:
    journal_of(tmp_path, Remove("n7"))
    assert left_behind(tmp_path, lambda name: False) == [tmp_path / "1.journal"]
    assert left_behind(tmp_path, lambda name: True) == []


def test_a_folder_that_cannot_be_written_stops_no_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    journal = journal_of(tmp_path / "file", Remove("n7"))
    assert "could not be written" in journal.failure
