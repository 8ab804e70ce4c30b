"""Chooses the slice of an N-D tensor: which axes are rows and columns, where the others stand."""

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from lossgui.ui.notices import announce
from lossgui.ui.tensors.axis_names import axis_title, numbered_title, usual_names
from lossgui.ui.tensors.slicing import default_slicing, slice_code, with_columns, with_rows


def code_font():
    """Give the font of code; its size stays the one of its surroundings."""
    font = QFont()
    font.setFamilies([QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()])
    return font


class AxisSlider(QWidget):
    """Moves along one axis that the grid does not show."""

    moved = Signal(int, int)
    """The axis and its new place."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.axis = 0
        self._label = QLabel()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._box = QSpinBox()
        self._box.setKeyboardTracking(False)
        self._label.setBuddy(self._box)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._box)
        self._slider.valueChanged.connect(self._move)
        self._box.valueChanged.connect(self._move)

    @property
    def slider(self):
        """The slider."""
        return self._slider

    @property
    def box(self):
        """The field beside the slider."""
        return self._box

    def show_axis(self, axis, key, size, place, *, active):
        """Show this axis; `active` marks the one that the slice keys move."""
        self.axis = axis
        name = numbered_title(axis, key)
        self._label.setText(f"▸ {name}" if active else name)
        font = self._label.font()
        font.setBold(active)
        self._label.setFont(font)
        for widget, kind in ((self._slider, "slider"), (self._box, "place")):
            widget.setObjectName(f"axis_{axis}_{kind}")
            widget.setAccessibleName(self.tr("Place on axis {0}").format(name))
            widget.setToolTip(self._tip(key, size, active=active))
            widget.setEnabled(size > 1)
            before = widget.blockSignals(True)
            widget.setRange(0, max(size - 1, 0))
            widget.setValue(place)
            widget.blockSignals(before)

    def _tip(self, key, size, *, active):
        tip = self.tr("{0}: 0 to {1}").format(axis_title(key), size - 1)
        if size == 0:
            tip = self.tr("{0}: this axis is empty").format(axis_title(key))
        keys = self.tr("Ctrl+Page Up and Ctrl+Page Down in the grid move it.")
        other = self.tr("Alt+Up and Alt+Down in the grid choose the axis for Ctrl+Page Up / Down.")
        return f"{tip}\n{keys if active else other}"

    def _move(self, place):
        self.moved.emit(self.axis, place)


class SliceBar(QWidget):
    """Shows and changes a `Slicing`.

    `code_name` is the tensor that the slice is written for.
    """

    slicing_changed = Signal(object)
    """The `Slicing` that the student chose."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("slice_bar")
        self._shape = ()
        self._keys = ()
        self._slicing = default_slicing(())
        self._code_name, self._code_slicing = "", self._slicing
        self._active = None
        self._sliders = []
        self._make_choices()
        self._make_code()
        first = QHBoxLayout()
        for widget in (self._rows_label, self._rows, self._columns_label, self._columns):
            first.addWidget(widget)
        first.addWidget(self._code, 1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)
        self._layout.addLayout(first)
        self._retranslate()

    @property
    def slicing(self):
        """The slicing that is shown."""
        return self._slicing

    @property
    def active_axis(self):
        """The axis that the slice keys move, or None."""
        return self._active

    @property
    def code(self):
        """The slice as code."""
        return slice_code(self._code_slicing, self._code_name) if self._code_name else ""

    @property
    def sliders(self):
        """The sliders in use."""
        return [slider for slider in self._sliders if not slider.isHidden()]

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.show_slicing(self._shape, self._slicing)

    def show_slicing(self, shape, slicing):
        """Show this slicing of tensors of this shape."""
        self._shape, self._slicing = tuple(shape), slicing
        self._keys = usual_names(len(shape))
        self._fill(self._rows, slicing.rows)
        self._fill(self._columns, slicing.columns)
        if self._active not in slicing.fixed_axes:
            self._active = next(iter(slicing.fixed_axes), None)
        self._show_sliders()

    def show_code(self, name, slicing):
        """Write the slice as code for this tensor."""
        self._code_name, self._code_slicing = name, slicing
        self._code.setText(self.code)
        self._code.setAccessibleName(self.tr("Copy {0}").format(self.code))

    def step(self, step):
        """Go to the next (1) or the previous (-1) slice on the active axis."""
        if self._active is not None:
            place = self._slicing.position[self._active] + step
            if 0 <= place < self._shape[self._active]:
                self._move(self._active, place)

    def step_axis(self, step):
        """Let the slice keys move the next (1) or the previous (-1) axis."""
        axes = self._slicing.fixed_axes
        if self._active in axes:
            place = min(max(axes.index(self._active) + step, 0), len(axes) - 1)
            self._active = axes[place]
            self._show_sliders()
            announce(self, numbered_title(self._active, self._keys[self._active]))

    def copy_code(self):
        """Put the slice's code on the clipboard."""
        QGuiApplication.clipboard().setText(self.code)
        announce(self, self.tr("Copied {0}").format(self.code))

    # -------------------------------------------------------------------------------- private

    def _make_choices(self):
        self._rows, self._columns = QComboBox(), QComboBox()
        self._rows_label, self._columns_label = (
            QLabel(self.tr("&Rows")),
            QLabel(self.tr("&Columns")),
        )
        for name, box, label, choose in (
            ("rows_axis", self._rows, self._rows_label, with_rows),
            ("columns_axis", self._columns, self._columns_label, with_columns),
        ):
            box.setObjectName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.activated.connect(lambda place, b=box, c=choose: self._choose(c, b.itemData(place)))
            label.setBuddy(box)

    def _make_code(self):
        self._code = QToolButton()
        self._code.setObjectName("slice_code")
        self._code.setAutoRaise(True)
        self._code.setFont(code_font())
        self._code.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._code.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._code.clicked.connect(self.copy_code)

    def _retranslate(self):
        self._rows_label.setText(self.tr("Rows"))
        self._columns_label.setText(self.tr("Columns"))
        self._rows.setAccessibleName(self.tr("Axis shown as rows"))
        self._columns.setAccessibleName(self.tr("Axis shown as columns"))
        self._code.setToolTip(self.tr("The shown slice as code; click to copy it"))

    def _fill(self, box, axis):
        entries = [numbered_title(place, key) for place, key in enumerate(self._keys)]
        if [box.itemText(place) for place in range(box.count())] != entries:
            box.clear()
            for place, entry in enumerate(entries):
                box.addItem(entry, place)
        box.setCurrentIndex(-1 if axis is None else axis)
        box.setEnabled(len(entries) > 1)

    def _show_sliders(self):
        fixed = self._slicing.fixed_axes
        while len(self._sliders) < len(fixed):
            slider = AxisSlider()
            slider.moved.connect(self._move)
            self._sliders.append(slider)
            self._layout.addWidget(slider)
        for number, slider in enumerate(self._sliders):
            slider.setVisible(number < len(fixed))
        for slider, axis in zip(self._sliders, fixed, strict=False):
            slider.show_axis(
                axis,
                self._keys[axis],
                self._shape[axis],
                self._slicing.position[axis],
                active=axis == self._active,
            )

    def _choose(self, change, axis):
        self._change(change(self._slicing, axis))

    def _move(self, axis, place):
        position = list(self._slicing.position)
        position[axis] = place
        self._change(replace(self._slicing, position=tuple(position)))

    def _change(self, slicing):
        if slicing != self._slicing:
            self.slicing_changed.emit(slicing)
