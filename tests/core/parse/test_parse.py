"""Pasted code becomes the graph that it says."""

from __future__ import annotations

import numpy as np
import pytest

import lossgui
from lossgui.core.expr import walk
from lossgui.core.parse import ParseError, parse
from lossgui.core.parse.functions import FUNCTIONS, METHODS
from lossgui.core.parse.modules import OF_TORCH
from lossgui.core.pipeline import build
from lossgui.core.spans import Span
from lossgui.core.spec import make_spec

Y_TRUE = [[0, 1, 0], [0, 0, 1], [1, 1, 1]]
Y_PRED = [[0, 0.8, 0.9], [0.5, 0.7, 0.6], [0.8, 0.7, 0.5]]

HALF = """
def half(y_true, y_pred):
    return tf.reduce_mean(0.5 * tf.reduce_sum(tf.square(y_true - y_pred), axis=1))
"""


def value(source: str, *tensors: object, **choices: object) -> object:
    return lossgui.evaluate(parse(source), *(tensors or (Y_TRUE, Y_PRED)), **choices).value


def test_the_founding_functions_give_their_numbers_and_the_proof() -> None:
    loss = parse(HALF)
    assert value(HALF) == pytest.approx(0.355, abs=1e-7)
    found = lossgui.compare("mean_squared_error", loss, Y_TRUE, Y_PRED)
    assert (found.kind, found.ratio) == ("proportional", "d/2")


def test_a_pasted_loss_stands_wherever_a_key_does() -> None:
    loss = parse(HALF)
    spec = make_spec(loss.key)
    assert spec.entry.source == HALF
    assert (
        lossgui.evaluate(spec, Y_TRUE, Y_PRED).value == lossgui.evaluate(loss, Y_TRUE, Y_PRED).value
    )
    assert lossgui.gradient(loss.key, Y_TRUE, Y_PRED).shape == (3, 3)
    assert spec.replace(dialect="torch-2").loss == loss.key


@pytest.mark.parametrize(
    ("source", "dialect"),
    [
        ("tf.reduce_mean(y_pred - y_true)", "keras-3"),
        ("K.mean(y_pred - y_true)", "keras-3"),
        ("torch.mean(y_pred - y_true)", "torch-2"),
        ("jnp.mean(y_pred - y_true)", "optax"),
        ("optax.l2_loss(y_pred, y_true)", "optax"),
        ("np.mean(y_pred - y_true)", "textbook"),
        ("(y_pred - y_true) ** 2", "keras-3"),
    ],
)
def test_the_modules_say_whose_rules_hold(source: str, dialect: str) -> None:
    assert make_spec(parse(source)).dialect == dialect


def test_the_same_formula_in_six_frameworks_is_one_loss() -> None:
    texts = [
        "tf.reduce_mean(tf.square(y_pred - y_true), axis=-1)",
        "K.mean(K.square(y_pred - y_true), axis=-1)",
        "keras.ops.mean(keras.ops.square(y_pred - y_true), axis=-1)",
        "((y_pred - y_true) ** 2).mean(dim=-1)",
        "np.mean(np.power(y_pred - y_true, 2), 1)",
        "jnp.mean(jnp.square(jnp.subtract(y_pred, y_true)), axis=(1,))",
    ]
    for text in texts:
        found = lossgui.compare(
            make_spec(parse(text), dialect="textbook"),
            make_spec("mse", dialect="textbook"),
            Y_TRUE,
            Y_PRED,
        )
        assert found.kind == "identical", text


def test_more_than_150_functions_are_known_by_name() -> None:
    roots = {path.split(".")[0] for path in FUNCTIONS}
    assert {"tensorflow", "keras", "numpy", "jax", "torch", "optax", "math"} <= roots
    assert len(FUNCTIONS) > 600
    assert len(METHODS) > 80
    assert len({id(function) for function in FUNCTIONS.values()}) > 150


