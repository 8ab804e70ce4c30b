"""Keras 3 itself on JAX and on PyTorch against ours: numbers and shapes that are not as wanted.

No worker program asks them, so each answers all questions in one run of a program of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from lossgui.core.api import evaluate
from lossgui.core.dialects import DialectError

NAN, INF = float("nan"), float("inf")
SHARES = [[0.1, 0.2, 0.7]]

# Class, our key, labels, predictions, arguments.
QUESTIONS = [
    *(
        ("SparseCategoricalCrossentropy", "scce", [label], scores, arguments)
        for label in (0.0, 2.0, 3.0, -1.0, -3.0, 7.0, INF)
        for scores, arguments in (
            (SHARES, {}),
            ([[1.0, 2.0, 4.0]], {"from_logits": True}),
            (SHARES, {"ignore_class": -1}),
        )
    ),
    *(
        (
            "CategoricalGeneralizedCrossEntropy",
            "categorical_generalized_cross_entropy",
            labels,
            scores,
            {},
        )
        for labels, scores in (
            ([3.0], SHARES),
            ([-1.0], SHARES),
            ([2.0], SHARES),
            ([[0.0], [1.0]], [[0.1, 0.9], [0.4, 0.6]]),
            ([1.0], [[0.1, 0.9], [0.4, 0.6]]),
            ([[0.0, 1.0]], [[0.1, 0.9], [0.4, 0.6]]),
            ([[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]], [[0.1, 0.9], [0.4, 0.6]]),
            ([0.0, 1.0, 0.0], [[0.1, 0.9], [0.4, 0.6]]),
        )
    ),
    *(
        (name, key, [[label, 0.0]], [[prediction, 0.5]], arguments)
        for name, key in (
            ("BinaryCrossentropy", "bce"),
            ("BinaryFocalCrossentropy", "binary_focal_crossentropy"),
        )
        for label, prediction in ((1.5, 0.3), (-0.5, 0.3), (1.02, 0.3), (1.0, 1.5), (1.0, NAN))
        for arguments in ({}, {"from_logits": True}, {"label_smoothing": 0.1})
    ),
    *(
        (name, key, [[1.0, 0.0]], [[prediction, 0.5]], {})
        for name, key in (
            ("CategoricalCrossentropy", "cce"),
            ("KLDivergence", "kl_divergence"),
            ("Poisson", "poisson"),
        )
        for prediction in (1.5, -0.5, NAN)
    ),
]

PROGRAM = """
import json, sys
import numpy as np
import keras

answers = []
for name, _, labels, predictions, arguments in json.load(sys.stdin):
    given = np.array(labels, "float32"), np.array(predictions, "float32")
    try:
        found = getattr(keras.losses, name)(**arguments)(*given)
        answers.append(float(keras.ops.convert_to_numpy(found)))
    except Exception as problem:
        answers.append(f"{type(problem).__name__}: {problem}"[:200])
json.dump(answers, sys.stdout)
"""


@pytest.fixture(scope="module", params=["jax", "torch"])
def answers(request):
    """The key of the backend and what Keras on it answers to QUESTIONS."""
    environment = {**os.environ, "KERAS_BACKEND": request.param, "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(QUESTIONS),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return request.param, json.loads(done.stdout)


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_keras_gives_or_refuses_what_we_say(answers, number):
    backend, found = answers
    _, key, labels, predictions, arguments = QUESTIONS[number]
    theirs, arguments = found[number], {**arguments, "dialect": f"keras-3-{backend}"}
    if isinstance(theirs, str):  # what it raises
        with pytest.raises(DialectError):
            evaluate(key, labels, predictions, **arguments)
        return
    ours = evaluate(key, labels, predictions, **arguments)
    # Several roundings of float32, none of which is near a cancellation.
    np.testing.assert_allclose(float(ours.value), theirs, rtol=2e-6, atol=1e-12)


def test_a_label_that_picks_nothing_is_told():
    found = evaluate("scce", [3.0, 5.0], SHARES * 2, dialect="keras-3-jax")
    assert float(found.value) == 0.0
    assert found.notes[-1] == (
        "y_true[0] is 3 (and 1 more), and the 3 classes are 0 to 2: Keras 3 (JAX) takes it without "
        "a word; its one-hot label is 0 everywhere, so the loss of the sample is 0 (jax/nn.py)."
    )


@pytest.mark.parametrize("label", [1.5, -0.5, NAN])
def test_a_label_that_keras_would_cut_is_refused(label):
    taken = 1 if label == 1.5 else 0
    with pytest.raises(ValueError, match=rf"class numbers are whole; .* take it as {taken} "):
        evaluate("scce", [label], SHARES, dialect="keras-3-jax")
