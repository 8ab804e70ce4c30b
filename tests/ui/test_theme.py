"""Both themes: legible, and switched while the program runs."""

from itertools import combinations

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox

from lossgui.ui.appearance import Appearance, appearance
from lossgui.ui.theme import DARK, LIGHT, current_theme, palette_of

THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda theme: theme.key)
CODE = ("code_keyword", "code_name", "code_string", "code_number", "code_comment")
TEXTS = ("text", "muted_text", "link", "good", "bad", "warning", *CODE)
GROUNDS = ("window", "base", "alternate_base")


def luminance(colour):
    """The relative luminance of WCAG 2.1."""
    channels = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first, second):
    """The contrast ratio of WCAG 2.1, from 1 to 21."""
    dark, bright = sorted((luminance(first), luminance(second)))
    return (bright + 0.05) / (dark + 0.05)


def test_black_on_white_has_the_contrast_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@THEMES
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_has_a_contrast_of_4_5(colours, text, ground):
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("ground", ["lit", "share", "notice", "button"])
def test_text_on_coloured_ground_has_a_contrast_of_4_5(colours, ground):
    assert contrast(colours.text, getattr(colours, ground)) >= 4.5
    assert contrast(colours.accent_text, colours.accent) >= 4.5


@THEMES
def test_loss_colours_stand_out_from_the_plot_and_the_table(colours):
    assert len(colours.loss_colours) == len(set(colours.loss_colours)) == 8
    for colour in colours.loss_colours:
        assert contrast(colour, colours.plot_background) >= 3
        assert contrast(colour, colours.base) >= 3


@THEMES
def test_neighbouring_loss_colours_differ_clearly(colours):
    for first, second in combinations(colours.loss_colours[:4], 2):
        a, b = QColor(first), QColor(second)
        apart = abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue())
        assert apart >= 100


@THEMES
def test_plot_lines_have_a_contrast_of_3(colours):
    assert contrast(colours.plot_foreground, colours.plot_background) >= 3
    assert contrast(colours.border, colours.base) >= 3


@THEMES
def test_a_ninth_loss_takes_the_first_colour_again(colours):
    assert colours.loss_colour(8) == colours.loss_colours[0]


@THEMES
def test_disabled_text_is_dimmer_than_text(colours):
    palette = palette_of(colours)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert contrast(disabled, colours.base) < contrast(colours.text, colours.base)


def test_the_choice_reaches_the_palette_and_those_who_listen(qtbot):
    shown = appearance()
    shown.choose("light")
    with qtbot.waitSignal(shown.theme_changed) as told:
        shown.choose("dark")
    assert told.args == [DARK]
    assert current_theme() is DARK
    assert QApplication.palette().color(QPalette.ColorRole.Base) == QColor(DARK.base)
    with qtbot.assertNotEmitted(shown.theme_changed):
        shown.choose("dark")
    shown.choose("light")
    assert current_theme() is LIGHT


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_outline_of_an_unticked_box_has_a_contrast_of_3(qtbot, choice):
    shown = appearance()
    shown.choose(choice)
    box = QCheckBox()
    qtbot.addWidget(box)
    QApplication.processEvents()
    picture = box.grab().toImage()
    middle = picture.height() // 2
    colours = [picture.pixelColor(x, middle).name() for x in range(picture.width())]
    assert max(contrast(colour, current_theme().window) for colour in colours) >= 3
    shown.choose("light")


def test_an_unknown_choice_follows_the_system(qapp):
    shown = Appearance()
    shown.choose("pink")
    assert shown.choice == "system"
    shown.deleteLater()


def test_zoom_goes_in_steps_within_limits_and_back(qtbot):
    shown = appearance()
    size = QApplication.font().pointSizeF()
    with qtbot.waitSignal(shown.zoom_changed):
        shown.zoom_in()
    assert QApplication.font().pointSizeF() == pytest.approx(size * 1.1)
    for _ in range(30):
        shown.zoom_in()
    assert shown.zoom == 3.0
    for _ in range(30):
        shown.zoom_out()
    assert shown.zoom == 0.5
    shown.zoom_reset()
    assert QApplication.font().pointSizeF() == pytest.approx(size)
