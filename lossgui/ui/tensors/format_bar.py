"""The small buttons above the grids: decimals, scientific notation, heat colours."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from lossgui.ui.tensors.heat import KINDS

_HEAT_TEXTS = {
    "automatic": QT_TRANSLATE_NOOP("FormatBar", "Automatic"),
    "diverging": QT_TRANSLATE_NOOP("FormatBar", "Two colours, from 0 on"),
    "sequential": QT_TRANSLATE_NOOP("FormatBar", "One colour, from the smallest to the largest"),
    "none": QT_TRANSLATE_NOOP("FormatBar", "None"),
}


class FormatBar(QWidget):
    """Changes a `GridDisplay`.

    Parameters
    ----------
    display : GridDisplay
        What the buttons change.
    shown_decimals : callable
        Gives the decimals that the grids have now, where the step from automatic starts.
    """

    def __init__(self, display, shown_decimals, parent=None):
        super().__init__(parent)
        self.setObjectName("format_bar")
        self._display = display
        self._shown_decimals = shown_decimals
        self._fewer = self._button("fewer_decimals", "−.0")
        self._fewer.clicked.connect(lambda: self._step(-1))
        self._more = self._button("more_decimals", "+.0")
        self._more.clicked.connect(lambda: self._step(1))
        self._scientific = self._button("scientific", "1e")
        self._scientific.setCheckable(True)
        self._scientific.toggled.connect(display.set_scientific)
        self._looks = self._button("heat", "")
        self._looks.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._looks.setMenu(self._make_menu())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        for button in (self._fewer, self._more, self._scientific, self._looks):
            layout.addWidget(button)
        display.changed.connect(self._refresh)
        self._retranslate()
        self._refresh()

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _button(self, name, text):
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setAutoRaise(True)
        return button

    def _make_menu(self):
        menu = QMenu(self)
        menu.setObjectName("heat_menu")
        group = QActionGroup(menu)
        self._heat_actions = {}
        for kind in KINDS:
            action = menu.addAction("")
            action.setCheckable(True)
            action.setActionGroup(group)
            action.triggered.connect(lambda _, k=kind: self._display.set_heat(k))
            self._heat_actions[kind] = action
        menu.addSeparator()
        self._automatic = menu.addAction("")
        self._automatic.setCheckable(True)
        self._automatic.triggered.connect(self._choose_automatic)
        return menu

    def _retranslate(self):
        for button, tip in (
            (self._fewer, self.tr("Fewer decimals")),
            (self._more, self.tr("More decimals")),
            (self._scientific, self.tr("Scientific notation")),
            (self._looks, self.tr("Heat colours and decimals")),
        ):
            button.setToolTip(tip)
            button.setAccessibleName(tip)
        self._looks.setText(self.tr("Colours"))
        self._looks.menu().setAccessibleName(self.tr("Heat colours and decimals"))
        for kind, action in self._heat_actions.items():
            action.setText(QCoreApplication.translate("FormatBar", _HEAT_TEXTS[kind]))
        self._automatic.setText(self.tr("Only as many decimals as needed"))

    def _choose_automatic(self, automatic):
        self._display.set_decimals(None if automatic else self._shown_decimals())

    def _step(self, step):
        self._display.set_decimals(self._shown_decimals() + step)

    def _refresh(self):
        self._scientific.setChecked(self._display.scientific)
        self._heat_actions[self._display.heat].setChecked(True)
        self._automatic.setChecked(self._display.decimals is None)
        self._fewer.setEnabled(self._display.decimals != 0)
