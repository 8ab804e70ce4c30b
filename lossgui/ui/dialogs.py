"""The window's boxes. Only the questions hold the window up: there data would be lost."""

from contextlib import suppress

from PySide6.QtCore import QT_TR_NOOP, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from lossgui.resources_path import resource
from lossgui.session.problems import FileProblem
from lossgui.session.writing import written
from lossgui.ui.action_making import plain, translated
from lossgui.ui.actions import ACTIONS
from lossgui.ui.menu_table import MENUS
from lossgui.ui.notices import announce
from lossgui.ui.system import program_version

SAVE, DISCARD, CANCEL = "save", "discard", "cancel"
OVERWRITE, SAVE_AS = "overwrite", "save as"

GRID_KEYS = (
    ("Tab, Enter", QT_TR_NOOP("Move to the next cell; with Shift to the one before")),
    ("F2", QT_TR_NOOP("Edit the cell's full-precision value")),
    ("Esc", QT_TR_NOOP("Leave the cell as it was")),
    ("Delete", QT_TR_NOOP("Set the selected cells to 0")),
    ("Ctrl+Delete", QT_TR_NOOP("Set the selected cells to NaN")),
    ("Ctrl+Arrows", QT_TR_NOOP("Go to the edge of the grid")),
    ("Ctrl+PgUp, Ctrl+PgDown", QT_TR_NOOP("Previous, next slice")),
    ("Alt+Up, Alt+Down", QT_TR_NOOP("Choose the axis that those keys move along")),
    ("Ctrl+D, Ctrl+R", QT_TR_NOOP("Fill down, fill right")),
)

CODE_KEYS = (
    ("F8", QT_TR_NOOP("Open or close the Code dock")),
    ("Ctrl+Return", QT_TR_NOOP("Add the code as a loss")),
    ("Ctrl+Shift+Return", QT_TR_NOOP("Put the code in the place of its loss's own")),
    ("Tab, Shift+Tab", QT_TR_NOOP("Move lines in and out")),
    ("Esc", QT_TR_NOOP("Leave the editor")),
)


def ask_to_save(parent, name):
    """Ask what to do with unsaved changes; returns SAVE, DISCARD or CANCEL."""
    box = _warning(parent)
    box.setWindowTitle(translated(QT_TR_NOOP("Unsaved changes")))
    box.setText(translated(QT_TR_NOOP("Save the changes to {0}?")).format(name))
    box.setInformativeText(translated(QT_TR_NOOP("They are lost if you do not save them.")))
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    answers = {buttons.Save: SAVE, buttons.Discard: DISCARD}
    answer = answers.get(buttons(box.exec()), CANCEL)
    box.deleteLater()
    return answer


