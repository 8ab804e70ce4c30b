"""Pasted code is run by the framework that it is written for, and compared with our reading."""

from __future__ import annotations

import runpy
from textwrap import dedent

import numpy as np
import pytest

from lossgui.backends.catalogue import WORKER_FOLDER
from lossgui.backends.check import check_spec, shared_host
from lossgui.backends.host import Host
from lossgui.backends.request import worker_of_code
from lossgui.core.ops import (
    absolute,
    clip,
    exp,
    log,
    mean,
    power,
    sqrt,
    square,
    stop_gradient,
    sum_,
)
from lossgui.core.parse.functions import ATTRIBUTES, FUNCTIONS, METHODS
from lossgui.core.spans import Span, origin
from tests.backends.pasted import ByHand

TENSORS = {
    "y_true": np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    "y_pred": np.array([[0.1, 0.8, 0.9], [0.5, 0.7, 0.6]]),
}
LATENT = {"z_mean": np.array([[0.3, -0.2], [1.0, 0.5]]), "z_log_var": np.array([[0.1, 0], [-1, 1]])}


@pytest.fixture
def by_hand(monkeypatch):
    return ByHand(monkeypatch)


def asked(spec, tensors=TENSORS, **weights):
    host = shared_host(worker_of_code(spec))
    return check_spec(spec, tensors, host=host, **weights)


def squared_error(y_true, y_pred):
    return mean(square(y_pred - y_true), -1)


def all_squared_error(y_true, y_pred):
    return mean(square(y_pred - y_true))


def scaled_error(y_true, y_pred, *, delta):
    return delta * mean(square(y_pred - y_true), -1)


# Framework, source, our reading of it. All mean the same in the words of another framework.
ERRORS = {
    "a function of TensorFlow": (
        "tensorflow",
        """
        import tensorflow as tf

        @tf.function
        def loss(y_true: tf.Tensor, y_pred: "tf.Tensor"):
            \"\"\"Mean of squares.\"\"\"
            return tf.reduce_mean(tf.square(y_pred - y_true), axis=-1)
        """,
        squared_error,
    ),
    "backend functions of Keras 1": (
        "keras",
        """
        import keras.backend as K
        from keras import objectives

        def loss(y_true, y_pred):
            own = K.mean(K.square(y_pred - y_true), axis=-1)
            return (own + objectives.mean_squared_error(y_true, y_pred)) / 2
        """,
        squared_error,
    ),
    "backend functions of tf.keras": (
        "keras",
        """
        from tensorflow.keras import backend as K
        loss = lambda y_true, y_pred: K.mean(K.pow(y_pred - y_true, 2), axis=-1)
        """,
        squared_error,
    ),
    "operations of Keras 3": (
        "keras",
        """
        from keras import ops

        def helper(x):
            return ops.square(x)

        def loss(y_true, y_pred):
            return ops.mean(helper(y_pred - y_true), axis=-1)
        """,
        squared_error,
    ),
    "a class of Keras": (
        "keras",
        """
        import keras

        class Own(keras.losses.Loss):
            def __init__(self, name="own", **kwargs):
                super().__init__(name=name, **kwargs)

            def call(self, y_true, y_pred):
                return keras.ops.mean(keras.ops.square(y_pred - y_true), axis=-1)
        """,
        squared_error,
    ),
    "a function of PyTorch": (
        "torch",
        """
        import torch
        import torch.nn.functional as F

        def loss(y_pred, y_true):
            return F.mse_loss(y_pred, y_true)
        """,
        all_squared_error,
    ),
    "a module of PyTorch": (
        "torch",
        """
        from torch import nn

        class Own(nn.Module):
            def __init__(self):
                super().__init__()

            def forward(self, y_pred, y_true):
                return ((y_pred - y_true) ** 2).mean(dim=-1)
        """,
        squared_error,
    ),
    "a function of JAX": (
        "jax",
        """
        import jax
        import jax.numpy as jnp
        from functools import partial

        @jax.jit
        def loss(y_true, y_pred):
            return jnp.mean(jnp.square(y_pred - y_true), axis=-1)
        """,
        squared_error,
    ),
    "a function of optax": (
        "optax",
        """
        import optax

        def loss(y_true, y_pred):
            return optax.squared_error(y_pred, y_true).mean(-1)
        """,
        squared_error,
    ),
    "an expression of NumPy": (
        "numpy",
        "np.mean((y_pred - y_true) ** 2, axis=-1)",
        squared_error,
    ),
    "a function without a framework": (
        "",
        "def loss(y_true, y_pred):\n    return (y_pred - y_true) ** 2",
        lambda y_true, y_pred: square(y_pred - y_true),
    ),
}
EACH_ERROR = pytest.mark.parametrize(
    ("framework", "source", "reading"), ERRORS.values(), ids=ERRORS.keys()
)


