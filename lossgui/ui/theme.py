"""The two themes as data, and the application palette made from one of them.

Text has a contrast of at least 4.5 against what lies behind it, lines and marks at least 3
(WCAG 2.1, level AA, criteria 1.4.3 and 1.4.11). The loss colours keep the hues of Okabe and
Ito's colour-blind safe palette (jfly.uni-koeln.de/color, 2008); sky blue, orange and yellow are
darkened on white, blue and black lightened on the dark background, to reach that contrast.
"""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QToolTip


@dataclass(frozen=True)
class Theme:
    """Every colour the window uses, as "#rrggbb"."""

    key: str
    window: str
    base: str
    alternate_base: str
    button: str
    text: str
    muted_text: str
    disabled_text: str
    border: str
    accent: str
    accent_text: str
    link: str
    good: str
    bad: str
    warning: str
    notice: str
    lit: str
    """Behind a cell that enters the selected step."""
    share: str
    """The bar in a cell: its share of the final scalar."""
    plot_background: str
    plot_foreground: str
    grid: str
    code_keyword: str
    code_name: str
    """A function that is called, or a name that is defined."""
    code_string: str
    code_number: str
    code_comment: str
    loss_colours: tuple[str, ...]
    diverging: tuple[str, str, str]
    """Heat colours for the most negative value, zero, and the most positive value."""

    @property
    def dark(self):
        """Whether the background is dark."""
        return self.key == "dark"

    def loss_colour(self, number):
        """Return the colour of the loss with this colour number; the eight colours repeat."""
        return self.loss_colours[number % len(self.loss_colours)]


LIGHT = Theme(
    key="light",
    window="#f4f5f7",
    base="#ffffff",
    alternate_base="#f7f8fa",
    button="#e9ebef",
    text="#1a1d21",
    muted_text="#555c66",
    disabled_text="#767c86",
    border="#868c95",
    accent="#0b5cad",
    accent_text="#ffffff",
    link="#0b5cad",
    good="#1a6e3c",
    bad="#b3261e",
    warning="#8a5300",
    notice="#fff4d6",
    lit="#d9e8f8",
    share="#a9cbee",
    plot_background="#ffffff",
    plot_foreground="#3a4048",
    grid="#c9cdd4",
    code_keyword="#8b2fa8",
    code_name="#0b5cad",
    code_string="#1a6e3c",
    code_number="#9c3d00",
    code_comment="#5f6670",
    loss_colours=(
        "#0072b2",
        "#c44e00",
        "#007a50",
        "#a8447f",
        "#6a4fb5",
        "#9a6500",
        "#756c00",
        "#3c4043",
    ),
    diverging=("#4a90d0", "#ffffff", "#e0803c"),
)

DARK = Theme(
    key="dark",
    window="#24272c",
    base="#1b1d21",
    alternate_base="#202328",
    button="#33373e",
    text="#e8eaed",
    muted_text="#aab1bb",
    disabled_text="#7d848f",
    border="#6d747f",
    accent="#6db3f8",
    accent_text="#10151b",
    link="#6db3f8",
    good="#6fce93",
    bad="#ff8a80",
    warning="#f0b455",
    notice="#41371f",
    lit="#243a52",
    share="#2f5f92",
    plot_background="#1b1d21",
    plot_foreground="#c9ced6",
    grid="#454b54",
    code_keyword="#d69bf0",
    code_name="#7cbcf9",
    code_string="#7fd39f",
    code_number="#f2ab6b",
    code_comment="#98a1ad",
    loss_colours=(
        "#5aa9e6",
        "#ff8a4c",
        "#2fbf95",
        "#e08fc0",
        "#b39cf5",
        "#f2b134",
        "#e8dd55",
        "#d7dae0",
    ),
    diverging=("#2f6fb0", "#1b1d21", "#b8602a"),
)

THEMES = {theme.key: theme for theme in (LIGHT, DARK)}

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "base",
    QPalette.ColorRole.AlternateBase: "alternate_base",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "button",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "bad",
    QPalette.ColorRole.ToolTipBase: "base",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "muted_text",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "accent_text",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "link",
    QPalette.ColorRole.LinkVisited: "link",
}

_DISABLED_ROLES = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)

_current = LIGHT


def current_theme():
    """Return the theme that was applied last; LIGHT before any was."""
    return _current


def palette_of(theme):
    """Return the Qt palette with this theme's colours."""
    # The two-colour constructor derives the bevel colours (light, mid, dark) from the theme.
    palette = QPalette(QColor(theme.button), QColor(theme.window))
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(getattr(theme, name)))
    for role in _DISABLED_ROLES:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled_text))
    return palette


def apply_theme(app, theme):
    """Give the whole application this theme's colours; `Appearance` tells the plots."""
    global _current  # noqa: PLW0603 - an application has exactly one palette
    _current = theme
    # No style sheet: with one, a later QApplication.setFont does not reach existing widgets.
    palette = palette_of(theme)
    app.setPalette(palette)
    QToolTip.setPalette(palette)
    # The style draws the outline of a check box darker than the window: unseen on a dark one.
    boxes = QPalette(palette)
    boxes.setColor(QPalette.ColorRole.Window, QColor(theme.muted_text))
    app.setPalette(boxes, "QCheckBox")
