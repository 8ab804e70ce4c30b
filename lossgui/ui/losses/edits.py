"""What an edit in the table does to the session; every one of them can be undone."""

from PySide6.QtCore import QCoreApplication

from lossgui.session.numbers import parse_number
from lossgui.ui.losses.axis import parse_axis
from lossgui.ui.losses.columns import Column

translate = QCoreApplication.translate


def rank_of(row, state):
    """Give the number of axes of what a row computes: the larger of its two tensors'."""
    arguments = row.spec.entry.arguments
    return max(state.tensors[row.sources[name]].values.ndim for name in arguments)


def edit(session, ident, column, text):
    """Carry out an edit of one cell; the same text as before changes nothing.

    Parameters
    ----------
    session : Session
        What is open.
    ident : int
        The row's ident.
    column : Column
        The cell's column.
    text : str
        What was typed or chosen: the dialect's and the loss's key, otherwise as it is shown.

    Raises
    ------
    ValueError
        With a sentence for the student; nothing has changed then.
    """
    row = next((row for row in session.state.losses if row.ident == ident), None)
    if row is None:
        return  # removed while a large computation still shows it
    if column is Column.NAME:
        if text.strip() != row.name:
            session.rename_loss(ident, text.strip())
        return
    name, read = _CHOICES[column]
    change(session, row, **{name: read(text, row, session.state)})


def change(session, row, **changes):
    """Change some of a row's choices in one step, unless they are the same already.

    Raises
    ------
    ValueError
        With a sentence for the student; nothing has changed then.
    """
    spec = row.spec.replace(**changes)
    if spec != row.spec:
        session.set_spec(row.ident, spec)


def change_parameter(session, row, parameter, value):
    """Set one parameter of a row's loss; None stands for the dialect's constant.

    Raises
    ------
    ValueError
        If the value is of another kind or out of range; nothing has changed then.
    """
    change(session, row, parameters={**row.spec.parameters, parameter.name: parameter.check(value)})


def _factor(text):
    if not text.strip():
        raise ValueError(translate("Losses", "Type the factor, for example 0.5 or 1/2."))
    return parse_number(text)


def _plain(text, _row, _state):
    return text


_CHOICES = {
    Column.LOSS: ("loss", _plain),
    Column.DIALECT: ("dialect", _plain),
    Column.AXIS: ("axis", lambda text, row, state: parse_axis(text, rank_of(row, state))),
    Column.INNER: ("inner", _plain),
    Column.REDUCTION: ("reduction", _plain),
    Column.FACTOR: ("factor", lambda text, row, state: _factor(text)),
}
"""The choice that a column stands for, and how its text is read."""
