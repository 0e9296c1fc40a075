import pytest
from pytestqt.qtbot import QtBot

from designer.ui.elided import WrappedLabel


@pytest.mark.parametrize(
    "text",
    [
        "adds (None, 16) from `batch_normalization_1` and more",
        "____a_name_that_begins_with_underscores",
        "(((((((((((((((((((((((((((((((",
        "/a/path/to/somewhere/that/is/long.kdesign",
    ],
)
def test_a_long_word_may_be_broken_and_loses_no_letter(qtbot: QtBot, text: str) -> None:
    label = WrappedLabel(text)
    qtbot.addWidget(label)
    assert label.words == text
