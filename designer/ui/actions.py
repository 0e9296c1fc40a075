"""Every action of the window in one table: menus, toolbar, shortcuts and the list of shortcuts are
made from it. To add an action, write its function in `commands/` and its row here.

Rows are in the order of the menus. `T` marks text for the translators; it is shown in the
person's language by `shown`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from designer.ui.commands import (
    blocks,
    comparing,
    custom,
    designing,
    editing,
    files,
    helping,
    importing,
    running,
    tools,
    viewing,
)
from designer.ui.commands.conditions import (
    always,
    can_link,
    can_redo,
    can_undo,
    has_architecture,
    has_block,
    has_custom_layer,
    has_design,
    has_node,
    has_nodes,
    has_nodes_selected,
    has_open_design,
    has_problems,
    has_selection,
    has_shared,
    has_worker,
    shows_block,
)
from designer.ui.panels import PANELS
from designer.ui.translation import T

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow

WINDOW = "window"
"""The shortcut counts wherever the focus is in the window."""
CANVAS = "canvas"
"""The shortcut counts on the canvas only, which handles it itself: it is listed here to be seen."""
GRAPH = "graph"
"""The shortcut counts on the canvas and the outline only: plain keys mean letters elsewhere."""


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action: how it is called, where it stands, what it does, and when it can."""

    name: str
    menu: str
    """Name of a menu in `MENUS`."""
    group: int
    """Neighbours of one menu with different numbers are parted by a line."""
    text: str
    tip: str
    run: Callable[[MainWindow], object]
    when: Callable[[MainWindow], bool] = has_design
    keys: tuple[str, ...] = ()
    """Shortcuts, the first one shown in the menu."""
    icon: str = ""
    toolbar: bool = False
    scope: str = WINDOW
    checked: Callable[[MainWindow], bool] | None = None
    """For an action that can be on: whether it is."""
    caption: Callable[[MainWindow], str] | None = None
    """For an action whose text changes: what it is now."""


MENUS = (
    # name, title; a menu whose name has a slash stands inside the other at its first row
    ("file", T("Actions", "&File")),
    ("file/recent", T("Actions", "Open &recent")),
    ("file/import", T("Actions", "I&mport")),
    ("edit", T("Actions", "&Edit")),
    ("view", T("Actions", "&View")),
    ("view/compare", T("Actions", "&Compare")),
    ("view/theme", T("Actions", "&Theme")),
    ("view/panels", T("Actions", "&Panels")),
    ("design", T("Actions", "&Design")),
    ("run", T("Actions", "&Run")),
    ("tools", T("Actions", "&Tools")),
    ("help", T("Actions", "&Help")),
)

