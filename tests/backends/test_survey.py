"""The table of every loss against every framework, and that the one in docs is about today's."""

from collections import Counter
from pathlib import Path

import pytest

from lossgui.backends.catalogue import workers
from lossgui.backends.survey import Finding, report, survey
from lossgui.core.dialects import DIALECTS

PAGE = Path(__file__).parents[2] / "docs" / "AGREEMENT.md"


@pytest.mark.parametrize(
    ("framework", "keys"),
    [
        ("tensorflow", ["mean_squared_error", "sparse_categorical_crossentropy"]),
        ("torch", ["binary_crossentropy", "cosine_embedding", "gaussian_nll"]),
        ("keras-jax", ["dice", "mean_squared_error"]),
        ("keras-torch", ["dice", "mean_squared_error"]),
        ("sklearn", ["binary_crossentropy", "hinge", "max_error", "mean_squared_error"]),
    ],
)
def test_real_frameworks_agree(
    tensorflow, pytorch, sklearn, keras_jax, keras_torch, framework, keys
):
    found = list(survey(keys, [framework]))
    assert [item.loss for item in found] == sorted(keys)
    for item in found:
        assert item.agrees, item.first
    assert report(found).endswith(f"{len(keys)} of {len(keys)} agree.")


def test_what_could_not_be_asked_is_no_silent_agreement():
    half = Finding("dice", "keras-3", "TF", Counter({"agrees": 2, "not comparable": 3}), "", "No.")
    assert "| 5 | agrees; 3 not comparable: No. |" in report([half])
    none = Finding("dice", "keras-3", "TF", Counter({"not comparable": 3}), "", "No.")
    assert report([none]).endswith("0 of 1 agree.")


def test_the_page_names_every_loss_that_a_framework_has():
    text = PAGE.read_text("utf-8")
    for worker in workers().values():
        for dialect in worker.dialects:
            for key in DIALECTS[dialect].own or ():
                assert f"| {key} | {dialect} | {worker.title} |" in text
