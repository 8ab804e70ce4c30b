"""Everything that takes the keyboard has a name, and nothing is cut off in longer languages."""

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QRect, Qt, QTranslator
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QToolBar,
    QToolButton,
    QWidget,
)

from lossgui.ui.language import languages, speaking

# Made by Qt itself where a toolbar or a row of tabs is too narrow.
OWN = ("qt_toolbar_ext_button", "ScrollLeftButton", "ScrollRightButton", "qt_menubar_ext_button")


def focusable(window):
    """Every widget of the window that can get the keyboard."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.objectName() not in OWN
    ]


def name_of(widget):
    """What a screen reader calls the widget."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def describe(widget):
    parents = []
    while widget is not None:
        parents.append(f"{type(widget).__name__} {widget.objectName()!r}")
        widget = widget.parentWidget()
    return " in ".join(parents[:4])


def test_every_widget_that_takes_the_keyboard_has_a_name(window):
    window.docks[0].show()
    nameless = [describe(w) for w in focusable(window) if not name_of(w) and is_own(w)]
    assert nameless == []


def is_own(widget):
    """Leave out parts of a widget that has a name itself, such as a spin box's line edit."""
    parent = widget.parentWidget()
    proxied = parent is not None and widget.focusProxy() is parent
    inner = isinstance(widget, QLineEdit | QScrollBar) and widget.objectName().startswith("qt_")
    while parent is not None and not isinstance(parent, QComboBox):
        parent = parent.parentWidget()
    return not (proxied or inner or parent is not None)


def test_every_widget_that_takes_the_keyboard_has_an_object_name(window):
    nameless = [describe(w) for w in focusable(window) if not w.objectName() and is_own(w)]
    assert nameless == []


def test_icons_alone_are_never_a_button_s_only_text(window):
    silent = [
        describe(button)
        for button in window.findChildren(QAbstractButton)
        if button.isVisible()
        and not name_of(button)
        and button.objectName() not in OWN
        and not isinstance(button.parent(), QToolBar | QTabBar)
    ]
    assert silent == []


def test_tab_reaches_every_panel(window, qtbot):
    reached = set()
    panels = (window.tensors, window.stages, window.plots, window.losses, window.steps)
    widget = window.tensors.boxes[0].view
    for _ in range(400):
        widget = widget.nextInFocusChain()
        reached |= {p for p in panels if p.isAncestorOf(widget) and widget.focusPolicy()}
    assert reached == set(panels)


class Longer(QTranslator):
    """Makes every text 40 % longer, with wide letters; what some languages need."""

    def translate(self, context, text, disambiguation=None, n=-1):
        if not text.strip() or text.startswith("<"):
            return text
        return text + "m" * max(1, round(len(text) * 0.4))

    def isEmpty(self):
        return False


@pytest.fixture
def longer_texts(qapp):
    translator = Longer()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def text_width(widget):
    """How wide the widget's text is without any frame; 0 where it may wrap or be shortened."""
    if isinstance(widget, QLabel):
        plain = widget.textFormat() == Qt.TextFormat.PlainText or "<" not in widget.text()
        if widget.wordWrap() or not plain:
            return 0
        return widget.fontMetrics().horizontalAdvance(widget.text())
    if isinstance(widget, QToolButton):
        shows = widget.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonIconOnly
        return widget.fontMetrics().horizontalAdvance(widget.text()) if shows else 0
    if isinstance(widget, QAbstractButton):
        return widget.fontMetrics().horizontalAdvance(widget.text().replace("&", ""))
    if isinstance(widget, QComboBox):
        texts = [widget.itemText(row) for row in range(widget.count())]
        return max((widget.fontMetrics().horizontalAdvance(text) for text in texts), default=0)
    return 0


def visible_part(widget, window):
    """The part of the widget that no parent hides, in the window's coordinates."""
    area = QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())
    parent = widget.parentWidget()
    while parent is not None:
        area &= QRect(parent.mapTo(window, parent.rect().topLeft()), parent.size())
        if parent is window:
            break
        parent = parent.parentWidget()
    return area


def cut_off(window):
    """What does not fit: texts wider than their widget, widgets partly outside of a parent."""
    found = []
    for widget in window.findChildren(QWidget):
        if not shiboken6.isValid(widget) or not widget.isVisible() or widget.isWindow():
            continue
        width = text_width(widget)
        if width and visible_part(widget, window).width() < width:
            found.append(f"{describe(widget)}: needs {width}, has {widget.width()}")
    return found


def overflowing(window):
    """Toolbars that hide some of their buttons behind an arrow."""
    arrows = window.findChildren(QToolButton, "qt_toolbar_ext_button")
    return [describe(arrow) for arrow in arrows if arrow.isVisible()]


def test_nothing_is_cut_off_at_the_first_size(window):
    window.resize(1280, 800)
    QApplication.processEvents()
    assert cut_off(window) == []
    assert not overflowing(window)


@pytest.fixture(params=languages()[1:])
def every_language(request, qapp):
    with speaking(qapp, request.param):
        yield request.param


def test_nothing_is_cut_off_in_any_language(every_language, window):
    window.resize(1280, 800)
    for dock in window.docks:
        dock.show()
    QApplication.processEvents()
    assert window.width() <= 1280
    assert window.height() <= 800
    assert cut_off(window) == []
    assert not overflowing(window)


def test_nothing_is_cut_off_with_texts_40_percent_longer(longer_texts, window):
    window.resize(1280, 800)
    QApplication.processEvents()
    assert window.width() <= 1280
    assert window.height() <= 800
    assert cut_off(window) == []
    assert not overflowing(window)
