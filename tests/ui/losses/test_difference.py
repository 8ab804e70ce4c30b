import numpy as np
import pytest

from lossgui.core import comparison
from lossgui.core.parse import parse
from lossgui.core.spec import make_spec
from lossgui.ui.losses.cells import ratio_text, ratio_tooltip
from lossgui.ui.losses.columns import Column
from lossgui.ui.losses.sentence import SentenceLabel

BLOG = """
def vae(x, x_hat, z_mean, z_log_var):
    kl_loss = -0.5 * K.mean(1 + z_log_var - K.square(z_mean) - K.exp(z_log_var), axis=-1)
    return K.mean(K.square(x - x_hat), axis=-1) + kl_loss
"""
SUMMED = BLOG.replace("K.mean", "K.sum")


def shown(panel, name):
    label = panel.findChild(SentenceLabel, name)
    return label.text() if label.isVisible() else ""


def details(panel):
    return shown(panel, "difference_details").splitlines()


@pytest.fixture
def vae(studio, selection):
    """Two losses of pasted code over their own tensors; the first one is the reference."""
    session = studio.session
    for name, width in (("x", 3), ("x_hat", 3), ("z_mean", 2), ("z_log_var", 2)):
        session.set_tensor(name, np.zeros((4, width)))
    first, second = (session.add_loss(make_spec(parse(source).key)) for source in (BLOG, SUMMED))
    session.set_reference(first)
    selection.select_loss(second)
    return studio.snapshot.row(first), studio.snapshot.row(second)


def test_terms_with_their_factors_stand_under_the_sentence(panel, vae):
    first, second = vae
    assert shown(panel, "difference_sentence").startswith(
        "D has the terms of C with other factors: d (here 3) times "
        "K.mean(K.square(x - x_hat), axis=-1), d' (here 2) times the second term."
    )
    inside = "K.mean(1 + z_log_var - K.square(z_mean) - K.exp(z_log_var), axis=-1)"
    assert details(panel) == [
        "factor d = 3: K.mean(K.square(x - x_hat), axis=-1)",
        f"factor d' = 2: -0.5 * {inside}",
    ]
    assert ratio_text(second, first.row.ident) == "Σ"
    assert "factor d = 3" in ratio_tooltip(second, first.row)
    assert "For example x = " in ratio_tooltip(second, first.row)


def test_a_constant_shows_in_the_ratio(studio):
    spec = make_spec("gaussian_nll", dialect="torch-2")
    studio.session.set_tensor("variance", np.ones((3, 3)))
    first, second = (studio.session.add_loss(s) for s in (spec, spec.replace(full=True)))
    studio.session.set_reference(first)
    row = studio.snapshot.row(second)
    assert ratio_text(row, first) == "1 + c"


def test_the_smallest_example_arrives_under_a_difference(panel, studio, selection, qtbot):
    selection.select_loss(studio.session.add_loss(make_spec("mae")))
    assert details(panel) == []
    expected = [
        "For example y_true = [[0]], y_pred = [[1]]: A = 1, C = 1",
        "but y_true = [[0]], y_pred = [[2]]: A = 4, C = 2",
    ]
    qtbot.waitUntil(lambda: details(panel) == expected)
    label = panel.findChild(SentenceLabel, "difference_details")
    assert label.accessibleName() == "What shows it: " + "\n".join(expected)


def test_evidence_arrives_where_nothing_is_proven(panel, studio, selection, qtbot):
    spec = make_spec("circle")  # pairs of samples: a tensor against its own transpose
    studio.session.set_tensor(spec.entry.arguments[0], np.array([0.0, 1.0, 1.0]))
    first, second = (studio.session.add_loss(s) for s in (spec, spec.replace(factor=2.0)))
    studio.session.set_reference(first)
    assert studio.snapshot.row(second).comparison.kind == "unknown"
    selection.select_loss(second)
    qtbot.waitUntil(lambda: details(panel) != [])
    assert details(panel)[0].endswith("That is no proof.")


def test_an_example_of_a_row_left_meanwhile_is_not_shown(panel, studio, selection, ident, qtbot):
    third = studio.session.add_loss(make_spec("mae"))
    selection.select_loss(third)
    note = panel.findChild(SentenceLabel, "difference_details").parent()
    number = note._number
    selection.select_loss(ident("B"))
    note._jobs.start(number, lambda: "too late")
    note._jobs.start(note._number, lambda: "in time")
    qtbot.waitUntil(lambda: details(panel) == ["in time"])


def test_nothing_is_looked_for_while_the_table_is_painted(panel, studio, selection, monkeypatch):
    called = []
    monkeypatch.setattr(comparison, "smallest_example", lambda *pair: called.append(pair))
    selection.select_loss(studio.session.add_loss(make_spec("mae")))
    panel.grab()
    assert panel.model.index(2, Column.RATIO).data() == "≠"
    assert called == []
