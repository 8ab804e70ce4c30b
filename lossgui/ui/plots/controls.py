"""The row above a plot that has sliders, buttons or numbers of its own."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QSlider, QWidget

from lossgui.ui.saying import in_language

SLIDER_WIDTH = 110


class DialField(QWidget):
    """One `Dial`: its title, a slider, and the number it stands at."""

    chosen = Signal(str, str)

    def __init__(self, dial, parent=None):
        super().__init__(parent)
        self.dial = dial
        self._label, self._number = QLabel(self), QLabel(self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName(f"plot_dial_{dial.key}")
        self.slider.setFixedWidth(SLIDER_WIDTH)
        self._label.setBuddy(self.slider)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self._label, self.slider, self._number):
            layout.addWidget(part)
        self.slider.valueChanged.connect(self._changed)
        self.retranslate()

    def retranslate(self):
        """Write the texts in the present language."""
        self._label.setText(in_language(self.dial.title))
        self.slider.setAccessibleName(in_language(self.dial.title))
        self.slider.setToolTip(in_language(self.dial.tip))

    def show_state(self, snapshot, view):
        """Show limits and number without telling anybody that they changed."""
        low, high = self.dial.limits(snapshot, view)
        value = self.dial.value(snapshot, view)
        self.slider.blockSignals(True)
        self.slider.setRange(low, high)
        self.slider.setPageStep(max(1, (high - low) // 10))
        self.slider.setValue(value)
        self.slider.blockSignals(False)
        self.slider.setEnabled(low < high)
        self._number.setText(str(value))
        self._number.setMinimumWidth(self.fontMetrics().horizontalAdvance(str(high)))

    def _changed(self, value):
        self._number.setText(str(value))
        self.chosen.emit(self.dial.key, str(value))


class PlotControls(QWidget):
    """The dials and buttons of one plot, and the named numbers of its figure."""

    chosen = Signal(dict)
    """The choices to set, by key."""

    def __init__(self, plot, parent=None):
        super().__init__(parent)
        self.plot = plot
        self.setObjectName(f"plot_controls_{plot.key}")
        self._shown = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(10)
        self.dials = [DialField(dial, self) for dial in plot.dials]
        for field in self.dials:
            field.chosen.connect(lambda key, value: self.chosen.emit({key: value}))
            layout.addWidget(field)
        self.buttons = {press.key: self._button(press) for press in plot.presses}
        for button in self.buttons.values():
            layout.addWidget(button)
        self.readout = QLabel(self)
        self.readout.setObjectName(f"plot_readout_{plot.key}")
        self.readout.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # Many state variables are cut at the edge rather than widening the window.
        self.readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout.addWidget(self.readout, 1)
        self.retranslate()

    def _button(self, press):
        button = QPushButton(self)
        button.setObjectName(f"plot_press_{press.key}")
        button.clicked.connect(lambda: self.chosen.emit(dict(press.change(*self._shown))))
        return button

    def retranslate(self):
        """Write the texts in the present language."""
        for field in self.dials:
            field.retranslate()
        for press in self.plot.presses:
            button = self.buttons[press.key]
            button.setText(in_language(press.title))
            button.setAccessibleName(in_language(press.title))
            button.setToolTip(in_language(press.tip))
            button.setAccessibleDescription(in_language(press.tip))
        self.readout.setAccessibleName(self.tr("State variables"))

    def show_state(self, snapshot, view):
        """Follow what is looked at."""
        self._shown = snapshot, view
        for field in self.dials:
            field.show_state(snapshot, view)
        for press in self.plot.presses:
            self.buttons[press.key].setEnabled(bool(press.change(snapshot, view)))

    def show_figure(self, figure):
        """Show the named numbers of a figure."""
        text = "   ".join(f"{name} = {value}" for name, value in figure.readout)
        if text != self.readout.text():
            self.readout.setText(text)
            self.readout.setToolTip(text.replace("   ", "\n"))
