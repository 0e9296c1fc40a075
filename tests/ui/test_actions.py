import re
from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from designer.paths import resource
from designer.ui import dialogs, icons
from designer.ui.actions import ACTIONS, CANVAS, GRAPH, MENUS, plain
from designer.ui.canvas.hands import KEYS
from designer.ui.export_dialog import ExportDialog
from designer.ui.notices import ICONS
from designer.ui.panels import PANELS
from designer.ui.shortcut_list import rows
from tests.builders import two_branch
from tests.ui.windows import window_with

by_name = pytest.mark.parametrize("spec", ACTIONS, ids=lambda spec: spec.name)


def test_no_shortcut_means_two_things():
    keys = Counter(QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys)
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_two_actions_share_a_name():
    names = Counter(spec.name for spec in ACTIONS)
    assert names.most_common(1)[0][1] == 1


@by_name
def test_an_action_says_what_it_does_and_its_keys_exist(spec):
    assert plain(spec.text) and plain(spec.tip)
    assert not spec.tip.endswith(".")
    assert all(not QKeySequence(key).isEmpty() for key in spec.keys)


@by_name
def test_plain_keys_count_on_the_graph_only(spec):
    """`F` and Delete mean something else where a person types."""
    for key in spec.keys:
        has_modifier = re.search(r"Ctrl|Alt|Meta", key) or re.fullmatch(r"(Shift\+)?F\d+", key)
        assert has_modifier or spec.scope in (GRAPH, CANVAS), key


@pytest.mark.parametrize("menu", [name for name, _ in MENUS])
def test_access_keys_differ_within_a_menu(menu):
    submenus = [title for name, title in MENUS if name.startswith(f"{menu}/")]
    texts = [spec.text for spec in ACTIONS if spec.menu == menu] + submenus
    letters = Counter(found[1].lower() for text in texts if (found := re.search("&(.)", text)))
    assert [letter for letter, count in letters.items() if count > 1] == []
    assert len(texts) == sum(letters.values()), "each has an access key"


def test_the_canvas_and_the_window_give_a_key_the_same_meaning():
    verbs = {
        "rename_selected": "rename",
        "open_search": "search_on_canvas",
        "enter_selected": "enter_block",
    }
    meant = {key: spec.name for spec in ACTIONS for key in spec.keys}
    assert {key: verbs.get(verb, verb) for key, verb in KEYS}.items() <= meant.items()


def test_every_icon_that_is_named_is_shipped_and_every_shipped_one_is_used():
    named = {spec.icon for spec in ACTIONS if spec.icon} | {panel.icon for panel in PANELS}
    folder = resource("icons")
    shipped = {path.stem for path in folder.glob("*.svg")}
    sources = (resource().parent / "designer" / "ui").rglob("*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert named - shipped == set()
    assert {name for name in shipped if f'"{name}"' not in text} == set()
    assert (folder / "LICENSE").is_file()
    assert set(ICONS.values()) <= shipped


def test_every_icon_can_be_drawn(qapp):
    for path in resource("icons").glob("*.svg"):
        picture = icons.pixmap(path.stem, "#102030", 24).toImage()
        colours = {
            picture.pixelColor(x, y).name()
            for x in range(24)
            for y in range(24)
            if picture.pixelColor(x, y).alpha() == 255
        }
        assert colours == {"#102030"}, path.stem


def test_every_action_stands_in_its_menu(qtbot):
    window = window_with(qtbot).window
    for spec in ACTIONS:
        assert window.action_set[spec.name] in window.action_set.menu(spec.menu).actions()


def test_actions_that_need_a_design_wait_for_one(qtbot):
    window = window_with(qtbot).window
    actions = window.action_set
    assert not actions["save"].isEnabled() and not actions["export_code"].isEnabled()
    actions["new"].trigger()
    assert actions["save"].isEnabled() and actions["export_code"].isEnabled()
    assert not actions["delete"].isEnabled() and not actions["fit"].isEnabled()


def test_actions_that_need_a_selection_follow_it(qtbot):
    bench = window_with(qtbot, two_branch())
    actions = bench.window.action_set
    assert not actions["delete"].isEnabled()
    bench.context.selection.set([bench.node("dense"), bench.node("dense_1")])
    assert actions["delete"].isEnabled() and not actions["rename"].isEnabled()
    bench.context.selection.set([bench.node("dense")])
    assert actions["rename"].isEnabled()


def test_undo_says_what_it_takes_back(qtbot):
    bench = window_with(qtbot, two_branch())
    bench.document.rename(bench.node("dense"), "pixels")
    undo = bench.window.action_set["undo"]
    assert undo.text() == "&Undo Rename" and undo.isEnabled()
    undo.trigger()
    assert bench.document.graph.named("dense") and not undo.isEnabled()
    assert bench.window.action_set["redo"].text() == "&Redo Rename"


@by_name
def test_every_action_can_be_triggered(qtbot, monkeypatch, spec):
    """With every dialog dismissed; pytest-qt fails the test where a slot raises."""
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *args: ("", ""))
    monkeypatch.setattr(QMessageBox, "exec", lambda box: 0)
    monkeypatch.setattr(QMessageBox, "about", lambda *args: None)
    monkeypatch.setattr(QInputDialog, "getText", lambda *args: ("", False))
    monkeypatch.setattr(QInputDialog, "getItem", lambda *args, **named: ("", False))
    for dialog in (dialogs.ShortcutList, dialogs.CodeDialog, ExportDialog):
        monkeypatch.setattr(dialog, "exec", lambda dialog: 0)
    bench = window_with(qtbot, two_branch())
    bench.context.selection.set([bench.node("dense")])
    for _ in range(2):
        bench.document.add_node("keras.layers.Dense", (0.0, 400.0))
        bench.window.action_set[spec.name].trigger()


def test_the_list_of_shortcuts_holds_every_shortcut(qapp):
    listed = {what for _, what, _ in rows()}
    assert {plain(spec.text) for spec in ACTIONS if spec.keys} <= listed


def test_the_list_of_shortcuts_can_be_searched(qtbot):
    listed = dialogs.ShortcutList(rows())
    qtbot.addWidget(listed)
    listed.show()
    qtbot.keyClicks(listed.search, "redo")
    places = [listed.tree.topLevelItem(i) for i in range(listed.tree.topLevelItemCount())]
    shown = [
        place.child(row).text(0)
        for place in places
        for row in range(place.childCount())
        if not place.isHidden() and not place.child(row).isHidden()
    ]
    assert shown == ["Redo"]
