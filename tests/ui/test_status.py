import pytest

from designer.graph.design import Design
from designer.session import Totals
from designer.ui.status import counted, megabytes
from tests.builders import two_branch
from tests.ui.windows import answer_all, window_with


@pytest.mark.parametrize(
    ("errors", "warnings", "words"),
    [
        (0, 0, "No problems"),
        (1, 0, "1 error"),
        (2, 1, "2 errors, 1 warning"),
        (0, 3, "3 warnings"),
    ],
)
def test_problems_are_counted_in_words(errors, warnings, words):
    assert counted(errors, warnings) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (1023, "1023 B"), (872_232, "852 KB"), (8_000_000_000, "7.45 GB")],
)
def test_sizes_are_in_the_units_of_keras(size, words):
    assert megabytes(size) == words


def test_the_size_of_the_model_is_shown_only_when_all_of_it_is_known(qtbot, monkeypatch):
    bench = window_with(qtbot, two_branch())
    bench.client.refuse("shapes", "no")
    bench.session.problems_changed.emit()
    assert bench.window.status.totals.text() == "Incomplete"
    totals = Totals(218_058, 218_058, 0, 872_232)
    monkeypatch.setattr(type(bench.session), "totals", totals)
    bench.session.answers_changed.emit(frozenset())
    assert bench.window.status.totals.text() == "218,058 parameters, 852 KB"
    assert bench.window.status.totals.toolTip() == "218,058 trainable, 0 not trainable"


def test_nothing_is_called_sound_before_keras_has_seen_it(qtbot):
    bench = window_with(qtbot, two_branch())
    assert bench.window.status.problems.text() == "Not checked yet"
    answer_all(bench)
    assert bench.window.status.problems.text() == "No problems"
    bench.document.rename(bench.node("dense_3"), "late")
    bench.session.refresh()
    assert bench.session.is_pending
    assert bench.window.status.problems.text() == "No problems"


def test_an_empty_design_is_neither_sound_nor_incomplete(qtbot):
    bench = window_with(qtbot)
    bench.document.new(Design())
    bench.session.refresh()
    status = bench.window.status
    assert (status.problems.text(), status.totals.text()) == ("Nothing drawn yet", "")
    bench.document.new(two_branch())
    bench.session.refresh()
    assert status.problems.text() == "Not checked yet"


def test_the_zoom_is_shown_and_a_click_resets_it(qtbot):
    bench = window_with(qtbot, two_branch())
    bench.window.canvas.zoom_to(0.5)
    assert bench.window.status.zoom.text() == "50 %"
    bench.window.status.zoom.click()
    assert bench.window.status.zoom.text() == "100 %"


def test_the_size_is_shown_where_the_last_answer_brings_nothing_but_totals(qtbot):
    bench = window_with(qtbot, two_branch())
    answer_all(bench)
    assert bench.window.status.totals.text() == "21 parameters, 84 B"
