import pytest
from PySide6.QtCore import Qt

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.ui.export_dialog import ExportChoice, ExportDialog
from designer.ui.style_list import NAME
from tests.builders import chain, two_branch


def dialog_for(qtbot, design, style="script", *, shapes=False) -> ExportDialog:
    program = program_of(design, shipped_catalog())
    dialog = ExportDialog(program, ExportChoice(style, shapes))
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


@pytest.mark.parametrize("name", STYLES)
def test_every_style_that_fits_can_be_chosen(qtbot, name):
    dialog = dialog_for(qtbot, chain("Dense"))
    index = dialog.list.model().index(list(STYLES).index(name), 0)
    place = dialog.list.visualRect(index).center()
    qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.choice == ExportChoice(name, False)


def test_a_style_that_does_not_fit_cannot_be_chosen(qtbot):
    dialog = dialog_for(qtbot, two_branch(), "sequential")
    assert dialog.choice.style == "script"
    index = dialog.list.model().index(list(STYLES).index("sequential"), 0)
    place = dialog.list.visualRect(index).center()
    qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert dialog.list.currentIndex().data(NAME) == "script"


def test_shapes_are_offered_where_there_is_code_to_comment(qtbot):
    dialog = dialog_for(qtbot, two_branch(), "notebook", shapes=True)
    assert dialog.choice == ExportChoice("notebook", True)
    styles = list(STYLES)
    for _ in range(styles.index("json") - styles.index("notebook")):
        qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    assert dialog.choice == ExportChoice("json", False)


def test_the_keyboard_is_enough(qtbot):
    dialog = dialog_for(qtbot, chain("Dense"))
    assert dialog.list.hasFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert dialog.choice.style == "function"
