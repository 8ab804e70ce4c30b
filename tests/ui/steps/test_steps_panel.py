import itertools
import math

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt, QTranslator
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from lossgui.core.explain import step_sentence
from lossgui.core.spec import make_spec
from lossgui.ui.steps.chips import readable_on
from lossgui.ui.theme import THEMES


def button(panel, name):
    return panel.findChild(QAbstractButton, name)


def sentence(panel):
    return panel.findChild(QLabel, "step_sentence").text()


def test_the_buttons_go_through_the_steps(panel, selection):
    visited = []
    for name in ("into", "over", "last", "back", "first"):
        button(panel, f"step_{name}").click()
        visited.append(selection.stage)
    assert visited == [1, 2, 4, 3, 0]


def test_no_two_buttons_look_alike(panel):
    names = ("first", "back", "into", "over", "last", "play")
    pictures = [button(panel, f"step_{name}").grab().toImage() for name in names]
    assert all(a != b for a, b in itertools.combinations(pictures, 2))


def test_the_windows_actions_find_their_slots(panel, selection):
    visited = []
    for slot in (panel.step_into, panel.step_over, panel.step_back, panel.last, panel.first):
        slot()
        visited.append(selection.stage)
    assert visited == [1, 2, 1, 4, 0]
    panel.toggle_play()
    assert panel.player.playing
    panel.toggle_play()


def test_each_step_is_told_with_the_numbers_it_used(panel, studio, selection):
    result = studio.snapshot.rows[0].result
    for stage in range(len(result.stages)):
        selection.select_stage(stage)
        assert sentence(panel) == step_sentence(result, stage)
    assert "0.236667 = 0.71 / 3" in sentence(panel)


def test_the_sentence_follows_an_edit(panel, studio):
    panel.last()
    studio.session.set_cells("y_pred", (0, 0), 3.0)
    assert "1.23667 = 3.71 / 3" in sentence(panel)


def test_a_click_on_a_chip_selects_the_step(panel, selection):
    place = panel.view.visualRect(panel.model.index(0, 2)).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert selection.stage == 2


def test_the_arrow_keys_move_along_the_line(panel, selection, qtbot):
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    assert selection.stage == 2
    qtbot.keyClick(panel.view, Qt.Key.Key_Left)
    assert selection.stage == 1


def test_the_selected_step_is_the_current_chip(panel, selection):
    selection.select_stage(3)
    assert panel.view.currentIndex().data() == "sum ()"
    assert [index.column() for index in panel.view.selectedIndexes()] == [3]


def test_another_loss_brings_its_own_steps(panel, selection, ident):
    selection.select_loss(ident("B"))
    assert panel.model.index(0, 3).data() == "× 0.5 (3,)"
    assert any(label.text() == "Steps of B" for label in panel.findChildren(QLabel))


def test_comparing_shows_both_losses_and_a_click_goes_to_the_other(panel, selection, ident):
    button(panel, "compare_steps").click()
    assert panel.model.rowCount() == 2
    place = panel.view.visualRect(panel.model.index(1, 3)).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (selection.loss, selection.stage) == (ident("B"), 3)
    assert panel.model.headerData(0, Qt.Orientation.Vertical) == "A"
    assert panel.view.currentIndex().row() == 1
    button(panel, "compare_steps").click()
    assert panel.model.rowCount() == 1


def test_the_names_of_the_lines_stay_in_sight(panel, studio, selection):
    panel.resize(620, 150)
    selection.select_loss(studio.session.add_loss(make_spec("bce")))
    button(panel, "compare_steps").click()
    panel.last()
    assert panel.view.horizontalScrollBar().value() > 0
    assert panel.view.verticalHeader().isVisible()
    assert panel.view.verticalHeader().width() > panel.view.fontMetrics().height()


def test_the_panel_is_higher_with_two_lines(panel, qtbot):
    one = panel.view.height()
    button(panel, "compare_steps").click()
    assert panel.view.height() == 2 * one


def test_a_lone_loss_has_nothing_to_be_compared_with(panel, studio, ident):
    button(panel, "compare_steps").click()
    studio.session.remove_loss(ident("B"))
    assert not button(panel, "compare_steps").isEnabled()
    assert panel.model.rowCount() == 1


