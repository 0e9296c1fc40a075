import re

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from designer.catalog.check import fault_in
from designer.catalog.spec import ArgumentSpec
from designer.catalog.table import shipped_catalog
from designer.catalog.values import source_of
from designer.ui.editors.editor import UNSET
from designer.ui.editors.table import EDITORS, editor_for
from designer.ui.editors.words import tooltip

CATALOG = shipped_catalog()
SPECS = [*CATALOG.nodes, *CATALOG.parts]
ARGUMENTS = [each for spec in SPECS for each in (*spec.arguments, *spec.call_arguments)]


def test_every_kind_of_the_catalogue_has_an_editor():
    assert {argument.kind for argument in ARGUMENTS} <= EDITORS.keys()


def test_every_kind_that_arguments_may_have_has_an_editor():
    documented = re.findall(r"^ *\| (`.*?) \|", ArgumentSpec.__doc__ or "", re.MULTILINE)
    kinds = {kind for line in documented for kind in re.findall(r"`(\w+)`", line)}
    assert "initializer" in kinds and kinds == EDITORS.keys()


def test_a_kind_of_a_later_version_gets_a_line_of_source(qtbot: QtBot):
    later = ArgumentSpec("later", "hologram", None)
    assert type(editor_for(later)).__name__ == "SourceEditor"


@pytest.mark.parametrize("kind", sorted(EDITORS))
def test_every_editor_is_named_reachable_and_described(qtbot: QtBot, kind):
    editor = editor_for(ArgumentSpec("thing", kind, None, optional=True, doc="A thing."))
    qtbot.addWidget(editor)
    editor.show_value(UNSET)
    assert len(editor.findChildren(QWidget, "argument:thing")) == 1
    assert editor.input.accessibleName() == "thing"
    assert editor.input.accessibleDescription()
    assert all(stop.focusPolicy().value & 1 for stop in editor.tab_stops), "Tab must reach it"


def test_every_argument_of_the_catalogue_shows_its_default_and_is_content_with_it(qtbot: QtBot):
    for argument in dict.fromkeys((a.name, a.kind, repr(a.default)) for a in ARGUMENTS):
        spec = next(a for a in ARGUMENTS if (a.name, a.kind, repr(a.default)) == argument)
        editor = editor_for(spec)
        qtbot.addWidget(editor)
        editor.show_value(UNSET)
        if spec.is_required:
            continue
        assert fault_in(spec, spec.default) is None
        editor.show_value(spec.default)
        editor.commit()
        assert editor.fault == "", f"{spec.name} = {source_of(spec.default)}"


def test_every_tooltip_of_the_catalogue_names_its_argument():
    assert all(argument.name in tooltip(argument) for argument in ARGUMENTS)