@EACH_ERROR
def test_the_frameworks_own_run_of_the_code_agrees(by_hand, framework, source, reading):
    found = asked(by_hand(framework, dedent(source), reading))
    assert found.status == "agrees", found.sentence
    # Six errors 0.1, 0.2, 0.9, 0.5, 0.7, 0.4: squares 0.01 .04 .81 .25 .49 .16, together 1.76.
    assert found.theirs == pytest.approx(1.76 / 6, rel=1e-6)
    assert found.source.endswith(", as pasted")


@EACH_ERROR
def test_a_wrong_reading_is_told(by_hand, framework, source, reading):
    def wrong(y_true, y_pred):
        return 1.001 * reading(y_true, y_pred)

    found = asked(by_hand(framework, dedent(source), wrong))
    assert (found.status, found.agrees) == ("disagrees", False)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("framework", ["tensorflow", "torch", "jax"])
def test_a_wrong_gradient_alone_is_told(by_hand, framework, dtype):
    def wrong(y_true, y_pred):
        return squared_error(y_true, stop_gradient(y_pred))

    source = {
        "tensorflow": "tf.reduce_mean(tf.square(y_pred - y_true), -1)",
        "torch": "torch.mean(torch.square(y_pred - y_true), -1)",
        "jax": "jnp.mean(jnp.square(y_pred - y_true), -1)",
    }[framework]
    found = asked(by_hand(framework, source, wrong, dtype=dtype))
    # The error is 0.1, and the mean of 6 squares has the slope 2 * 0.1 / 6 there.
    assert found.first_difference.startswith("the gradient by y_pred [0, 0]: 0.0 here, 0.0333")


def test_the_sample_deviation_of_pytorch_is_told_from_the_populations(by_hand):
    def population(y_true, y_pred):
        error = y_pred - y_true
        return sqrt(mean(square(error - mean(error))))

    def sample(y_true, y_pred):
        error = y_pred - y_true
        return sqrt(sum_(square(error - mean(error))) / 5.0)

    source = "def loss(y_true, y_pred):\n    return torch.std(y_pred - y_true)"
    assert asked(by_hand("torch", source, sample)).agrees
    found = asked(by_hand("torch", source, population))
    assert found.agrees is False
    assert "there" in found.first_difference


STEPS = {
    "tensorflow": """
        @tf.function
        def loss(y_true, y_pred):
            error = y_pred - y_true  # Fehler Δ
            Δ = tf.abs(error); spread = tf.square(Δ)
            return tf.reduce_mean(spread * 2.0, axis=-1)
        """,
    "torch": """
        def loss(y_true, y_pred):
            error = y_pred - y_true  # Fehler Δ
            Δ = torch.abs(error); spread = torch.square(Δ)
            return torch.mean(spread * 2.0, dim=-1)
        """,
    "jax": """
        @jax.jit
        def loss(y_true, y_pred):
            error = y_pred - y_true  # Fehler Δ
            Δ = jnp.abs(error); spread = jnp.square(Δ)
            return jnp.mean(spread * 2.0, axis=-1)
        """,
}


@pytest.mark.parametrize("framework", STEPS)
def test_the_first_piece_of_code_that_was_read_wrongly_is_named(by_hand, framework):
    source = dedent(STEPS[framework])
    lines = source.split("\n")

    def at(text):
        line = next(number for number, item in enumerate(lines) if text in item)
        column = lines[line].index(text)
        return origin(Span(line + 1, column, line + 1, column + len(text)))

    name = {"tensorflow": "tf", "torch": "torch", "jax": "jnp"}[framework]

    def wrong(y_true, y_pred):
        with at("y_pred - y_true"):
            error = y_pred - y_true
        with at(f"{name}.square(Δ)"):
            spread = power(absolute(error), 3.0)
        with at("spread * 2.0"):
            double = spread * 2.0
        return mean(double, -1)

    found = asked(by_hand(framework, source, wrong))
    line = next(number for number, item in enumerate(lines) if "square" in item) + 1
    # The first error is 0.1: its cube here, its square there.
    assert found.first_difference.startswith(f"line {line}, {name}.square(Δ) [0, 0]: 0.001")
    assert "here, 0.01" in found.first_difference