def test_a_failed_loss_says_why_it_has_no_steps(panel, studio):
    studio.session.set_tensor("y_true", np.zeros((2, 4)))
    assert sentence(panel).startswith("A has no steps: ")
    assert "(2, 4)" in sentence(panel)
    assert not button(panel, "step_into").isEnabled()
    studio.session.undo()
    assert button(panel, "step_into").isEnabled()
    assert panel.view.currentIndex().isValid()


def test_without_a_loss_the_panel_says_what_to_do(panel, studio):
    for row in studio.session.state.losses:
        studio.session.remove_loss(row.ident)
    assert sentence(panel) == "Add a loss to see its steps."
    assert panel.model.rowCount() == 0
    studio.session.undo()
    assert panel.model.rowCount() == 1


def test_a_long_line_scrolls_and_keeps_the_current_step_in_sight(panel, studio, selection):
    panel.resize(620, 130)
    selection.select_loss(studio.session.add_loss(make_spec("bce", from_logits=True)))
    bar = panel.view.horizontalScrollBar()
    assert bar.maximum() > 0
    for _ in panel.player.stages:
        panel.step_into()
        visible = panel.view.visualRect(panel.view.currentIndex())
        assert panel.view.viewport().rect().contains(visible)
    assert bar.value() > 0
    panel.first()
    assert panel.view.viewport().rect().contains(panel.view.visualRect(panel.view.currentIndex()))


def test_the_scroll_bar_does_not_cover_the_chips(panel, studio, selection):
    panel.resize(620, 130)
    selection.select_loss(studio.session.add_loss(make_spec("bce")))
    assert panel.view.horizontalScrollBar().maximum() > 0
    assert panel.view.viewport().height() >= panel.view.rowHeight(0)


def test_the_play_button_says_what_it_does(panel):
    play = button(panel, "step_play")
    assert play.accessibleName() == "Play"
    panel.toggle_play()
    assert play.accessibleName() == "Pause"
    panel.toggle_play()
    assert play.accessibleName() == "Play"


def test_a_hidden_panel_stops_playing(panel):
    panel.toggle_play()
    panel.hide()
    assert not panel.player.playing


def test_everything_that_takes_the_keyboard_has_a_name(panel):
    for widget in panel.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName(), widget
            assert widget.objectName(), widget


@pytest.mark.parametrize("theme_key", sorted(THEMES))
def test_the_text_on_a_selected_chip_is_readable(theme_key):
    for text in THEMES[theme_key].loss_colours:
        behind = QColor(text)
        assert contrast(behind, readable_on(behind)) >= 4.5


def contrast(one, other):
    def luminance(colour):
        shares = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (colour.redF(), colour.greenF(), colour.blueF())
        ]
        return 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_current_chip_has_the_losss_colour(panel, selection, theme):
    panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
    selection.select_stage(1)
    image = panel.grab().toImage()
    chip = panel.view.visualRect(panel.view.currentIndex())
    place = panel.view.viewport().mapTo(panel, chip.topRight() + QPoint(-8, 10))
    assert image.pixelColor(place).name() == theme.loss_colour(0)


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
    qtbot.waitUntil(lambda: button(panel, "compare_steps").text() == "Comparexxx")
    yield panel
    QCoreApplication.removeTranslator(translator)


def test_longer_texts_are_not_cut(longer, qtbot):
    widgets = longer.findChildren(QAbstractButton) + longer.findChildren(QLabel)
    lines = [w for w in widgets if w.isVisible() and not getattr(w, "wordWrap", bool)()]
    assert len(lines) > 5

    def uncut():
        assert [w for w in lines if w.width() < w.sizeHint().width()] == []

    qtbot.waitUntil(uncut)


def test_a_larger_font_makes_room_for_itself(panel):
    font = panel.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    panel.setFont(font)
    assert panel.view.rowHeight(0) > panel.view.fontMetrics().height()
    chip = panel.model.index(0, 0)
    text = panel.view.fontMetrics().horizontalAdvance(chip.data())
    assert panel.view.columnWidth(0) > text
    assert panel.view.height() >= panel.view.rowHeight(0)