def test_a_node_names_the_piece_of_source_that_made_it() -> None:
    source = "def f(y_true, y_pred):\n    d = y_true - y_pred\n    return K.mean(d * d)"
    pipeline = build(make_spec(parse(source)), {"y_true": (2, 3), "y_pred": (2, 3)})
    origins = {node.operation: node.origin for node in walk(pipeline.output) if not node.is_leaf}
    assert origins["subtract"] == Span(2, 8, 2, 23)
    assert origins["multiply"] == Span(3, 18, 3, 23)
    assert origins["mean"] == Span(3, 11, 3, 24)


def test_columns_count_characters_not_bytes() -> None:
    source = "def f(y_true, y_pred):\n    return ('误差', y_true - y_pred)[1]"
    pipeline = build(make_spec(parse(source)), {"y_true": (2,), "y_pred": (2,)})
    step = next(node for node in walk(pipeline.output) if node.operation == "subtract")
    assert step.origin == Span(2, 18, 2, 33)


VAE = """
from keras import backend as K
from keras import objectives

def vae_loss(x, x_decoded):
    reconstruction = original_dim * objectives.binary_crossentropy(x, x_decoded)
    kl = -0.5 * K.sum(1 + z_log_var - K.square(z_mean) - K.exp(z_log_var), axis=-1)
    return K.mean(reconstruction + beta * kl)
"""


def test_free_names_become_tensors_and_numbers() -> None:
    loss = parse(VAE)
    assert loss.arguments == ("x", "x_decoded", "z_log_var", "z_mean")
    assert [(item.name, item.default) for item in loss.parameters] == [
        ("original_dim", None),
        ("beta", None),
    ]


def test_a_number_without_a_value_is_asked_for_by_name() -> None:
    tensors = [np.full((2, 3), 0.5)] * 4
    with pytest.raises(ParseError, match="'original_dim' has no value"):
        lossgui.evaluate(parse(VAE), *tensors)
    zeros = np.zeros((2, 3))
    found = value(VAE, *tensors[:2], zeros, zeros, original_dim=3, beta=1.0)
    assert found == pytest.approx(3 * np.log(2), rel=1e-6)


def test_comment_lines_settle_what_a_name_is() -> None:
    loss = parse("# tensors: beta\n# numbers: z_mean = 0.5\nK.mean(y_pred * beta) + z_mean")
    assert loss.arguments == ("y_pred", "beta")
    assert [(item.name, item.default) for item in loss.parameters] == [("z_mean", 0.5)]


def test_numbers_of_the_code_are_parameters_and_can_be_changed() -> None:
    source = """
class Huber(keras.losses.Loss):
    def __init__(self, threshold=1.0, name="huber", **kwargs):
        super().__init__(name=name, **kwargs)
        self.threshold = threshold

    def call(self, y_true, y_pred):
        error = tf.abs(y_true - y_pred)
        small = tf.square(error) / 2
        large = self.threshold * (error - self.threshold / 2)
        return tf.where(error <= self.threshold, small, large)

    def get_config(self):
        return {**super().get_config(), "threshold": self.threshold}
"""
    loss = parse(source)
    assert [(item.name, item.default) for item in loss.parameters] == [("threshold", 1.0)]
    ours = lossgui.evaluate("huber", Y_TRUE, Y_PRED, delta=0.4).value
    assert value(source, threshold=0.4) == pytest.approx(ours, rel=1e-6)


def test_a_factory_gives_its_settings_to_the_function_that_it_returns() -> None:
    source = """
def scaled(factor_of=3.0):
    def loss(y_true, y_pred):
        return factor_of * K.mean(K.abs(y_true - y_pred))
    return loss
"""
    assert parse(source).parameters[0].name == "factor_of"
    assert value(source) == pytest.approx(3 * lossgui.evaluate("mae", Y_TRUE, Y_PRED).value)


