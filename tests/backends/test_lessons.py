"""Every row of every lesson against the real framework that its dialect is of, value and gradient.

Texts quote what the core computes: so a framework has to compute the same.
"""

from __future__ import annotations

import pytest

from lossgui.backends.catalogue import workers
from lossgui.backends.check import check_spec
from lossgui.lessons import lessons

# Keras 3 is asked on TensorFlow, PyTorch's rules of PyTorch: the first worker of a dialect.
HOSTS = {"tensorflow": "tensorflow", "torch": "pytorch", "optax": "optax", "sklearn": "sklearn"}
# PyTorch stops the logarithm for the value, but not for the gradient by the truth, which is inf.
ONLY_THE_VALUE = {("clipped-logarithm", "D")}
ROWS = [
    pytest.param(lesson, row, key, id=f"{lesson.key}-{row.name}-{key}")
    for lesson in lessons()
    for row in lesson.session.losses
    for key in HOSTS
    if row.spec.dialect in workers()[key].dialects
]


@pytest.mark.parametrize(("lesson", "row", "key"), ROWS)
def test_the_framework_computes_what_the_lesson_says(lesson, row, key, request):
    arrays = {argument: lesson.session.tensors[name] for argument, name in row.sources.items()}
    weights = {name: arrays.pop(name, None) for name in ("sample_weight", "mask")}
    found = check_spec(row.spec, arrays, **weights, host=request.getfixturevalue(HOSTS[key]))
    if (lesson.key, row.name) in ONLY_THE_VALUE:
        assert found.ours == found.theirs
        assert found.first_difference.startswith("the gradient by y_true")
    else:
        assert found.status == "agrees", found.sentence


def test_most_rows_are_asked_about():
    asked = {(row.values[0].key, row.values[1].ident) for row in ROWS}
    rows = [row for lesson in lessons() for row in lesson.session.losses]
    assert len(asked) > 0.7 * len(rows)