def test_a_piece_that_runs_twice_is_not_compared_as_one_step(by_hand):
    source = dedent("""
        def twice(x):
            return x * 2.0

        def loss(y_true, y_pred):
            return np.mean(twice(y_pred) - twice(y_true), axis=-1)
        """)
    spec = by_hand("numpy", source, lambda y_true, y_pred: mean(2.0 * (y_pred - y_true), -1))
    answer = shared_host("numpy").check(spec, TENSORS)
    lines = {place.line for place in answer.steps}
    assert lines == {6}


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "none"])
def test_keras_reduces_and_weighs_what_the_function_returns(by_hand, reduction):
    source = "def loss(y_true, y_pred):\n    return tf.reduce_mean((y_pred - y_true) ** 2, -1)"
    spec = by_hand("tensorflow", source, squared_error, reduction=reduction, factor=0.5)
    assert asked(spec).agrees
    assert asked(spec, sample_weight=[1.0, 3.0]).agrees
    assert asked(spec, sample_weight=[1.0, 3.0], mask=[1.0, 0.0]).agrees


def test_weights_are_no_question_for_a_framework_that_has_none(by_hand):
    source = "def loss(y_true, y_pred):\n    return ((y_pred - y_true) ** 2).mean(-1)"
    found = asked(by_hand("torch", source, squared_error), sample_weight=[1.0, 3.0])
    assert (found.status, found.agrees) == ("not comparable", None)
    assert "puts no weights" in found.sentence


SCALED = {
    "an argument with a default": "def loss(y_true, y_pred, delta=1.0):\n"
    "    return delta * tf.reduce_mean((y_pred - y_true) ** 2, -1)",
    "a free name": "def loss(y_true, y_pred):\n"
    "    return delta * tf.reduce_mean((y_pred - y_true) ** 2, -1)",
    "a factory": """
        def make(delta):
            def loss(y_true, y_pred):
                return delta * tf.reduce_mean((y_pred - y_true) ** 2, -1)
            return loss
        """,
    "a class": """
        class Own(tf.keras.losses.Loss):
            def __init__(self, delta=1.0):
                super().__init__()
                self.delta = delta
            def call(self, y_true, y_pred):
                return self.delta * tf.reduce_mean((y_pred - y_true) ** 2, -1)
        """,
    "a factory of a class": """
        class Own(tf.keras.losses.Loss):
            def __init__(self, delta):
                super().__init__()
                self.delta = delta
            def call(self, y_true, y_pred):
                return self.delta * tf.reduce_mean((y_pred - y_true) ** 2, -1)
        def make(delta=2):
            return Own(delta)
        """,
}


@pytest.mark.parametrize("source", SCALED.values(), ids=SCALED.keys())
@pytest.mark.parametrize("delta", [2.0, 0.25])
def test_numbers_reach_the_code_wherever_it_takes_them(by_hand, source, delta):
    spec = by_hand("tensorflow", dedent(source), scaled_error, numbers={"delta": delta})
    found = asked(spec)
    assert found.agrees
    assert found.theirs == pytest.approx(delta * 1.76 / 6, rel=1e-6)


def test_free_tensors_have_gradients_too(by_hand):
    def divergence(z_mean, z_log_var):
        return -0.5 * sum_(1.0 + z_log_var - square(z_mean) - exp(z_log_var), -1)

    source = {
        "keras": "kl = -0.5 * K.sum(1 + z_log_var - K.square(z_mean) - K.exp(z_log_var), axis=-1)",
        "torch": "-0.5 * torch.sum(1 + z_log_var - z_mean.pow(2) - z_log_var.exp(), dim=-1)",
        "jax": "def kl():\n"
        "    return -0.5 * jnp.sum(1 + z_log_var - z_mean**2 - jnp.exp(z_log_var), axis=-1)",
    }
    for framework, text in source.items():
        spec = by_hand(framework, text, divergence, ("z_mean", "z_log_var"))
        found = asked(spec, LATENT)
        assert found.status == "agrees", found.sentence