def test_a_metric_is_its_result_after_one_update() -> None:
    source = """
class Rmse(tf.keras.metrics.Metric):
    def __init__(self, name="rmse", **kwargs):
        super().__init__(name=name, **kwargs)
        self.total = self.add_weight(name="total", initializer="zeros")
        self.count = self.add_weight(name="count", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.total.assign_add(tf.reduce_sum(tf.square(y_true - y_pred)))
        self.count.assign_add(tf.cast(tf.size(y_true), tf.float32))

    def result(self):
        return tf.sqrt(self.total / self.count)

    def reset_state(self):
        self.total.assign(0.0)
"""
    assert value(source) == pytest.approx(np.sqrt(2.13 / 9), rel=1e-6)


def test_the_same_method_means_what_its_framework_means() -> None:
    x = [[1.0, 2.0, 4.0]]
    torch_code = "def f(x):\n    torch.abs(x)\n    return x.std()"
    numpy_code = "def f(x):\n    np.abs(x)\n    return x.std()"
    assert value(torch_code, x) == pytest.approx(np.std(x, ddof=1), rel=1e-6)
    assert value(numpy_code, x) == pytest.approx(np.std(x), rel=1e-12)


def test_indexing_and_shapes_are_those_of_numpy() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(4, 3))
    for text in (
        "x[:, 0]", "x[1]", "x[..., 1:]", "x[:, None, 1]", "x[-1, -2]", "x[:-1] - x[1:]",
        "x.T", "x.reshape(2, -1)", "x.reshape(-1)", "x.ravel()[::2]", "x[None]", "x.T @ x",
        "np.concatenate([x, x[:1]], axis=0)", "np.stack([x, 2 * x], axis=-1)", "x / x.shape[0]",
        "np.expand_dims(x, 1)", "np.einsum('ij,kj->ik', x, x)", "x.sum(axis=0, keepdims=True)",
        "np.diff(x, axis=0)", "x[1:3, 1]",
    ):  # fmt: skip
        expected = eval(text, {"np": np, "x": x})
        found = lossgui.evaluate(parse(f"lambda x: np.abs({text})"), x, reduction="none").value
        np.testing.assert_allclose(found, np.abs(expected), rtol=1e-12, err_msg=text)


def test_what_the_code_only_says_is_not_read() -> None:
    source = """
def mae(y_true, y_pred):
    assert y_true.shape == y_pred.shape, f"{y_true.shape} is not {y_pred.shape}"
    tf.print("y_true", y_true)
    return tf.reduce_mean(tf.abs(y_true - y_pred))
"""
    # 0 + 0.2 + 0.9, 0.5 + 0.7 + 0.4 and 0.2 + 0.3 + 0.5
    assert value(source) == pytest.approx(3.7 / 9, rel=1e-6)


def test_shape_errors_name_the_piece_of_source() -> None:
    source = "def f(a, b):\n    return np.mean(a @ b)"
    with pytest.raises(ParseError, match="line 2, column 20: the shapes") as error:
        lossgui.evaluate(parse(source), np.ones((2, 3)), np.ones((2, 3)))
    assert (error.value.line, error.value.column, error.value.end_column) == (2, 19, 24)


def test_the_tensor_of_a_factory_is_asked_for_after_those_of_the_loss() -> None:
    source = (
        "# tensors: weights\n"
        "def weighted(weights):\n"
        "    def loss(y_true, y_pred):\n"
        "        return np.mean(weights * (y_true - y_pred) ** 2)\n"
        "    return loss"
    )
    loss = lossgui.parse(source)
    assert (loss.arguments, loss.parameters) == (("y_true", "y_pred", "weights"), ())
    # 2 * 1 and 3 * 4, halved.
    assert lossgui.evaluate(loss, [0.0, 0.0], [1.0, 2.0], [2.0, 3.0]).value == 7.0


