"""Icons: visible, in the theme's colours, and safe whatever Qt does with them."""

import gc

import pytest
from PySide6.QtGui import QColor, QIcon

from lossgui.ui import icons
from lossgui.ui.appearance import appearance
from lossgui.ui.icons import LINES, app_icon, icon, path_of


def colours(pixmap):
    """The colours of the pixels that are fully painted."""
    image = pixmap.toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.parametrize("name", LINES)
def test_every_icon_shows_something_at_every_size(name, qapp):
    for size in (16, 24, 48):
        image = icon(name).pixmap(size, size).toImage()
        assert any(image.pixelColor(x, y).alpha() > 99 for x in range(size) for y in range(size))


@pytest.mark.parametrize("name", LINES)
def test_every_icon_stays_inside_its_grid(name):
    for line in LINES[name]:
        box = path_of(line).boundingRect()
        assert box.left() >= 1
        assert box.top() >= 1
        assert max(box.right(), box.bottom()) <= icons.GRID - 1


def test_an_icon_follows_the_theme_by_itself(theme):
    shown = icon("add")
    assert QColor(theme.text).name() in colours(shown.pixmap(48, 48))
    disabled = shown.pixmap(48, 48, QIcon.Mode.Disabled)
    assert colours(disabled) == {QColor(theme.disabled_text).name()}
    assert QColor(theme.good).name() in colours(icon("add", "good").pixmap(48, 48))
    appearance().choose("dark" if not theme.dark else "light")
    assert QColor(appearance().theme.text).name() in colours(shown.pixmap(48, 48))


def test_a_copy_that_qt_changes_keeps_its_engine(qapp):
    for _ in range(50):
        first = icon("undo")
        second = QIcon(first)
        second.addPixmap(first.pixmap(16, 16))  # makes Qt clone the engine
        del first
        gc.collect()
        assert not second.pixmap(16, 16).isNull()
    assert len(icons._clones) <= 2


def test_the_program_s_icon_has_the_sizes_that_systems_ask_for(qapp):
    sizes = {size.width() for size in app_icon().availableSizes()}
    assert {16, 32, 48, 256} <= sizes