def ask_to_overwrite(parent, name):
    """Ask about a file that another program has changed; returns OVERWRITE, SAVE_AS or CANCEL."""
    box = _warning(parent)
    box.setWindowTitle(translated(QT_TR_NOOP("Changed file")))
    box.setText(translated(QT_TR_NOOP("{0} was changed after it was opened here.")).format(name))
    lost = QT_TR_NOOP(
        "Another window or program saved it. Overwriting it loses what was saved there."
    )
    box.setInformativeText(translated(lost))
    roles = QMessageBox.ButtonRole
    other = box.addButton(translated(QT_TR_NOOP("Save &As…")), roles.AcceptRole)
    overwrite = box.addButton(translated(QT_TR_NOOP("&Overwrite")), roles.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(other)
    box.exec()
    answer = {other: SAVE_AS, overwrite: OVERWRITE}.get(box.clickedButton(), CANCEL)
    box.deleteLater()
    return answer


def ask_to_lose_code(parent, reason):
    """Ask whether to close although the code in the editor cannot be kept; returns the answer."""
    box = _warning(parent)
    box.setWindowTitle(translated(QT_TR_NOOP("Code that is not kept")))
    text = QT_TR_NOOP("The code in the editor cannot be kept until the next start: {0}.")
    box.setText(translated(text).format(reason))
    instead = QT_TR_NOOP("Copy it to another place, or add it as a loss and save the session.")
    box.setInformativeText(translated(instead))
    lose = translated(QT_TR_NOOP("Close and &Lose It"))
    close = box.addButton(lose, QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    answer = box.clickedButton() is close
    box.deleteLater()
    return answer


def _warning(parent):
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)  # names of files can look like markup
    return box


class TextDialog(QDialog):
    """A text to read, to copy and to save, in a window of its own that blocks nothing."""

    def __init__(self, title, sentence, text, parent=None):
        super().__init__(parent)
        self.setObjectName("text_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(720, 420)
        self._text = QPlainTextEdit(text)
        self._text.setObjectName("text_dialog_text")
        self._text.setAccessibleName(title)
        self._text.setReadOnly(True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._label = QLabel(sentence)
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setVisible(bool(sentence))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(self.tr("&Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self.copy)
        save = buttons.addButton(self.tr("&Save…"), QDialogButtonBox.ButtonRole.ActionRole)
        save.clicked.connect(self._choose_file)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        for part in (self._label, self._text, buttons):
            layout.addWidget(part)

    def copy(self):
        """Put the whole text on the clipboard."""
        QGuiApplication.clipboard().setText(self._text.toPlainText())

    def save(self, path):
        """Write the text to a file; a failure is a sentence above the text."""
        try:
            with written(path) as stream:
                stream.write(self._text.toPlainText().encode())
        except FileProblem as problem:
            self._label.setText(str(problem))
            self._label.show()
            announce(self, str(problem))

    def _choose_file(self):
        dialog = QFileDialog(self, self.tr("Save"), "lossgui-details.txt")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self.save)
        dialog.open()


class ShortcutsDialog(QDialog):
    """Every command that has keys, by menu, and the keys of the grids."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("shortcuts_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.resize(620, 640)
        rows = [
            *_menu_keys(),
            *((self.tr("Grid"), translated(what), keys) for keys, what in GRID_KEYS),
            *((self.tr("Code"), translated(what), keys) for keys, what in CODE_KEYS),
        ]
        table = QTableWidget(len(rows), 3)
        table.setObjectName("shortcuts_table")
        table.setAccessibleName(self.tr("Keyboard shortcuts"))
        table.setHorizontalHeaderLabels([self.tr("Where"), self.tr("What"), self.tr("Keys")])
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                table.setItem(row, column, QTableWidgetItem(text))
        table.resizeColumnToContents(2)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(table)
        layout.addWidget(buttons)


def _menu_keys():
    """Yield the menu, the text and the keys of every command that has keys."""
    entries = {entry.name: entry for entry in ACTIONS}
    for title, names in MENUS:
        for entry in (entries[name] for name in names if name in entries):
            if entry.keys:
                native = QKeySequence.SequenceFormat.NativeText
                keys = ", ".join(QKeySequence(each).toString(native) for each in entry.keys)
                yield plain(translated(title)), plain(translated(entry.text)), keys


def show_about(parent):
    """Say what this program is, beside the window and without blocking it."""
    box = QMessageBox(parent)
    box.setObjectName("about_box")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowModality(Qt.WindowModality.NonModal)
    box.setWindowTitle(translated(QT_TR_NOOP("About lossgui")))
    box.setIconPixmap(parent.windowIcon().pixmap(64, 64))
    box.setText(f"lossgui {program_version()}")
    box.setInformativeText(
        translated(
            QT_TR_NOOP(
                "See how a loss value comes out of two tensors, step by step, and why two losses "
                "give different numbers. Free software under the MIT licence."
            )
        )
    )
    with suppress(FileNotFoundError):  # only packages bring others' work along
        text = resource("THIRD_PARTY_LICENSES.txt").read_text("utf-8")
        box.setDetailedText(text)
    box.show()
    return box