def test_the_dtype_of_a_keras_object_is_one_to_convert_to() -> None:
    source = (
        "class Own(keras.losses.Loss):\n"
        "    def call(self, y_true, y_pred):\n"
        "        return tf.square(tf.cast(y_true, self.dtype) - y_pred)"
    )
    assert lossgui.evaluate(lossgui.parse(source), [1.0], [3.0]).value == 4.0


@pytest.mark.parametrize(
    ("expression", "framework"),
    [
        ("(a - b).pow(2).mean()", "torch"),
        ("(a - b).mean(dim=0)", "torch"),
        ("(a - b).mean(-1, True)", "torch"),
        ("(a - b).transpose(0, 1)", "torch"),
        ("(a - b).flatten(1)", "torch"),
        ("(a - b).mT", "torch"),
        ("(a - b).transpose(0, 2, 1)", "numpy"),
        ("(a > b) * a", "numpy"),
        ("a / a.size", "numpy"),
        ("(a - b).mean(axis=0, keepdims=True)", "numpy"),
        ("(a - b).flatten().sum()", "numpy"),
        ("((a - b) ** 2).mean()", "numpy"),
        ("(a - b).T @ b", "numpy"),
        ("(a - b) ** 2", ""),
        ("scipy.special.xlogy(a, b)", "numpy"),
    ],
)
def test_code_without_a_module_is_written_for_what_has_its_methods(
    expression: str, framework: str
) -> None:
    source = f"import scipy.special\ndef loss(a, b):\n    return {expression}"
    if "scipy" not in expression:
        source = source.partition("\n")[2]
    assert lossgui.parse(source).framework == framework


def test_every_method_that_arrays_of_numpy_lack_is_a_sign_of_pytorch() -> None:
    of_others = {"as_list", "get_shape", "numpy", "block_until_ready"}
    lacking = {name for name in METHODS if not hasattr(np.ndarray, name)} - of_others
    assert lacking - OF_TORCH == set()


@pytest.mark.parametrize(
    "expression", ["(x > 0) * y", "y * (x > 0)", "1 - (x > 0)", "(x > 0) ** 2"]
)
def test_truth_values_are_no_numbers_in_tensorflow(expression: str) -> None:
    # Measured on TensorFlow 2.21: the first two are [True, False], the others raise.
    source = f"def f(x, y):\n    return tf.reduce_sum({expression})"
    with pytest.raises(ValueError, match=r"convert them with tf.cast"):
        lossgui.evaluate(lossgui.parse(source), [1.0, -1.0], [3.0, 4.0])
    fine = source.replace("(x > 0)", "tf.cast(x > 0, tf.float32)")
    assert np.isfinite(lossgui.evaluate(lossgui.parse(fine), [1.0, -1.0], [3.0, 4.0]).value)
    assert lossgui.evaluate(parse(source.replace("tf.reduce_", "np.")), [1, -1], [3, 4]).value >= 1


def test_two_conditions_multiplied_are_both_in_tensorflow() -> None:
    source = "def f(x, y):\n    return tf.where((x > 0) * (y > 0), x, y)"
    found = lossgui.evaluate(lossgui.parse(source), [1.0, -1.0], [3.0, 4.0], reduction="none")
    assert found.value.tolist() == [1.0, 4.0]


@pytest.mark.parametrize(
    "dialect", ["keras-3", "torch-2", "optax", "textbook", "tf-1", "sklearn-1"]
)
def test_a_single_number_is_the_result_and_nothing_is_added_to_it(dialect: str) -> None:
    loss = parse("def f(y_true, y_pred): return torch.mean(torch.abs(y_true - y_pred))")
    result = lossgui.evaluate(loss, Y_TRUE, Y_PRED, dialect=dialect)
    assert [stage.operation for stage in result.stages] == ["subtract", "absolute", "mean"]
    weighed = lossgui.evaluate(loss, Y_TRUE, Y_PRED, dialect="textbook", sample_weight=[2.0])
    assert weighed.value == pytest.approx(2 * lossgui.evaluate(loss, Y_TRUE, Y_PRED).value)
