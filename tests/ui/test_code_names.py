import pytest
from PySide6.QtGui import QFont, QTextDocumentFragment
from pytestqt.qtbot import QtBot

from designer.ui.code_names import laid_out, plainly, richly
from designer.ui.elided import WrappedLabel

SENTENCE = "`add` adds <2> from `batch_normalization_1` & `x`.\nThey part."


def test_names_lose_the_marks_around_them_and_nothing_else_changes(qapp) -> None:
    assert plainly(SENTENCE) == "add adds <2> from batch_normalization_1 & x.\nThey part."
    assert QTextDocumentFragment.fromHtml(richly(SENTENCE)).toPlainText() == plainly(SENTENCE)


@pytest.mark.parametrize("text", ["Output with path `` is lost.", "A lone ` stays.", ""])
def test_marks_around_nothing_stay(qapp, text: str) -> None:
    assert plainly(text) == text


def test_painted_lines_have_their_names_in_a_font_of_code(qapp) -> None:
    layout = laid_out(SENTENCE, QFont(), 200.0)
    spans = [(each.start, each.length) for each in layout.formats()]
    names = [layout.text()[start : start + length] for start, length in spans]
    assert names == ["add", "batch_normalization_1", "x"]
    assert layout.lineCount() > 2


def test_a_label_shows_names_as_code_and_tells_its_words_as_they_were(qtbot: QtBot) -> None:
    label = WrappedLabel(SENTENCE)
    qtbot.addWidget(label)
    assert label.words == SENTENCE and "`" not in label.text()
    label.setText("a < b & c")
    assert label.text() == "a < b & c"