# fmt: off
ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("new", "file", 0, T("Actions", "&New"), T("Actions", "Begin an empty design"),
               files.new, always, ("Ctrl+N",), "file-plus", toolbar=True),
    ActionSpec("open", "file", 0, T("Actions", "&Open…"), T("Actions", "Open a design from a file"),
               files.open_design, always, ("Ctrl+O",), "folder-open", toolbar=True),
    ActionSpec("clear_recent", "file/recent", 0, T("Actions", "&Clear this list"),
               T("Actions", "Forget which files were open"), files.clear_recent, always),
    ActionSpec("import_file", "file/import", 1, T("Actions", "A model from a &file…"),
               T("Actions", "Read a .keras or .h5 file, Keras's JSON, or Python code"),
               importing.import_file, always, ("Ctrl+Shift+O",), "download"),
    ActionSpec("import_architecture", "file/import", 1, T("Actions", "A &known architecture…"),
               T("Actions", "Open up a model of keras.applications, without its weights"),
               importing.import_architecture, always, icon="layers"),
    ActionSpec("import_code", "file/import", 1, T("Actions", "From &Python code…"),
               T("Actions", "Paste code that makes a model and draw what it makes"),
               importing.import_code, always, icon="code"),
    ActionSpec("start_page", "file", 1, T("Actions", "Start &page"),
               T("Actions", "Examples and recent files"), files.show_start_page, always,
               ("Ctrl+Shift+H",), "house"),
    ActionSpec("save", "file", 2, T("Actions", "&Save"),
               T("Actions", "Write the design to its file"), files.save, has_open_design,
               ("Ctrl+S",), "save", toolbar=True),
    ActionSpec("save_as", "file", 2, T("Actions", "Save &as…"),
               T("Actions", "Write the design to another file"), files.save_as, has_open_design,
               ("Ctrl+Shift+S",), "save-all"),
    ActionSpec("export_code", "file", 3, T("Actions", "&Export…"),
               T("Actions", "Write the model as code, a notebook or a file of Keras's"),
               files.export_code, has_design, ("Ctrl+E",), "file-code", toolbar=True),
    ActionSpec("export_picture", "file", 3, T("Actions", "Export p&icture…"),
               T("Actions", "Write a picture of the canvas to a file"), files.export_picture,
               has_nodes, ("Ctrl+Shift+E",), "image"),
    ActionSpec("quit", "file", 4, T("Actions", "&Quit"), T("Actions", "Close the window"),
               files.quit_window, always, ("Ctrl+Q",), "power"),

    ActionSpec("undo", "edit", 0, T("Actions", "&Undo"), T("Actions", "Take the last step back"),
               editing.undo, can_undo, ("Ctrl+Z",), "undo-2", toolbar=True,
               caption=editing.undo_caption),
    ActionSpec("redo", "edit", 0, T("Actions", "&Redo"), T("Actions", "Do again what was undone"),
               editing.redo, can_redo, ("Ctrl+Shift+Z", "Ctrl+Y"), "redo-2", toolbar=True,
               caption=editing.redo_caption),
    ActionSpec("cut", "edit", 1, T("Actions", "Cu&t"),
               T("Actions", "Take the selection to the clipboard"), editing.cut, has_design,
               ("Ctrl+X",), "scissors"),
    ActionSpec("copy", "edit", 1, T("Actions", "&Copy"),
               T("Actions", "Copy the selection to the clipboard"), editing.copy, has_design,
               ("Ctrl+C",), "copy"),
    ActionSpec("paste", "edit", 1, T("Actions", "&Paste"),
               T("Actions", "Put in what is on the clipboard"), editing.paste, has_design,
               ("Ctrl+V",), "clipboard-paste"),
    ActionSpec("duplicate", "edit", 1, T("Actions", "&Duplicate"),
               T("Actions", "Copy the selected nodes beside themselves"), editing.duplicate,
               has_selection, ("Ctrl+D",), "copy-plus"),
    ActionSpec("delete", "edit", 1, T("Actions", "De&lete"),
               T("Actions", "Take the selection away; what it fed is fed by what fed it"),
               editing.delete, has_selection, ("Del", "Backspace"), "trash-2", scope=GRAPH),
    ActionSpec("delete_plainly", "edit", 1, T("Actions", "Delete with &wires"),
               T("Actions", "Take the selection and all its wires away"),
               editing.delete_plainly, has_selection, ("Shift+Del",), scope=GRAPH),
    ActionSpec("rename", "edit", 2, T("Actions", "Re&name"),
               T("Actions", "Give the selected node another name"), editing.rename, has_node,
               ("F2",), "pencil", scope=GRAPH),
    ActionSpec("select_all", "edit", 2, T("Actions", "Select &all"),
               T("Actions", "Select every node"), editing.select_all, has_design, ("Ctrl+A",),
               "square-dashed-mouse-pointer"),
    ActionSpec("find", "edit", 2, T("Actions", "&Find a node…"),
               T("Actions", "Find a node of this design by name or class"), editing.find,
               has_design, ("Ctrl+F",), "search"),

    ActionSpec("zoom_in", "view", 0, T("Actions", "Zoom &in"), T("Actions", "Show larger"),
               viewing.zoom_in, has_design, ("Ctrl++", "Ctrl+="), "zoom-in"),
    ActionSpec("zoom_out", "view", 0, T("Actions", "Zoom &out"), T("Actions", "Show more"),
               viewing.zoom_out, has_design, ("Ctrl+-",), "zoom-out"),
    ActionSpec("zoom_reset", "view", 0, T("Actions", "&Actual size"), T("Actions", "Zoom to 100 %"),
               viewing.zoom_reset, has_design, ("Ctrl+0",)),
    ActionSpec("fit", "view", 0, T("Actions", "Show a&ll"),
               T("Actions", "Bring the whole design into view"), viewing.fit, has_nodes, ("Home",),
               "maximize", toolbar=True, scope=CANVAS),
    ActionSpec("fit_selection", "view", 0, T("Actions", "Show &selection"),
               T("Actions", "Bring the selected nodes into view"), viewing.fit_selection,
               has_selection, ("F",), "scan", scope=CANVAS),
    ActionSpec("compare_file", "view/compare", 1, T("Actions", "With a &file…"),
               T("Actions", "Show what differs from an earlier design, in colour"),
               comparing.compare_file, has_design, ("Ctrl+Shift+D",), "diff"),
    ActionSpec("compare_saved", "view/compare", 1, T("Actions", "With the &saved version"),
               T("Actions", "Show what was changed since the design was saved"),
               comparing.compare_saved, comparing.has_saved_version),
    ActionSpec("end_comparison", "view/compare", 2, T("Actions", "&End the comparison"),
               T("Actions", "Show the design alone again"), comparing.end_comparison,
               comparing.is_comparing, icon="x"),
    ActionSpec("theme_system", "view/theme", 1, T("Actions", "As the &system"),
               T("Actions", "Light or dark, as the desktop is"), viewing.theme_system, always,
               icon="monitor", checked=viewing.is_theme_system),
    ActionSpec("theme_light", "view/theme", 1, T("Actions", "&Light"),
               T("Actions", "Dark on light"), viewing.theme_light, always, icon="sun",
               checked=viewing.is_theme_light),
    ActionSpec("theme_dark", "view/theme", 1, T("Actions", "&Dark"), T("Actions", "Light on dark"),
               viewing.theme_dark, always, icon="moon", checked=viewing.is_theme_dark),
    *(ActionSpec(f"panel_{panel.name}", "view/panels", 2, panel.title, panel.tip,
                 viewing.toggler(panel.name), has_design, (panel.key,), panel.icon,
                 checked=viewing.teller(panel.name))
      for panel in PANELS),
    ActionSpec("reset_panels", "view/panels", 3, T("Actions", "&Reset the arrangement"),
               T("Actions", "Put every panel where it was at first"), viewing.reset_panels,
               has_design, icon="layout-dashboard"),
    ActionSpec("next_panel", "view", 3, T("Actions", "&Next panel"),
               T("Actions", "Move the keyboard to the next panel"), viewing.next_panel, has_design,
               ("F6",)),
    ActionSpec("previous_panel", "view", 3, T("Actions", "Pre&vious panel"),
               T("Actions", "Move the keyboard to the panel before"), viewing.previous_panel,
               has_design, ("Shift+F6",)),
    ActionSpec("full_screen", "view", 3, T("Actions", "&Full screen"),
               T("Actions", "Fill the whole screen"), viewing.full_screen, always, ("F11",),
               checked=viewing.is_full_screen),

    ActionSpec("add_input", "design", 0, T("Actions", "Add &input"),
               T("Actions", "Place an input of the model"), designing.add_input, has_design,
               ("Ctrl+I",), "log-in", toolbar=True),
    ActionSpec("add_output", "design", 0, T("Actions", "Add &output"),
               T("Actions", "Place an output of the model, wired to the selected node"),
               designing.add_output, has_design, ("Ctrl+Shift+I",), "log-out", toolbar=True),
    ActionSpec("add_layer", "design", 0, T("Actions", "Add &layer…"),
               T("Actions", "Search a layer in the palette and place it"), designing.add_layer,
               has_design, ("Ctrl+L",), "layers", toolbar=True),
    ActionSpec("search_on_canvas", "design", 0, T("Actions", "&Search on the canvas…"),
               T("Actions", "Type the name of a layer and place it where the pointer is"),
               designing.search_on_canvas, has_design, ("Tab",), "search", scope=CANVAS),
    ActionSpec("inputs_as_dict", "design", 1, T("Actions", "Pass inputs &by name"),
               T("Actions", "The model takes a dict of inputs; otherwise one, or a list"),
               designing.toggle_inputs_as_dict, has_design,
               checked=designing.are_inputs_as_dict),
    ActionSpec("outputs_as_dict", "design", 1, T("Actions", "&Return outputs by name"),
               T("Actions", "The model returns a dict of outputs; otherwise one, or a list"),
               designing.toggle_outputs_as_dict, has_design,
               checked=designing.are_outputs_as_dict),
    ActionSpec("make_block", "design", 2, T("Actions", "&Make a block…"),
               T("Actions", "Put the selected nodes into a block, to use it as one node"),
               blocks.make, has_nodes_selected, ("Ctrl+Shift+G",), "group"),
    ActionSpec("unpack_block", "design", 2, T("Actions", "&Unpack block"),
               T("Actions", "Put what is in the selected block in its place"), blocks.unpack,
               has_block, ("Ctrl+Shift+U",), "ungroup"),
    ActionSpec("open_up", "design", 2, T("Actions", "O&pen up"),
               T("Actions", "Put the layers of the selected architecture in a block"),
               blocks.open_up, has_architecture, ("Ctrl+Shift+P",), "layers"),
    ActionSpec("enter_block", "design", 2, T("Actions", "&Enter block"),
               T("Actions", "Show the inside of the selected block"), blocks.enter, has_block,
               ("Return", "Ctrl+Return"), "corner-right-down", scope=CANVAS),
    ActionSpec("leave_block", "design", 2, T("Actions", "Lea&ve block"),
               T("Actions", "Show the graph around this block"), blocks.leave, shows_block,
               ("Alt+Up",), "corner-left-up", scope=GRAPH),
    ActionSpec("link", "design", 3, T("Actions", "Lin&k layers"),
               T("Actions", "Let the selected nodes call one layer and share its weights"),
               blocks.link, can_link, ("Ctrl+K",), "link"),
    ActionSpec("make_unique", "design", 3, T("Actions", "Make uni&que"),
               T("Actions", "Give each of the selected nodes a layer of its own"),
               blocks.make_unique, has_shared, ("Ctrl+Shift+K",), "unlink"),
    ActionSpec("new_custom_layer", "design", 4, T("Actions", "New &custom layer"),
               T("Actions", "Write a layer of your own for this design"),
               custom.new_custom_layer, has_design, icon="puzzle"),
    ActionSpec("edit_custom_layer", "design", 4, T("Actions", "E&dit custom layer"),
               T("Actions", "Show the source of the custom layer that the selected node calls"),
               custom.edit_custom_layer, has_custom_layer, ("F4",)),
    ActionSpec("tidy", "design", 4, T("Actions", "&Tidy the layout"),
               T("Actions", "Lay the nodes out anew, following the wires"), designing.tidy,
               has_nodes, ("Ctrl+T",), "wand-sparkles", toolbar=True),

    ActionSpec("run", "run", 0, T("Actions", "&Run"),
               T("Actions", "Train the model as the run settings say"), running.run,
               running.can_run, ("F5",), "play", toolbar=True),
    ActionSpec("pause_run", "run", 0, T("Actions", "Pa&use the run"),
               T("Actions", "Hold the run up after its step, or let it go on"), running.pause,
               running.can_pause, ("Ctrl+F5",), "pause", toolbar=True,
               caption=running.pause_caption),
    ActionSpec("stop_run", "run", 0, T("Actions", "&Stop the run"),
               T("Actions", "End the run as soon as it can"), running.stop, running.is_running,
               ("Shift+F5",), "square", toolbar=True),
    ActionSpec("stop_run_after_epoch", "run", 0, T("Actions", "Stop after this &epoch"),
               T("Actions", "Let the run finish the epoch that it is in"),
               running.stop_after_epoch, running.can_pause),

    ActionSpec("check", "tools", 0, T("Actions", "&Check the design"),
               T("Actions", "Look for problems anew and show them"), tools.check, has_design,
               ("F7",), "list-checks"),
    ActionSpec("next_problem", "tools", 0, T("Actions", "&Next problem"),
               T("Actions", "Go to the next problem and its node"), tools.next_problem,
               has_problems, ("F8",), "triangle-alert"),
    ActionSpec("previous_problem", "tools", 0, T("Actions", "Pre&vious problem"),
               T("Actions", "Go to the problem before"), tools.previous_problem,
               has_problems, ("Shift+F8",)),
    ActionSpec("mend", "tools", 0, T("Actions", "Take the first &way out"),
               T("Actions", "Apply the first fix of the problem that is looked at, in one step"),
               tools.mend, tools.can_mend, ("Ctrl+.",)),
    ActionSpec("silence", "tools", 0, T("Actions", "&Silence this warning here"),
               T("Actions", "No longer warn of what is looked at, at its node"), tools.silence,
               tools.can_silence_it),
    ActionSpec("trust", "tools", 0, T("Actions", "&Trust this design…"),
               T("Actions", "Let the code that came with this file run"), tools.trust,
               tools.needs_trust, icon="shield-check"),
    ActionSpec("restart_worker", "tools", 1, T("Actions", "&Restart the worker"),
               T("Actions", "Start the process in which Keras runs anew; nothing is lost"),
               tools.restart_worker, has_worker, ("Ctrl+Shift+R",), "rotate-cw"),

    ActionSpec("worker_python", "tools", 1, T("Actions", "&Python of the worker…"),
               T("Actions", "Choose the Python in which Keras runs, for example one with a GPU"),
               tools.choose_worker_python, always),
    ActionSpec("shortcuts", "help", 0, T("Actions", "&Keyboard shortcuts"),
               T("Actions", "Every shortcut, in one list"), helping.shortcuts, always, ("F1",),
               "keyboard"),
    ActionSpec("examples", "help", 0, T("Actions", "&Examples"),
               T("Actions", "Designs to learn from"), files.show_start_page, always,
               icon="house"),
    ActionSpec("about", "help", 1, T("Actions", "&About"),
               T("Actions", "Version, licences, and what this program is made of"), helping.about,
               always, icon="info"),
)
# fmt: on


def shown(text: str) -> str:
    """A text of the table in the person's language."""
    return QCoreApplication.translate("Actions", text)


def plain(text: str) -> str:
    """The same without the mark of its access key."""
    return shown(text).replace("&", "")


def keys_text(keys: tuple[str, ...]) -> str:
    """Shortcuts as this platform writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(key).toString(native) for key in keys)
