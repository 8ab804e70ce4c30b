import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from lossgui.ui.tensors.heat import (
    DIVERGING,
    LEVELS,
    NO_LEVEL,
    SEQUENTIAL,
    contrast,
    make_scale,
    ramp,
    readable_on,
)
from lossgui.ui.theme import DARK, LIGHT

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def test_negative_numbers_choose_two_colours_about_zero():
    scale = make_scale("automatic", -1, 3)
    assert scale.kind == DIVERGING
    assert scale.levels([-3, 0, 3]).tolist() == [0, LEVELS // 2, LEVELS]


def test_numbers_above_zero_choose_one_colour():
    scale = make_scale("automatic", 2, 4)
    assert scale.kind == SEQUENTIAL
    assert scale.levels([2, 4]).tolist() == [0, LEVELS]


def test_no_colours_means_no_scale():
    assert make_scale("none", 0, 1) is None


@given(FINITE, FINITE, st.lists(st.floats(), max_size=5), st.sampled_from([DIVERGING, SEQUENTIAL]))
def test_every_number_gets_a_level(one, other, numbers, kind):
    low, high = sorted((one, other))
    levels = make_scale(kind, low, high).levels([*numbers, low, high])
    nan = np.isnan([*numbers, low, high])
    assert (levels[nan] == NO_LEVEL).all()
    assert ((levels[~nan] >= 0) & (levels[~nan] <= LEVELS)).all()


def test_infinity_has_the_last_colour():
    assert make_scale("automatic", 0, 1).levels([np.inf, -np.inf]).tolist() == [LEVELS, 0]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("kind", [DIVERGING, SEQUENTIAL])
def test_text_on_every_heat_colour_has_enough_contrast(theme, kind):
    # WCAG 2.1, criterion 1.4.3, level AA
    assert min(contrast(readable_on(fill), fill) for fill in ramp(theme, kind)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_two_ends_differ_for_every_eye(theme):
    # Blue against orange: the difference lies in the blue part, which the common colour
    # blindnesses (protanopia, deuteranopia) leave alone.
    low, high = ramp(theme, DIVERGING)[0], ramp(theme, DIVERGING)[-1]
    assert abs(low.blue() - high.blue()) > 100


def test_contrast_of_black_and_white_is_21():
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
