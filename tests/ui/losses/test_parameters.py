import pytest
from PySide6.QtCore import Qt

from lossgui.core.spec import make_spec
from lossgui.ui.letters import letter_width
from lossgui.ui.losses.sideways import SidewaysScroll


@pytest.fixture
def strip(panel, studio, selection):
    """The fields of a binary crossentropy, which has a flag, a number and a constant."""
    selection.select_loss(studio.session.add_loss(make_spec("bce")))
    return panel.parameters


@pytest.fixture
def chosen(studio):
    """Give a parameter of the last loss."""
    return lambda name: studio.session.state.losses[-1].spec.parameters[name]


def problem(strip):
    label = strip.findChild(object, "parameter_problem")
    return label.text() if label.isVisible() else ""


def retype(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text) if text else qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_loss_without_parameters_has_no_strip(panel, strip, selection, ident):
    assert strip.isVisible()
    selection.select_loss(ident("A"))
    assert not strip.isVisible()


def test_a_number_is_changed_by_typing(strip, studio, chosen, qtbot):
    retype(qtbot, strip.field("label_smoothing"), "1/4")
    assert chosen("label_smoothing") == 0.25
    assert strip.field("label_smoothing").text() == "0.25"
    studio.session.undo()
    assert strip.field("label_smoothing").text() == "0"


def test_a_flag_is_changed_by_a_click(strip, studio, chosen, qtbot):
    qtbot.keyClick(strip.field("from_logits"), Qt.Key.Key_Space)
    assert chosen("from_logits") is True
    studio.session.undo()
    assert not strip.field("from_logits").isChecked()


def test_an_empty_field_stands_for_the_dialects_constant(strip, chosen, qtbot):
    field = strip.field("epsilon")
    assert (field.text(), field.placeholderText()) == ("", "1e-07")
    retype(qtbot, field, "0.001")
    assert chosen("epsilon") == 0.001
    retype(qtbot, field, "")
    assert chosen("epsilon") is None


@pytest.mark.parametrize(
    ("loss", "name", "dialect", "shown"),
    [
        ("hinge", "convert_labels", "keras-3", "yes (from dialect)"),
        ("hinge", "convert_labels", "keras-1", "no (from dialect)"),
        ("categorical_crossentropy", "normalize", "keras-3", "yes (from dialect)"),
        ("poisson", "log_input", "torch-2", "yes (from dialect)"),
        ("poisson", "log_input", "keras-3", "no (from dialect)"),
    ],
)
def test_a_flag_left_to_the_dialect_shows_the_value_in_force(
    panel, studio, selection, loss, name, dialect, shown
):
    selection.select_loss(studio.session.add_loss(make_spec(loss, dialect=dialect)))
    assert panel.parameters.field(name).currentText() == shown


def test_a_flag_left_to_the_dialect_can_be_set_and_left_again(panel, studio, selection, chosen):
    selection.select_loss(studio.session.add_loss(make_spec("hinge")))
    field = panel.parameters.field("convert_labels")
    for place, value, text in [(2, False, "no"), (1, True, "yes"), (0, None, "yes (from dialect)")]:
        field.setCurrentIndex(place)
        field.activated.emit(place)
        assert chosen("convert_labels") is value
        assert field.currentText() == text
    studio.session.undo()
    assert field.currentText() == "yes"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("label_smoothing", "2", "0 .. 1"),
        ("label_smoothing", "much", "much"),
        ("label_smoothing", "", "number"),
        ("epsilon", "-1", "0 .. 0.5"),
    ],
)
def test_a_bad_value_stays_with_the_reason(strip, studio, qtbot, name, text, said):
    steps = len(studio.session.history)
    retype(qtbot, strip.field(name), text)
    assert strip.field(name).text() == text
    assert said in problem(strip)
    assert said in strip.field(name).accessibleDescription()
    assert len(studio.session.history) == steps


def test_a_bad_value_survives_an_edit_of_the_tensors(strip, studio, qtbot):
    retype(qtbot, strip.field("label_smoothing"), "2")
    studio.session.set_cells("y_pred", (0, 0), 0.25)
    assert strip.field("label_smoothing").text() == "2"


def test_typing_on_takes_the_reason_away(strip, qtbot):
    retype(qtbot, strip.field("label_smoothing"), "2")
    qtbot.keyClicks(strip.field("label_smoothing"), "0")
    assert problem(strip) == ""


def test_escape_brings_the_value_in_force_back(strip, qtbot):
    retype(qtbot, strip.field("label_smoothing"), "2")
    qtbot.keyClick(strip.field("label_smoothing"), Qt.Key.Key_Escape)
    assert strip.field("label_smoothing").text() == "0"
    assert problem(strip) == ""


def test_another_loss_starts_with_its_own_values(strip, studio, selection, qtbot):
    first = selection.loss
    retype(qtbot, strip.field("label_smoothing"), "2")
    selection.select_loss(studio.session.add_loss(make_spec("bce", label_smoothing=0.5)))
    assert strip.field("label_smoothing").text() == "0.5"
    assert problem(strip) == ""
    selection.select_loss(first)
    assert strip.field("label_smoothing").text() == "0"


def test_the_fields_say_name_meaning_and_range(strip):
    field = strip.field("label_smoothing")
    assert field.accessibleName() == "label_smoothing"
    assert "0 .. 1" in field.toolTip()
    assert "logits" in strip.field("from_logits").toolTip()


def test_the_table_shows_what_was_set(panel, strip, qtbot):
    retype(qtbot, strip.field("label_smoothing"), "0.1")
    assert panel.model.index(2, 1).data() == "Binary crossentropy (label_smoothing=0.1)"


def test_many_parameters_scroll_instead_of_widening_the_window(panel, studio, selection, qtbot):
    before = panel.minimumSizeHint().width()
    spec = make_spec("binary_focal_crossentropy")
    selection.select_loss(studio.session.add_loss(spec))
    assert panel.minimumSizeHint().width() <= before + letter_width(panel.fontMetrics()) * 4
    panel.resize(420, 260)
    last = panel.parameters.field(spec.entry.parameters[-1].name)
    bar = panel.findChild(SidewaysScroll).horizontalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: not last.visibleRegion().isEmpty())
    assert last.visibleRegion().boundingRect().size() == last.size()
