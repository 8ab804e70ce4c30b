"""A loss that is registered while the program runs is offered by the window without more ado."""

import importlib
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

import lossgui
from lossgui.core.losses import LOSSES
from lossgui.ui.losses.catalogue_model import KEY, CatalogueModel


@pytest.fixture
def registered():
    """Register the loss of CONTRIBUTING's kind for one test."""
    importlib.import_module("tests.core.registered_loss")
    yield "triple_squared_error"
    del LOSSES["triple_squared_error"], sys.modules["tests.core.registered_loss"]


def test_it_is_in_the_catalogue_and_has_a_value(registered):
    assert registered in [entry.key for entry in lossgui.losses()]
    # 3 (0.5² + 1²) / 2
    assert lossgui.evaluate("triple", [[0.0, 0.0]], [[0.5, 1.0]]).value == 1.875


def test_its_code_is_written_and_gives_the_value(registered):
    names = {}
    exec(compile(lossgui.emit(registered), "emitted", "exec"), names)
    assert names[registered]([[0.0, 0.0]], [[0.5, 1.0]]) == 1.875


def test_it_is_found_by_title_alias_and_summary(registered):
    for text in ("triple squared", "triple", "three times"):
        model = CatalogueModel()
        model.search(text)
        assert model.best().data(KEY) == registered


def test_the_window_adds_it_and_shows_its_value(registered, panel, studio, selection, qtbot):
    panel.add_loss()
    search = panel.chooser.findChild(QLineEdit)
    qtbot.keyClicks(search, "triple")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    row = studio.snapshot.row(selection.loss)
    assert row.row.spec.loss == registered
    # The founding example's squared errors add up to 2.13; 3 * 2.13 / 9.
    assert float(row.result.exact) == pytest.approx(0.71)
    studio.session.undo()
    assert len(studio.session.state.losses) == 2
