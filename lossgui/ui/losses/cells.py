"""What the table's cells say: plain functions from a row of the snapshot to text."""

from itertools import islice

import numpy as np
from PySide6.QtCore import QCoreApplication

from lossgui.core.divisors import divisors
from lossgui.ui.losses.axis import axis_text
from lossgui.ui.losses.columns import Column
from lossgui.ui.saying import in_language

translate = QCoreApplication.translate

DIFFERENT = "≠"
TERMS = "Σ"
_FIRST_VALUES = 3
_LARGEST_FRACTION = 1000


def spec_texts(row):
    """Give the texts that depend on the choices only, by column."""
    spec = row.spec
    return {
        Column.NAME: row.name,
        Column.LOSS: loss_text(spec),
        Column.DIALECT: spec.rules.title,
        # Code has its axes in its text.
        Column.AXIS: "" if spec.entry.source else axis_text(spec.axis),
        Column.INNER: spec.inner,
        Column.REDUCTION: spec.reduction,
        Column.FACTOR: factor_text(spec.factor),
    }


def factor_text(factor):
    """Write a factor; a simple fraction that a float cannot hold exactly is written as one."""
    decimal = f"{factor:.6g}"
    if float(decimal) == factor or abs(factor) > _LARGEST_FRACTION:
        return decimal
    for below in range(2, 11):
        above = round(factor * below)
        if above / below == factor:
            return f"{above}/{below}"
    return decimal


def factor_edit_text(factor):
    """Write a factor for its editor: what is read back is exactly the same number."""
    text = factor_text(factor)
    above, _, below = text.partition("/")
    read = float(above) / float(below) if below else float(above)
    return text if read == factor else repr(float(factor))


def parameter_text(spec, parameter):
    """Write one parameter's value in force: an unset one has the constant of the dialect."""
    value = spec.in_force(parameter.name)
    if value is None:
        return translate("Losses", "default")
    return str(bool(value)) if parameter.kind == "flag" else f"{value:.6g}"


def loss_text(spec):
    """Write the loss with the parameters that matter, as in ``Huber (delta=1)``.

    What is switched off (False, 0) and what is left to the dialect goes without saying.
    """
    said = ", ".join(
        f"{item.name}={parameter_text(spec, item)}"
        for item in spec.entry.parameters
        if spec.parameters[item.name] or spec.parameters[item.name] != item.default
    )
    return f"{spec.entry.title} ({said})" if said else spec.entry.title


def loss_tooltip(spec):
    """Say what the loss does, and list all its parameters with their meaning."""
    lines = [loss_text(spec), spec.entry.summary, spec.entry.formula]
    lines += (_parameter_line(spec, item) for item in spec.entry.parameters)
    return "\n".join(lines)


def _parameter_line(spec, item):
    line = f"{item.name} = {parameter_text(spec, item)}: {item.meaning}"
    if spec.parameters[item.name] is None:
        line += " " + translate("Losses", "(from the dialect)")
    return line


def divisor_text(row):
    """Write what a row is divided by: its number, and what it is, as in ``6 = n·d``."""
    found = row.result and divisors(row.result)
    return f"{number_text(found.value)} = {'·'.join(found.names)}" if found else ""


def divisor_tooltip(row):
    """Say what each factor of the divisor is."""
    if row.result is None:
        return ""
    found = divisors(row.result)
    if found is None:
        return translate("Losses", "Nothing is divided: the values are added up, or not reduced.")
    return "\n".join([divisor_text(row), *map(in_language, found.meanings)])


def number_text(value):
    """Write one number for the table: six significant digits."""
    return f"{float(value):.6g}"


def value_text(row):
    """Write a row's value, an array with its shape, or the sentence that says why it has none."""
    if row.result is None:
        return row.error or ""
    value = np.asarray(row.result.value)
    if value.ndim == 0:
        return number_text(value)
    first = ", ".join(number_text(item) for item in islice(value.flat, _FIRST_VALUES))
    more = ", …" if value.size > _FIRST_VALUES else ""
    return f"{shape_text(value.shape)} [{first}{more}]"


def shape_text(shape):
    """Write a shape with plain numbers, as in ``(3, 3)``."""
    return str(tuple(int(length) for length in shape))


def value_tooltip(row):
    """Give all digits of a row's value, with the float64 value beside it."""
    if row.result is None:
        return row.error or ""
    value = np.asarray(row.result.value)
    lines = [f"{row.result.dtype}: {all_digits(value)}"]
    if str(row.result.dtype) != "float64":
        lines.append(f"float64: {all_digits(np.asarray(row.result.exact))}")
    divisor = row.result.denominator
    if divisor is not None:
        template = translate("Losses", "÷ {name} = {value}, the {meaning}")
        value, meaning = number_text(divisor.value), in_language(divisor.meaning)
        lines.append(template.format(name=divisor.name, value=value, meaning=meaning))
    lines += row.result.notes
    return "\n".join(lines)


def all_digits(value):
    """Write a number with all digits its dtype has, an array with its shape and first values."""
    if value.ndim == 0:
        return str(value[()])
    first = ", ".join(str(item) for item in islice(value.flat, 2 * _FIRST_VALUES))
    more = ", …" if value.size > 2 * _FIRST_VALUES else ""
    return f"{shape_text(value.shape)} [{first}{more}]"


def value_exact_text(row):
    """Write a row's value with all digits, an array's values separated by tabs."""
    if row.result is None:
        return row.error or ""
    return "\t".join(str(item) for item in np.asarray(row.result.value).flat)


def ratio_text(row, reference):
    """Write the row as a multiple of the reference row.

    ``1``, ``d/2``, ``d/2 + c`` with a constant, ``Σ`` for the same terms with other factors, ``≠``
    where it is none, ``?`` where the rules do not reach, and nothing where one has no value.
    """
    if row.row.ident == reference:
        return "1"
    if row.comparison is None:
        return ""
    comparison = row.comparison
    if comparison.kind == "same_terms" and comparison.adds_constant:
        return f"{comparison.varying_terms[0].factor} + c"
    signs = {"identical": "1", "same_terms": TERMS, "different": DIFFERENT, "unknown": "?"}
    return signs.get(comparison.kind) or comparison.ratio


def ratio_tooltip(row, reference):
    """Say in a sentence how the row relates to the reference row, with the sizes as numbers.

    Parameters
    ----------
    row : RowSnapshot
        The row that the ratio belongs to.
    reference : LossRow
        The row that the others are compared with.
    """
    if row.row.ident == reference.ident:
        return translate("Losses", "The reference: the other losses are multiples of this one.")
    if row.comparison is None:
        return ""
    names = reference.name, row.row.name
    lines = (row.comparison.sentence(*names), *row.comparison.details(*names))
    return "\n".join(in_language(line) for line in lines if line)


def terms_text(comparison, names):
    """Write the terms of two losses with their factors, a line each; nothing for other relations.

    Parameters
    ----------
    names : tuple of str
        The names of the reference and of the other loss.
    """
    return "\n".join(map(in_language, comparison.term_lines(*names)))
