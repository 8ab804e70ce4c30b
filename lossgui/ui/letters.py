"""Widths that are given in letters."""

ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def letter_width(metrics):
    """Return the width of a usual Latin letter in pixels.

    Qt's averageCharWidth is twice that where the font also has Chinese: it averages those, too.
    """
    return metrics.horizontalAdvance(ALPHABET) // len(ALPHABET)
