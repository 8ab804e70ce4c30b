"""The selected loss, or its gradient, as source code of a framework: to read and to copy."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lossgui.session.state import WEIGHTS
from lossgui.ui.code.editor import CodeEditor
from lossgui.ui.code.highlighter import PythonHighlighter
from lossgui.ui.icons import icon
from lossgui.ui.losses.sentence import SentenceLabel


class EmittedPage(QWidget):
    """Writes the selected loss out whenever it or the shapes of its tensors change.

    Nothing is written while the page cannot be seen.
    """

    def __init__(self, studio, selection, parent=None):
        super().__init__(parent)
        self.setObjectName("emitted_page")
        self._studio, self._selection = studio, selection
        self._shown = None
        self._make_choices()
        self._code = CodeEditor(self)
        self._code.setObjectName("emitted_code")
        self._code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._highlighter = PythonHighlighter(self._code.document())
        self._problem = SentenceLabel(self)
        self._problem.setObjectName("emitted_problem")
        self._problem.setForegroundRole(QPalette.ColorRole.BrightText)
        self._lay_out()
        self.retranslate()
        studio.snapshot_changed.connect(self.refresh)
        selection.loss_changed.connect(self.refresh)

    @property
    def text(self):
        """The source being shown; empty where the loss cannot be written."""
        return self._code.toPlainText()

    @property
    def problem(self):
        """Why there is no source, or an empty text."""
        return self._problem.text()

    def copy(self):
        """Copy what is selected, or else all of the source."""
        cursor = self._code.textCursor()
        if cursor.hasSelection():
            self._code.copy()
        else:
            self._copy_all()

    # ------------------------------------------------------------------------------- building

    def _make_choices(self):
        from lossgui.core.emit import TARGETS

        self._framework = QComboBox(self)
        self._framework.setObjectName("emitted_framework")
        for key, target in TARGETS.items():
            self._framework.addItem(target.title, key)
        self._framework.activated.connect(self.refresh)
        self._what = QComboBox(self)
        self._what.setObjectName("emitted_what")
        self._what.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._what.activated.connect(self.refresh)
        self._copy = QPushButton(self)
        self._copy.setObjectName("emitted_copy")
        self._copy.setIcon(icon("copy"))
        self._copy.clicked.connect(self._copy_all)

    def _lay_out(self):
        line = QHBoxLayout()
        line.addWidget(self._framework)
        line.addWidget(self._what, 1)
        below = QHBoxLayout()
        below.addStretch()
        below.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addLayout(line)
        layout.addWidget(self._problem)
        layout.addWidget(self._code, 1)
        layout.addLayout(below)

    def retranslate(self):
        """Write all texts again in the language in force."""
        self.setAccessibleName(self.tr("This loss as code"))
        self._framework.setAccessibleName(self.tr("Framework to write the loss for"))
        self._framework.setToolTip(self.tr("The framework that the code is written for"))
        self._what.setAccessibleName(self.tr("Value or gradient"))
        self._what.setToolTip(self.tr("What the function computes"))
        self._copy.setText(self.tr("&Copy"))
        self._copy.setToolTip(self.tr("Copy all of the code"))
        self._copy.setAccessibleName(self.tr("Copy all of the code"))
        self._code.setAccessibleName(self.tr("The selected loss as code, read only"))
        self._problem.set_purpose(self.tr("Why there is no code"))
        self._shown = None
        self.refresh()

    # ------------------------------------------------------------------------------- following

    def choose(self, framework):
        """Write for the framework with this key; one that there is not changes nothing."""
        place = self._framework.findData(framework)
        if place >= 0:
            self._framework.setCurrentIndex(place)
            self.refresh()

    @property
    def framework(self):
        """The key of the framework that is written for."""
        return self._framework.currentData()

    def refresh(self, *_what_changed):
        """Write the selected loss again, if it changed and can be seen."""
        if not self.isVisible():
            return
        row = self._studio.snapshot.row(self._selection.loss)
        self._offer_gradients(row)
        wanted = None if row is None else self._wanted(row)
        if wanted == self._shown and wanted is not None:
            return
        self._shown = wanted
        text, problem = self._written(row)
        if text != self._code.toPlainText():
            self._code.setPlainText(text)
        self._code.setVisible(bool(text))
        self._copy.setEnabled(bool(text))
        self._problem.set_sentence(problem)
        self._problem.setVisible(bool(problem))
        self.layout().setStretchFactor(self._problem, 0 if text else 1)

    def _wanted(self, row):
        """Give what the code depends on: choices, shapes, framework, value or gradient."""
        shapes = [(name, array.shape) for name, array in self._tensors(row).items()]
        return row.row.spec, shapes, self.framework, self._what.currentData()

    def _tensors(self, row):
        tensors = self._studio.snapshot.state.tensors
        return {name: tensors[source].values for name, source in row.row.sources.items()}

    def _written(self, row):
        """Return the source and nothing, or nothing and why there is none."""
        from lossgui.core.emit import emit

        if row is None:
            return "", self.tr("Add a loss to see its code.")
        tensors, entry = self._tensors(row), row.row.spec.entry
        needed = [tensors.pop(name) for name in entry.arguments]
        extra = {n: a for n, a in tensors.items() if n in WEIGHTS or n in entry.optional}
        try:
            wrt = self._what.currentData()
            return emit(row.row.spec, self.framework, *needed, wrt=wrt, **extra), ""
        except ValueError as problem:
            return "", str(problem)

    def _offer_gradients(self, row):
        offered = {None: self.tr("Value")}
        for name in row.row.spec.entry.trained if row else ():
            offered[name] = self.tr("Gradient by {0}").format(name)
        present = {
            self._what.itemData(n): self._what.itemText(n) for n in range(self._what.count())
        }
        if present == offered:
            return
        chosen = self._what.currentData()
        self._what.clear()
        for name, text in offered.items():
            self._what.addItem(text, name)
        self._what.setCurrentIndex(max(self._what.findData(chosen), 0))

    # --------------------------------------------------------------------------------- events

    def _copy_all(self):
        QGuiApplication.clipboard().setText(self._code.toPlainText())

    def showEvent(self, event):
        super().showEvent(event)
        self.refresh()

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._what.clear()
            self.retranslate()