@pytest.mark.parametrize("domains", [{"y_true": "labels"}, {}], ids=["known", "found out"])
def test_class_numbers_arrive_as_integers(by_hand, domains):
    source = "def loss(y_true, y_pred):\n    return F.cross_entropy(y_pred, y_true)"
    spec = by_hand("torch", source, squared_error, domains=domains)
    answer = shared_host("torch").check(spec, {**TENSORS, "y_true": np.array([0.0, 2.0])})
    scores = TENSORS["y_pred"]
    shares = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
    assert answer.value == pytest.approx(-np.log(shares[[0, 1], [0, 2]]).mean(), rel=1e-6)
    assert set(answer.gradients) == {"y_pred"}
    assert answer.source == "loss, as pasted, y_true as int"


def test_a_mask_arrives_as_truth_values_where_the_framework_wants_them(by_hand):
    spec = by_hand("tensorflow", "tf.where(y_true, 0.0, y_pred)", squared_error, reduction="none")
    answer = shared_host("tensorflow").check(spec, TENSORS)
    # 0.8 and 0.6 stand where y_true is 1.
    assert answer.value == pytest.approx(np.array([[0.1, 0.0, 0.9], [0.5, 0.7, 0.0]]))
    assert answer.source.endswith("y_true as bool")


def test_what_is_calculated_with_is_never_tried_as_truth_values(by_hand):
    # With y_true as truth values TensorFlow would take * as 'and' and go on.
    source = "(y_true * y_pred)[:, 0] + tf.reshape(y_pred, [5])"
    found = asked(by_hand("tensorflow", source, squared_error))
    assert found.status == "disagrees"
    assert "raises InvalidArgumentError" in found.sentence


def test_where_the_framework_has_no_gradient_by_a_tensor_the_others_are_compared(by_hand):
    source = "F.binary_cross_entropy_with_logits(y_pred, y_true, pos_weight=w)"
    spec = by_hand("torch", source, squared_error, ("y_true", "y_pred", "w"))
    answer = shared_host("torch").check(spec, {**TENSORS, "w": np.array([1.0, 2.0, 3.0])})
    assert set(answer.gradients) == {"y_true", "y_pred"}


def test_a_metric_is_updated_once_and_has_no_gradient(by_hand):
    source = """
        class Own(tf.keras.metrics.Metric):
            def __init__(self, name="own", **kwargs):
                super().__init__(name=name, **kwargs)
                self.total = self.add_weight(name="total", initializer="zeros")
                self.count = self.add_weight(name="count", initializer="zeros")
            def update_state(self, y_true, y_pred, sample_weight=None):
                self.total.assign_add(tf.reduce_sum(tf.square(y_pred - y_true)))
                self.count.assign_add(tf.cast(tf.size(y_true), tf.float32))
            def result(self):
                return tf.sqrt(self.total / self.count)
        """

    def root(y_true, y_pred):
        return sqrt(all_squared_error(y_true, y_pred))

    found = asked(by_hand("keras", dedent(source), root))
    assert found.agrees
    assert found.theirs == pytest.approx(np.sqrt(1.76 / 6), rel=1e-6)
    assert "no gradient" in found.sentence


def test_numpy_has_no_gradients_and_that_is_said(by_hand):
    found = asked(by_hand("numpy", "np.mean((y_pred - y_true) ** 2)", all_squared_error))
    assert found.agrees
    assert found.sentence.endswith("NumPy has no gradients, so they were not compared.")


def test_double_precision_is_asked_in_double_precision(by_hand):
    def crossentropy(y_true, y_pred):
        p = clip(y_pred, 1e-7, 1 - 1e-7)
        return -mean(y_true * log(p) + (1.0 - y_true) * log(1.0 - p), -1)

    source = """
        def loss(y_true, y_pred):
            p = K.clip(K.cast(y_pred, K.floatx()), K.epsilon(), 1 - K.epsilon())
            return -K.mean(y_true * K.log(p) + (1 - y_true) * K.log(1 - p), axis=-1)
        """
    found = asked(by_hand("keras", dedent(source), crossentropy, dtype="float64"))
    assert found.agrees
    assert found.theirs.dtype == np.float64
    assert asked(by_hand("keras", dedent(source), crossentropy)).theirs.dtype == np.float32


def test_what_the_framework_raises_is_its_own_sentence_with_the_line(by_hand):
    source = "def loss(y_true, y_pred):\n    x = y_pred[:, :2]\n    return y_true - x"
    found = asked(by_hand("torch", source, squared_error))
    assert (found.status, found.agrees) == ("disagrees", False)
    assert "raises RuntimeError: line 3: The size of tensor a (3) must match" in found.sentence


