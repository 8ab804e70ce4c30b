import math

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtWidgets import QAbstractButton, QLabel

from lossgui.core.spec import make_spec
from lossgui.ui.losses.columns import Column


class Longer(QTranslator):
    """Stands in for a language whose texts are 40 % longer."""

    def isEmpty(self):
        return False

    def translate(self, context, source, disambiguation=None, n=-1):
        return source + "x" * math.ceil(0.4 * len(source))


@pytest.fixture
def longer(panel, qtbot):
    """Switch the open panel to a language with longer texts."""
    translator = Longer()
    QCoreApplication.installTranslator(translator)
    qtbot.waitUntil(lambda: panel.accessibleName() == "Lossesxxx")
    yield panel
    QCoreApplication.removeTranslator(translator)


def test_a_language_chosen_while_the_panel_is_open_reaches_every_text(longer):
    assert longer.findChild(QAbstractButton, "add_loss").text() == "+ Addxx"
    title = longer.model.headerData(Column.RATIO, Qt.Orientation.Horizontal)
    assert title == "Ratioxx"
    assert longer.model.index(0, Column.CHECK).data() == "not askedxxxx"


def test_longer_texts_are_not_cut(longer, studio, selection, qtbot):
    selection.select_loss(studio.session.add_loss(make_spec("bce")))
    widgets = longer.findChildren(QAbstractButton) + longer.findChildren(QLabel)
    lines = [w for w in widgets if w.isVisible() and not getattr(w, "wordWrap", bool)()]

    def uncut():
        assert [w.text() for w in lines if w.width() < w.sizeHint().width()] == []

    qtbot.waitUntil(uncut)
    header = longer.view.horizontalHeader()
    for column in Column:
        title = longer.model.headerData(column, Qt.Orientation.Horizontal)
        assert header.fontMetrics().horizontalAdvance(title) <= longer.view.columnWidth(column)


def test_a_long_sentence_wraps(longer, studio, selection):
    label = longer.findChild(QLabel, "difference_sentence")
    assert label.height() >= label.heightForWidth(label.width())
    assert label.heightForWidth(label.width()) > label.fontMetrics().height()
