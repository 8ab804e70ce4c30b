import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QListView

from lossgui.core.losses import LOSSES
from lossgui.ui.losses.catalogue_model import FOUND_AS, KEY, SUMMARY, CatalogueModel, matching
from lossgui.ui.losses.columns import Column


@pytest.fixture
def chooser(panel):
    return panel.chooser


@pytest.fixture
def search(chooser):
    return chooser.findChild(QLineEdit)


@pytest.fixture
def catalogue(chooser):
    return chooser.findChild(QListView)


def keys(model):
    shown = (model.index(row).data(KEY) for row in range(model.rowCount()))
    return [key for key in shown if key is not None]


def test_the_catalogue_keeps_qts_rules(qtmodeltester):
    model = CatalogueModel()
    qtmodeltester.check(model)
    model.search("rmse")
    qtmodeltester.check(model)


def test_every_loss_is_offered_under_its_family():
    model = CatalogueModel()
    assert sorted(keys(model)) == sorted(LOSSES)
    assert set(matching("")) == {loss.family for loss in LOSSES.values()}


def test_every_loss_has_a_summary_and_headings_cannot_be_chosen():
    model = CatalogueModel()
    for row in range(model.rowCount()):
        index = model.index(row)
        if index.data(KEY) is None:
            assert not index.flags() & Qt.ItemFlag.ItemIsEnabled
        else:
            assert index.data(SUMMARY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mse", "mean_squared_error"),
        ("HUBER", "huber"),
        ("labels  likelihood", "binary_crossentropy"),
        ("bce", "binary_crossentropy"),
    ],
)
def test_a_loss_is_found_by_alias_title_and_words(text, found):
    model = CatalogueModel()
    model.search(text)
    assert found in keys(model)
    assert model.best().data(KEY) is not None


@pytest.mark.parametrize(
    ("text", "key", "name"),
    [
        ("BinaryCrossentropy", "binary_crossentropy", "keras.losses.BinaryCrossentropy (Keras 3)"),
        (
            "binary_cross_entropy_with_logits",
            "binary_crossentropy",
            "torch.nn.functional.binary_cross_entropy_with_logits (PyTorch 2)",
        ),
        ("sigmoid_focal_loss", "binary_focal_crossentropy", "optax.sigmoid_focal_loss (optax)"),
        (
            "sklearn.metrics mean_absolute_error",
            "mean_absolute_error",
            "sklearn.metrics.mean_absolute_error (scikit-learn 1)",
        ),
        ("mean_absolute_error", "mean_absolute_error", "(Keras 2.3)"),
    ],
)
def test_a_loss_is_found_by_the_names_of_the_frameworks_and_shows_them(text, key, name):
    model = CatalogueModel()
    model.search(text)
    assert model.best().data(KEY) == key
    assert name in model.best().data(FOUND_AS)
    assert name in model.best().data(Qt.ItemDataRole.AccessibleTextRole)


def test_every_line_of_a_search_is_painted(panel, chooser, search, qtbot):
    panel.add_loss()
    qtbot.keyClicks(search, "huber_loss")
    assert not chooser.grab().isNull()
    chooser.hide()


def test_without_a_search_no_framework_name_is_shown():
    model = CatalogueModel()
    assert {model.index(row).data(FOUND_AS) for row in range(model.rowCount())} <= {None, ""}


def test_what_is_called_exactly_as_searched_is_selected_before_what_only_holds_it():
    model = CatalogueModel()
    model.search("hinge_loss")
    assert model.best().data(KEY) == "hinge"
    assert len(keys(model)) > 1


def test_add_opens_the_catalogue_and_enter_adds_the_loss(
    panel, chooser, search, studio, selection, qtbot
):
    panel.findChild(object, "add_loss").click()
    assert chooser.isVisible()
    qtbot.keyClicks(search, "huber")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert not chooser.isVisible()
    row = studio.session.state.losses[-1]
    assert (row.name, row.spec.loss) == ("C", "huber")
    assert selection.loss == row.ident
    assert studio.session.undo_text == "Add loss C"


def test_a_new_loss_follows_the_selected_ones_dialect_and_dtype(
    panel, chooser, studio, selection, ident
):
    studio.session.set_dtype("float64")
    selection.select_loss(ident("B"))
    panel.add_loss()
    chooser.chosen.emit("mean_absolute_error")
    spec = studio.session.state.losses[-1].spec
    assert (spec.dialect, spec.dtype) == ("textbook", "float64")
    chooser.hide()


def test_the_arrow_keys_move_in_the_list_from_the_search_field(panel, search, catalogue, qtbot):
    panel.add_loss()
    first = catalogue.currentIndex().row()
    qtbot.keyClick(search, Qt.Key.Key_Down)
    assert catalogue.currentIndex().row() > first
    assert catalogue.currentIndex().data(KEY) is not None
    panel.chooser.hide()


def test_a_search_without_result_says_so(panel, chooser, search, studio, qtbot):
    panel.add_loss()
    qtbot.keyClicks(search, "no such loss")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert chooser.isVisible()
    assert any(label.isVisible() for label in chooser.findChildren(QLabel))
    assert len(studio.session.state.losses) == 2
    chooser.hide()


def test_escape_closes_without_a_change(panel, chooser, search, studio, qtbot):
    panel.add_loss()
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert not chooser.isVisible()
    assert not studio.session.can_undo


def test_f2_on_the_loss_opens_the_catalogue_at_it_and_changes_the_row(
    panel, chooser, search, catalogue, cell, spec, studio, qtbot
):
    panel.view.setFocus()
    panel.view.setCurrentIndex(cell(1, Column.LOSS))
    qtbot.keyClick(panel.view, Qt.Key.Key_F2)
    assert chooser.isVisible()
    assert catalogue.currentIndex().data(KEY) == "half_sum_of_squares"
    qtbot.keyClicks(search, "log_cosh")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert spec("B").loss == "log_cosh"
    assert len(studio.session.state.losses) == 2


def test_the_catalogue_stays_on_the_screen(panel, chooser):
    area = QGuiApplication.primaryScreen().availableGeometry()
    for corner in (area.topLeft(), area.bottomRight(), area.bottomLeft(), area.topRight()):
        chooser.open_beside(QRect(corner.x() - 5, corner.y() - 5, 10, 10))
        assert area.contains(chooser.geometry())
        chooser.hide()
