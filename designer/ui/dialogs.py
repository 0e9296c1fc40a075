"""Questions that must be answered before anything goes on, and two lists to read.

News is never told here: see `notices`. Each function asks and returns the answer.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QCoreApplication, Qt, qVersion
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from designer import __version__

T = QCoreApplication.translate
SAVE, DISCARD, CANCEL = "save", "discard", "cancel"


def ask_about_changes(parent: QWidget, title: str) -> str:
    """Save, discard or cancel, before a design with unsaved changes is left."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(T("Dialogs", "Unsaved changes"))
    box.setText(T("Dialogs", "Save the changes to “{title}”?").format(title=title))
    box.setInformativeText(T("Dialogs", "They are lost otherwise."))
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    answers = {buttons.Save.value: SAVE, buttons.Discard.value: DISCARD}
    return answers.get(box.exec(), CANCEL)


def ask_about_draft(parent: QWidget) -> bool:
    """Whether code that is only typed, here or in a custom layer, may be lost with its design."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(T("Dialogs", "Code that is not applied"))
    box.setText(T("Dialogs", "There is code that was typed but not applied."))
    box.setInformativeText(T("Dialogs", "It is lost if you go on."))
    leave = box.addButton(T("Dialogs", "Discard the draft"), QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(T("Dialogs", "Go back to it"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is leave


def ask_about_run(parent: QWidget, name: str) -> bool:
    """Whether a run that goes on may be ended with its design."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(T("Dialogs", "A run is going on"))
    box.setText(T("Dialogs", "“{name}” is still training.").format(name=name))
    box.setInformativeText(T("Dialogs", "It is ended if you go on, and what it learned is lost."))
    leave = box.addButton(T("Dialogs", "End the run"), QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(T("Dialogs", "Let it train"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is leave


def ask_trust(parent: QWidget, title: str, held_back: Iterable[str]) -> bool:
    """Whether the code that came with a file may run; every piece of it is listed."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(T("Dialogs", "Trust this design?"))
    box.setText(T("Dialogs", "“{title}” brings code of its own.").format(title=title))
    listed = "\n".join(f"•  {sentence}" for sentence in held_back)
    warning = T(
        "Dialogs", "It can do on this machine whatever you can. Trust it if you trust its author."
    )
    box.setInformativeText(f"{listed}\n\n{warning}")
    trust = box.addButton(T("Dialogs", "Trust and run"), QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(T("Dialogs", "Keep it from running"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is trust


def ask_trust_code(parent: QWidget, name: str) -> bool:
    """Whether a file of code may run, so that it can be seen which models it makes."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(T("Dialogs", "Run this code?"))
    box.setText(T("Dialogs", "“{name}” is run to see which models it makes.").format(name=name))
    box.setInformativeText(
        T(
            "Dialogs",
            "It can do on this machine whatever you can. Run it if you trust its author.",
        )
    )
    run = box.addButton(T("Dialogs", "Trust and run"), QMessageBox.ButtonRole.AcceptRole)
    leave = box.addButton(T("Dialogs", "Leave it"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(leave)
    box.setEscapeButton(leave)
    box.exec()
    return box.clickedButton() is run


def ask_architecture(parent: QWidget, names: list[str]) -> str | None:
    """One of the architectures of Keras; None for none of them."""
    name, is_wanted = QInputDialog.getItem(
        parent,
        T("Dialogs", "Known architecture"),
        T("Dialogs", "It is opened up layer by layer, without its weights."),
        names,
        names.index("ResNet50") if "ResNet50" in names else 0,
        editable=False,
    )
    return name if is_wanted else None


def ask_model(parent: QWidget, names: list[str], likely: int) -> int | None:
    """The place of one of several models of one source; None for none of them."""
    name, is_wanted = QInputDialog.getItem(
        parent,
        T("Dialogs", "Several models"),
        T("Dialogs", "The code makes {count} models. Which one?").format(count=len(names)),
        names,
        likely,
        editable=False,
    )
    return names.index(name) if is_wanted else None


def ask_code(parent: QWidget) -> str | None:
    """Python code that makes a model, which may run; None for none."""
    dialog = CodeDialog(parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    return dialog.text() if accepted and dialog.text().strip() else None


def ask_recover(parent: QWidget, what: str, edits: int) -> bool:
    """Whether to take up a design that a crashed window left behind."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(T("Dialogs", "Recover unsaved work?"))
    box.setText(
        T("Dialogs", "The designer did not close properly while “{what}” was open.").format(
            what=what
        )
    )
    none = T("Dialogs", "It had not been saved, and can be recovered.")
    one = T("Dialogs", "1 unsaved step can be recovered.")
    many = T("Dialogs", "{count} unsaved steps can be recovered.").format(count=edits)
    box.setInformativeText({0: none, 1: one}.get(edits, many))
    recover = box.addButton(T("Dialogs", "Recover"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(T("Dialogs", "Throw away"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(recover)
    box.setEscapeButton(recover)
    box.exec()
    return box.clickedButton() is recover


def ask_command(parent: QWidget, command: str) -> str | None:
    """The command line of a Python with Keras for the worker; None when it stays as it is."""
    text, is_wanted = QInputDialog.getText(
        parent,
        T("Dialogs", "Python of the worker"),
        T(
            "Dialogs",
            "A Python that has Keras, for example /opt/gpu/bin/python, or a command that starts\n"
            "one on another machine. Empty for the Python that runs this program.",
        ),
        QLineEdit.EchoMode.Normal,
        command,
    )
    return text if is_wanted else None


def show_shortcuts(parent: QWidget, rows: Iterable[tuple[str, str, str]]) -> None:
    """The list of (where, what, keys), with a field to search it."""
    ShortcutList(rows, parent).exec()


def show_about(parent: QWidget) -> None:
    text = T(
        "Dialogs",
        "<h3>Keras Model Designer {version}</h3>"
        "<p>Draw a Keras network, see its shapes at every moment, leave with clean Keras code.</p>"
        "<p>MIT licence. Built on Qt {qt} (PySide6 {pyside}, LGPL), networkx (BSD) and Keras"
        " (Apache 2.0), which runs in a process of its own. The icons are Lucide's (ISC).</p>",
    ).format(version=__version__, qt=qVersion(), pyside=pyside_version)
    QMessageBox.about(parent, T("Dialogs", "About"), text)


class CodeDialog(QDialog):
    """A field for code, and the question whether it may run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import from Python code"))
        self.resize(640, 480)
        what = QLabel(
            self.tr(
                "Paste code that makes a keras.Model. It is run in the worker, to see which models"
                " it makes: paste only what you trust."
            )
        )
        what.setWordWrap(True)
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(self.tr("Code"))
        self.field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.field.setPlaceholderText(
            "import keras\n\ninputs = keras.Input(shape=(784,))\n"
            "outputs = keras.layers.Dense(10)(inputs)\nmodel = keras.Model(inputs, outputs)"
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.run_button = buttons.addButton(
            self.tr("Trust and run"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.run_button.setEnabled(False)
        self.field.textChanged.connect(self._on_text_changed)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (what, self.field, buttons):
            column.addWidget(widget)

    def text(self) -> str:
        return self.field.toPlainText()

    def _on_text_changed(self) -> None:
        self.run_button.setEnabled(bool(self.text().strip()))


class ShortcutList(QDialog):
    """Every shortcut of the window, by menu."""

    def __init__(self, rows: Iterable[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.resize(520, 600)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search the shortcuts"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_search)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        self.tree.setAccessibleName(self.tr("Keyboard shortcuts"))
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setColumnWidth(0, 320)
        self.tree.setRootIsDecorated(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (self.search, self.tree, buttons):
            column.addWidget(widget)
        self._fill(rows)

    def _fill(self, rows: Iterable[tuple[str, str, str]]) -> None:
        places: dict[str, QTreeWidgetItem] = {}
        for where, what, keys in rows:
            if where not in places:
                places[where] = QTreeWidgetItem(self.tree, [where])
                places[where].setFlags(Qt.ItemFlag.ItemIsEnabled)
                font = places[where].font(0)
                font.setBold(True)
                places[where].setFont(0, font)
                places[where].setExpanded(True)
            QTreeWidgetItem(places[where], [what, keys])

    def _on_search(self, text: str) -> None:
        wanted = text.casefold()
        for index in range(self.tree.topLevelItemCount()):
            place = self.tree.topLevelItem(index)
            if place is None:
                continue
            children = (place.child(row) for row in range(place.childCount()))
            rows = [row for row in children if row]
            for row in rows:
                row.setHidden(wanted not in f"{row.text(0)} {row.text(1)}".casefold())
            place.setHidden(all(row.isHidden() for row in rows))
