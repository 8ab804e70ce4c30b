"""The command palette: find any command by typing a part of its name."""

from PySide6.QtCore import QCoreApplication, QEvent, QSortFilterProxyModel, Qt
from PySide6.QtGui import QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView, QVBoxLayout

from lossgui.ui.action_making import SOURCE, plain
from lossgui.ui.letters import letter_width

ACTION = Qt.ItemDataRole.UserRole
SEARCHED = ACTION + 1
"""The text and, for those who know the window in English, the English one."""
WIDTH_IN_LETTERS = 60
LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(QFrame):
    """A search field over the list of all commands that can be used now."""

    def __init__(self, actions, parent):
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("command_palette")
        self.setAccessibleName(self.tr("Command palette"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._actions = actions
        self._model = QStandardItemModel(self)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self._model)
        self._found.setFilterRole(SEARCHED)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._search = QLineEdit()
        self._search.setObjectName("command_search")
        self._search.setAccessibleName(self.tr("Search the commands"))
        self._search.setPlaceholderText(self.tr("Type a part of a command's name"))
        self._search.textChanged.connect(self._filter)
        self._search.returnPressed.connect(self._run_current)
        self._search.installEventFilter(self)
        self._list = QListView()
        self._list.setObjectName("command_list")
        self._list.setAccessibleName(self.tr("Commands"))
        self._list.setModel(self._found)
        self._list.setUniformItemSizes(True)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.clicked.connect(self._run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self._search)
        layout.addWidget(self._list)

    def open(self):
        """Show the palette over the middle of the window, with nothing typed yet."""
        self._model.clear()
        for action in self._actions:
            if action.isEnabled():
                self._model.appendRow(_item(action))
        self._search.clear()
        self._filter("")
        window = self.parentWidget()
        width = letter_width(self.fontMetrics()) * WIDTH_IN_LETTERS
        self.resize(min(width, window.width()), min(420, window.height()))
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - self.width()) // 2, corner.y() + 60)
        self.show()
        self._search.setFocus()

    def eventFilter(self, watched, event):
        # Up and down move in the list while the search field keeps the keyboard.
        if event.type() == QEvent.Type.KeyPress and event.key() in LIST_KEYS:
            self._list.event(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event):
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _filter(self, text):
        self._found.setFilterFixedString(text.strip())
        self._list.setCurrentIndex(self._found.index(0, 0))

    def _run_current(self):
        self._run(self._list.currentIndex())

    def _run(self, index):
        action = index.data(ACTION)
        if action is not None:
            self.hide()
            action.trigger()


def _item(action):
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    text = QCoreApplication.translate("CommandPalette", "{0}: {1}")
    text = text.format(action.data(), plain(action.text()))
    item = QStandardItem(action.icon(), f"{text}    {keys}" if keys else text)
    item.setData(action, ACTION)
    item.setData(f"{item.text()}\n{action.property(SOURCE)}", SEARCHED)
    item.setToolTip(action.statusTip())
    return item
