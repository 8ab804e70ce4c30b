"""The selected loss as code: written when it is looked at, and right when it is copied."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QPushButton

from lossgui.core import emit
from lossgui.core.spec import make_spec
from lossgui.ui.code.emitted_page import EmittedPage


@pytest.fixture
def page(studio, selection, qtbot):
    """The page, shown."""
    page = EmittedPage(studio, selection)
    qtbot.addWidget(page)
    page.show()
    page.choose("numpy")
    yield page
    page.close()
    page.deleteLater()


def choose(page, name, text):
    """Choose an entry of one of the page's lists by its text."""
    found = page.findChild(QComboBox, name)
    found.setCurrentText(text)
    found.activated.emit(found.currentIndex())


def run(page, name, studio):
    """Run the code being shown on the session's tensors."""
    scope = {}
    exec(page.text, scope)  # our own code
    tensors = studio.session.state.tensors
    return scope[name](tensors["y_true"].values, tensors["y_pred"].values)


def test_the_code_gives_the_loss_s_own_number(page, studio):
    value = run(page, "mean_squared_error", studio)
    assert value == studio.snapshot.rows[0].result.value


def test_another_loss_brings_its_own_code(page, studio, selection):
    selection.select_loss(studio.snapshot.rows[1].row.ident)
    assert run(page, "half_sum_of_squares", studio) == pytest.approx(0.355)


def test_the_gradient_is_a_choice(page, studio):
    choose(page, "emitted_what", "Gradient by y_pred")
    found = run(page, "mean_squared_error_by_y_pred", studio)
    np.testing.assert_array_equal(found, studio.snapshot.rows[0].gradient("y_pred"))


def test_every_target_can_be_chosen_and_has_a_title(page):
    found = page.findChild(QComboBox, "emitted_framework")
    keys = [found.itemData(place) for place in range(found.count())]
    assert keys == list(emit.TARGETS)
    titles = [found.itemText(place) for place in range(found.count())]
    assert titles == ["NumPy", "Keras 3", "TensorFlow", "PyTorch", "JAX"]


def test_a_loss_that_cannot_be_written_says_so_in_place(page, studio, selection, monkeypatch):
    def refuse(*_arguments, **_choices):
        raise ValueError("no source for sort")

    monkeypatch.setattr(emit, "emit", refuse)
    selection.select_loss(studio.snapshot.rows[1].row.ident)
    assert page.text == ""
    assert page.problem == "no source for sort"
    assert not page.findChild(QPushButton, "emitted_copy").isEnabled()


def test_without_a_loss_the_page_says_what_to_do(page, studio):
    for row in studio.session.state.losses:
        studio.session.remove_loss(row.ident)
    assert page.text == ""
    assert page.problem == "Add a loss to see its code."


def test_copy_takes_all_of_it_or_what_is_selected(page, qtbot):
    qtbot.mouseClick(page.findChild(QPushButton, "emitted_copy"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == page.text
    editor = page.findChild(QPushButton, "emitted_copy").parent().findChild(type(page._code))
    cursor = editor.textCursor()
    cursor.select(cursor.SelectionType.LineUnderCursor)
    editor.setTextCursor(cursor)
    page.copy()
    assert QGuiApplication.clipboard().text() == "import numpy as np"


def test_the_code_cannot_be_changed(page, qtbot):
    before = page.text
    qtbot.keyClicks(page._code, "x")
    qtbot.keyClick(page._code, Qt.Key.Key_Return)
    qtbot.keyClick(page._code, Qt.Key.Key_Tab)
    assert page.text == before


def test_nothing_is_written_while_the_page_is_hidden(page, studio, selection, monkeypatch):
    page.hide()
    before = page.text
    selection.select_loss(studio.snapshot.rows[1].row.ident)
    assert page.text == before
    page.show()
    assert "half_sum_of_squares" in page.text


def test_an_edit_of_a_cell_writes_nothing_anew(page, studio, monkeypatch):
    calls = []
    write = emit.emit
    monkeypatch.setattr(emit, "emit", lambda *a, **k: calls.append(a) or write(*a, **k))
    studio.session.set_cells("y_pred", (0, 0), 0.25)
    assert calls == []
    spec = make_spec("mae")
    studio.session.set_spec(studio.session.state.losses[0].ident, spec)
    assert len(calls) == 1
    assert "mean_absolute_error" in page.text


def test_the_framework_is_a_choice(page):
    choose(page, "emitted_framework", "PyTorch")
    assert page.framework == "torch"
    assert "import torch" in page.text


def test_weights_are_arguments_of_the_code(page, studio, selection):
    session = studio.session
    ident = session.state.losses[0].ident
    session.set_tensor("sample_weight", np.array([1.0, 2.0, 0.0]))
    sources = {**session.state.losses[0].sources, "sample_weight": "sample_weight"}
    session.set_sources(ident, sources)
    assert "sample_weight" in page.text.split("def mean_squared_error(")[1].split(")")[0]
