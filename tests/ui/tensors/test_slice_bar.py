import pytest

from lossgui.ui.tensors.slice_bar import SliceBar
from lossgui.ui.tensors.slicing import Slicing, default_slicing


@pytest.fixture
def bar(qtbot):
    """A slice bar over a shape of five axes that shows what is chosen in it."""
    bar = SliceBar()
    qtbot.addWidget(bar)
    bar.slicing_changed.connect(lambda slicing: bar.show_slicing((2, 3, 4, 5, 6), slicing))
    bar.show_slicing((2, 3, 4, 5, 6), default_slicing((2, 3, 4, 5, 6)))
    bar.show()
    return bar


def choose(box, axis):
    box.setCurrentIndex(axis)
    box.activated.emit(axis)


def test_every_axis_that_is_not_shown_has_a_slider_with_its_name(bar):
    assert [slider.axis for slider in bar.sliders] == [1, 2, 3]
    assert [slider.slider.maximum() for slider in bar.sliders] == [2, 3, 4]
    assert bar.sliders[0].slider.accessibleName() == "Place on axis 1: time"


def test_slider_and_box_move_the_slice(bar):
    bar.sliders[0].slider.setValue(2)
    bar.sliders[2].box.setValue(3)
    assert bar.slicing == Slicing(0, 4, (0, 2, 0, 3, 0))
    assert bar.sliders[0].box.value() == 2
    assert bar.sliders[2].slider.value() == 3


def test_rows_and_columns_are_chosen(bar):
    choose(bar._rows, 2)
    assert (bar.slicing.rows, bar.slicing.columns) == (2, 4)
    assert [slider.axis for slider in bar.sliders] == [0, 1, 3]
    choose(bar._columns, 2)
    assert (bar.slicing.rows, bar.slicing.columns) == (4, 2)


def test_sliders_are_made_once(bar):
    before = bar.sliders
    choose(bar._rows, 2)
    assert bar.sliders == before


def test_the_slice_keys_stay_inside(bar):
    bar.step(-1)
    assert bar.slicing.position == (0,) * 5
    for _ in range(9):
        bar.step(1)
    assert bar.slicing.position == (0, 2, 0, 0, 0)


def test_the_active_axis_is_marked(bar):
    assert "▸" in bar.sliders[0]._label.text()
    bar.step_axis(1)
    assert "▸" in bar.sliders[1]._label.text()
    assert "▸" not in bar.sliders[0]._label.text()


def test_one_axis_leaves_nothing_to_choose(bar):
    bar.show_slicing((3,), default_slicing((3,)))
    assert not bar._rows.isEnabled()
    assert bar._columns.currentText() == ""
    assert bar.sliders == []
    bar.step(1)
    bar.step_axis(1)


def test_an_empty_axis_cannot_be_moved_along(bar):
    bar.show_slicing((2, 0, 3), default_slicing((2, 0, 3)))
    assert not bar.sliders[0].slider.isEnabled()
    bar.step(1)
    assert bar.slicing.position == (0, 0, 0)
