"""Widths that are given in letters."""

from lossgui.ui.letters import letter_width


class ChineseMetrics:
    """A font with Chinese: Latin letters of 7 pixels, and 14 on the average of all."""

    def horizontalAdvance(self, text):
        return 7 * len(text)

    def averageCharWidth(self):
        return 14


def test_a_font_with_chinese_has_no_wider_letters():
    assert letter_width(ChineseMetrics()) == 7
