"""The headers of the table of losses, and what their tooltips explain."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from lossgui.ui.losses.columns import Column

translate = QCoreApplication.translate

_HEADERS = {
    Column.NAME: (
        QT_TRANSLATE_NOOP("LossesHeader", "Name"),
        QT_TRANSLATE_NOOP(
            "LossesHeader",
            "The filled circle marks the reference, of which the others are multiples.",
        ),
    ),
    Column.LOSS: (
        QT_TRANSLATE_NOOP("LossesHeader", "Loss"),
        QT_TRANSLATE_NOOP("LossesHeader", "What is computed from each pair of numbers."),
    ),
    Column.DIALECT: (
        QT_TRANSLATE_NOOP("LossesHeader", "Dialect"),
        QT_TRANSLATE_NOOP("LossesHeader", "The framework whose rules decide the final number."),
    ),
    Column.AXIS: (
        QT_TRANSLATE_NOOP("LossesHeader", "Axis"),
        QT_TRANSLATE_NOOP("LossesHeader", "The axis that the loss function itself reduces."),
    ),
    Column.INNER: (
        QT_TRANSLATE_NOOP("LossesHeader", "Inner"),
        QT_TRANSLATE_NOOP(
            "LossesHeader", "How the loss function reduces its axis: by a mean or by a sum."
        ),
    ),
    Column.REDUCTION: (
        QT_TRANSLATE_NOOP("LossesHeader", "Reduction"),
        QT_TRANSLATE_NOOP("LossesHeader", "How the framework reduces what is left."),
    ),
    Column.FACTOR: (
        QT_TRANSLATE_NOOP("LossesHeader", "Factor"),
        QT_TRANSLATE_NOOP("LossesHeader", "A number that multiplies what the loss function gives."),
    ),
    Column.VALUE: (
        QT_TRANSLATE_NOOP("LossesHeader", "Value"),
        QT_TRANSLATE_NOOP("LossesHeader", "The value of the loss; its tooltip has all digits."),
    ),
    Column.DIVISOR: (
        QT_TRANSLATE_NOOP("LossesHeader", "÷"),
        QT_TRANSLATE_NOOP(
            "LossesHeader",
            "What the means and the final reduction divide by, as a number and what it counts.",
        ),
    ),
    Column.CHECK: (
        QT_TRANSLATE_NOOP("LossesHeader", "Check"),
        QT_TRANSLATE_NOOP(
            "LossesHeader",
            "Whether the real framework computes the same number: that of the dialect first, then "
            "each other installed one in its own dialect. F9 asks all of them.",
        ),
    ),
    Column.RATIO: (
        QT_TRANSLATE_NOOP("LossesHeader", "Ratio"),
        QT_TRANSLATE_NOOP(
            "LossesHeader", "The row as a multiple of the reference row, for every input."
        ),
    ),
}


def column_title(column):
    """Give a column's header."""
    return translate("LossesHeader", _HEADERS[column][0])


def column_explanation(column):
    """Give the sentence that explains a column."""
    return translate("LossesHeader", _HEADERS[column][1])
