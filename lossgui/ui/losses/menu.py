"""The table's context menu: what can be done with a row, with the keys that do it too."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu

from lossgui.ui.losses.columns import Column

translate = QCoreApplication.translate


def make_menu(panel, index):
    """Make the menu for the cell at `index`; it deletes itself when it closes.

    Parameters
    ----------
    panel : LossesPanel
        Carries out what is chosen.
    index : QModelIndex
        The cell that was clicked; invalid where the table has no rows.
    """
    menu = QMenu(panel)
    menu.setObjectName("losses_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if index.isValid():
        _add_row_entries(menu, panel, index)
        menu.addSeparator()
    _add(menu, translate("LossesMenu", "Add a loss…"), panel.add_loss, "Ins")
    return menu


def _add_row_entries(menu, panel, index):
    model, view = panel.model, panel.view
    ident = model.ident(index.row())
    name = model.index(index.row(), Column.NAME)
    reference = _add(
        menu,
        translate("LossesMenu", "Compare with this loss"),
        lambda: panel.make_reference(ident),
        "Space",
    )
    reference.setCheckable(True)
    reference.setChecked(
        Qt.CheckState(name.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
    )
    _add(menu, translate("LossesMenu", "Rename"), lambda: view.edit(name), "F2")
    if model.row(index.row()).row.spec.entry.source:
        edit = translate("LossesMenu", "Edit code…")
        _add(menu, edit, lambda: panel.code_wanted.emit(ident))
    _add(menu, translate("LossesMenu", "Other loss…"), lambda: panel.change_loss(ident))
    parameters = _add(menu, translate("LossesMenu", "Parameters…"), panel.edit_parameters)
    parameters.setEnabled(bool(model.row(index.row()).row.spec.entry.parameters))
    if panel.lacks_framework(ident):
        _add(menu, translate("LossesMenu", "Python for the cross-check…"), panel.python_wanted.emit)
    menu.addSeparator()
    _add(menu, translate("LossesMenu", "Copy value"), lambda: view.copy_value(ident), "Ctrl+C")
    _add(menu, translate("LossesMenu", "Duplicate"), panel.duplicate_loss)
    _add(menu, translate("LossesMenu", "Remove"), panel.remove_loss, "Del")


def _add(menu, text, slot, key=""):
    # The key is only shown: the table answers it itself, a second shortcut would be ambiguous.
    action = menu.addAction(f"{text}\t{key}" if key else text)
    action.triggered.connect(lambda _checked: slot())
    return action