UNFIT = {
    "a name that the release lacks": ("return tf.no_such(y_pred)", "has no no_such"),
    "an unknown name": ("return tfp.mean(y_pred)", "name 'tfp' is not defined"),
    "a file": ("return open('x')", "name 'open' is not defined"),
    "evaluation of a text": ("return eval('y_pred')", "name 'eval' is not defined"),
    "an attribute by its name": ("return getattr(y_pred, 'shape')", "name 'getattr' is not"),
    "another module": ("import os\n    return os.getpid()", "os.getpid is not there: the code"),
    "a file by TensorFlow": ("return tf.io.read_file('x')", "io is not run"),
    "a file by NumPy": ("return np.load('x')", "load is not run"),
    "a private name": ("return ().__class__", "__class__ is not run"),
    "a text": ("return 'text'", "loss returns str, not a tensor"),
    "nothing": ("y_pred + 1", "loss returns NoneType, not a tensor"),
    "a missing argument": ("return y_pred", "the argument beta of loss has no value"),
}


@pytest.mark.parametrize(("body", "said"), UNFIT.values(), ids=UNFIT.keys())
def test_code_that_cannot_be_run_is_no_verdict(by_hand, body, said):
    more = ", beta" if "beta" in said else ""
    source = f"def loss(y_true, y_pred{more}):\n    {body}"
    found = asked(by_hand("tensorflow", source, squared_error))
    assert (found.status, found.agrees) == ("not comparable", None)
    assert found.sentence.startswith("This code cannot be run here: ")
    assert said in found.sentence


def test_imports_of_other_modules_are_harmless_until_they_are_used(by_hand):
    source = dedent("""
        from __future__ import annotations
        import os, sys
        import matplotlib.pyplot as plt
        from typing import Optional
        import math

        def loss(y_true: Optional[float], y_pred) -> Optional[float]:
            print("never seen")
            return np.mean((y_pred - y_true) ** math.sqrt(4.0))
        """)
    assert asked(by_hand("numpy", source, all_squared_error)).agrees


def test_nothing_that_the_parser_reads_is_barred_in_a_worker():
    barred = runpy.run_path(str(WORKER_FOLDER / "_pasted.py"))["BARRED"]
    read = {part for path in FUNCTIONS for part in path.split(".")} | {*METHODS, *ATTRIBUTES}
    assert barred & read == set()


def test_code_that_goes_on_for_ever_is_stopped(by_hand):
    host = Host(worker="numpy")
    spec = by_hand("numpy", "def loss(y_true, y_pred):\n    while True: pass", squared_error)
    found = check_spec(spec, TENSORS, host=host, timeout=2)
    assert (found.status, found.agrees) == ("failed", None)
    assert "did not answer within 2 s and was stopped" in found.sentence
    fine = by_hand("numpy", "np.mean((y_pred - y_true) ** 2)", all_squared_error)
    assert check_spec(fine, TENSORS, host=host).agrees
    host.stop()


def test_settings_of_one_question_do_not_reach_the_next(by_hand):
    source = (
        "def loss(y_true, y_pred):\n    return torch.mean((y_pred - y_true) * torch.ones(3), -1)"
    )

    def signed(y_true, y_pred):
        return mean(y_pred - y_true, -1)

    for dtype in ("float64", "float32", "float64"):
        found = asked(by_hand("torch", source, signed, dtype=dtype))
        assert (found.agrees, found.theirs.dtype) == (True, dtype)


def test_each_framework_runs_what_is_written_for_it_only(by_hand):
    spec = by_hand("torch", "y_pred - y_true", lambda y_true, y_pred: y_pred - y_true)
    found = check_spec(spec, TENSORS, host=shared_host("tensorflow"))
    assert found.sentence == "TensorFlow cannot run loss, which is not written for it."
    found = asked(spec.replace(dialect="keras-3"))
    assert found.sentence == "PyTorch does not have the rules of Keras 3."
    assert asked(spec.replace(dialect="textbook")).agrees


def test_powers_of_whole_numbers_stay_whole(by_hand):
    def cubed(y_true, y_pred, *, n):
        return mean(power(y_pred - y_true, n), -1)

    source = "def loss(y_true, y_pred):\n    return jnp.mean((y_pred - y_true) ** n, axis=-1)"
    assert asked(by_hand("jax", source, cubed, numbers={"n": 3.0})).agrees
