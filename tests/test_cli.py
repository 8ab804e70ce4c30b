"""The command line: what it prints, what it refuses, and that it needs no window."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from lossgui.backends.check import Check
from lossgui.cli import main

Y_TRUE = [[0, 1, 0], [0, 0, 1], [1, 1, 1]]
Y_PRED = [[0, 0.8, 0.9], [0.5, 0.7, 0.6], [0.8, 0.7, 0.5]]


@pytest.fixture
def files(tmp_path):
    """The founding example as two files."""
    for name, values in (("y_true", Y_TRUE), ("y_pred", Y_PRED)):
        np.save(tmp_path / f"{name}.npy", np.array(values, dtype=float))
    return [str(tmp_path / "y_true.npy"), str(tmp_path / "y_pred.npy")]


@pytest.fixture
def no_framework(monkeypatch):
    """A cross-check that has no TensorFlow to ask."""
    missing = Check("missing", "TensorFlow is not installed.", ours=0.5)
    monkeypatch.setattr("lossgui.backends.check.check_spec", lambda *a, **o: missing)


def test_eval_prints_the_value_that_keras_prints(files, capsys):
    assert main(["eval", "mse", *files]) == 0
    assert capsys.readouterr().out == "0.23666666\n"


def test_eval_prints_the_half_sum_of_squares(files, capsys):
    assert main(["eval", "half_sum_of_squares", *files, "--dialect", "textbook"]) == 0
    assert float(capsys.readouterr().out) == pytest.approx(0.355, rel=1e-12)


def test_eval_takes_every_choice(files, capsys, tmp_path):
    np.save(tmp_path / "weights.npy", np.array([1.0, 0.0, 2.0]))
    options = ["--reduction=sum", "--axis=-1", "--inner=sum", "--factor=1/2", "--dtype=float64"]
    options.append(f"--weights={tmp_path / 'weights.npy'}")
    assert main(["eval", "mse", *files, *options]) == 0
    # Sums of squares 0.85, 0.9, 0.38: half of 1 * 0.85 + 0 * 0.9 + 2 * 0.38.
    assert float(capsys.readouterr().out) == pytest.approx(0.805, rel=1e-12)


def test_eval_with_a_mask_leaves_samples_out(files, capsys, tmp_path):
    np.save(tmp_path / "mask.npy", np.array([True, False, True]))
    arguments = ["--mask", str(tmp_path / "mask.npy"), "--reduction=sum", "--dtype=float64"]
    assert main(["eval", "mse", *files, *arguments]) == 0
    # Keras sums what is kept as it is; it is only a mean that it raises by total / kept.
    assert float(capsys.readouterr().out) == pytest.approx((0.85 + 0.38) / 3, rel=1e-12)


def test_eval_takes_a_negative_axis_after_a_blank(files, capsys):
    assert main(["eval", "mse", *files, "--axis", "-1"]) == 0
    assert main(["eval", "mse", *files, "--axis", "all", "--reduction", "none"]) == 0
    assert capsys.readouterr().out == "0.23666666\n0.23666665\n"


def test_eval_passes_parameters_of_the_loss(files, capsys):
    assert main(["eval", "huber", *files, "--param", "delta=0.1", "--dialect=textbook"]) == 0
    error = np.abs(np.subtract(Y_PRED, Y_TRUE))
    expected = np.where(error <= 0.1, error**2 / 2, 0.1 * (error - 0.05)).mean()
    assert float(capsys.readouterr().out) == pytest.approx(expected, rel=1e-12)


def test_eval_steps_name_every_step_with_its_shape(files, capsys):
    assert main(["eval", "mse", *files, "--steps"]) == 0
    printed = capsys.readouterr().out
    for part in ("1. y_pred - y_true  (3, 3)", "mean(square(y_pred - y_true), axis=-1)  (3,)"):
        assert part in printed
    assert printed.endswith("0.23666666\n")


def test_eval_json_can_be_read_back_also_with_nan(tmp_path, capsys):
    np.save(tmp_path / "a.npy", np.array([0.0, np.nan]))
    np.save(tmp_path / "b.npy", np.array([1.0, 2.0]))
    assert main(["eval", "mse", str(tmp_path / "a.npy"), str(tmp_path / "b.npy"), "--json"]) == 0
    read = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert read["value"] == "nan"
    assert read["steps"][0]["value"] == [1.0, "nan"]


def test_losses_lists_every_loss_of_the_catalogue(capsys):
    from lossgui import losses

    assert main(["losses"]) == 0
    printed = capsys.readouterr().out
    assert all(f"{loss.key}\n" in printed for loss in losses())


def test_check_without_arguments_checks_the_founding_example(no_framework, capsys):
    assert main(["check"]) == 0
    printed = capsys.readouterr().out
    assert "Mean squared error" in printed
    assert "Half sum of squares" in printed
    assert "B = (d/2) * A" in printed
    assert printed.count("TensorFlow is not installed.") == 1


def test_check_says_no_with_its_exit_status(files, monkeypatch, capsys):
    apart = Check("disagrees", "Disagrees: 1 here, 2 there.", agrees=False, ours=1.0, theirs=2.0)
    monkeypatch.setattr("lossgui.backends.check.check_spec", lambda *a, **o: apart)
    assert main(["check", "mse", *files]) == 1
    assert "Disagrees: 1 here, 2 there." in capsys.readouterr().out


def test_check_says_what_both_refuse(files, monkeypatch, capsys):
    both = Check("agrees", "Agrees: both refuse. Keras raises ValueError", agrees=True)
    monkeypatch.setattr("lossgui.backends.check.check_spec", lambda *a, **o: both)
    assert main(["check", "mse", *files]) == 0
    assert "Agrees: both refuse." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["evaluate"], "did you mean eval?"),
        (["no-such-file.npy"], "neither a file nor a command"),
        (["eval"], "arguments are required"),
        (["eval", "mse", "FIRST"], "mean_squared_error needs 2 files, for y_true, y_pred"),
        (["eval", "msee", "FIRST", "SECOND"], "did you mean"),
        (["eval", "mse", "FIRST", "nowhere.npy"], "nowhere.npy cannot be read"),
        (["eval", "mse", "FIRST", "SECOND", "--dialect", "keras3"], "there is no dialect"),
        (["eval", "mse", "FIRST", "SECOND", "--axis", "left"], "--axis must be a number"),
        (["eval", "mse", "FIRST", "SECOND", "--axis", "7"], "axis 7"),
        (["eval", "mse", "FIRST", "SECOND", "--factor", "1.000,5"], "1.000,5"),
        (["eval", "mse", "FIRST", "SECOND", "--param", "delta"], "NAME=VALUE"),
        (["eval", "mse", "FIRST", "SECOND", "--param", "axis=1"], "no parameter 'axis'"),
        (["eval", "huber", "FIRST", "SECOND", "--param", "delta=-1"], "delta must lie in"),
        (["eval", "mse", "FIRST", "SECOND", "--bogus"], "unrecognized arguments: --bogus"),
        (["check", "mse", "FIRST"], "or one .npz with all; 1 came"),
        (["eval", "mse", "FIRST", "SECOND", "FIRST"], "needs 2 files"),
        (
            ["eval", "nowhere.py", "FIRST", "SECOND"],
            "lossgui: nowhere.py cannot be read: there is no such",
        ),
        (["--bogus"], "unrecognized arguments: --bogus"),
    ],
)
def test_misuse_is_one_sentence_and_status_2(files, arguments, part, capsys):
    places = {"FIRST": files[0], "SECOND": files[1]}
    try:
        status = main([places.get(word, word) for word in arguments])
    except SystemExit as exit_:
        status = exit_.code
    printed = capsys.readouterr()
    assert status == 2
    assert printed.out == ""
    assert part in printed.err
    assert printed.err.startswith("lossgui: ")
    assert printed.err.count("\n") == 1


def test_a_file_with_several_arrays_is_read_by_the_argument_s_name(tmp_path, capsys):
    path = tmp_path / "both.npz"
    np.savez(path, y_true=np.array(Y_TRUE, float), y_pred=np.array(Y_PRED))
    assert main(["eval", "mse", str(path), str(path)]) == 0
    assert capsys.readouterr().out == "0.23666666\n"
    np.savez(path, left=np.zeros(2), right=np.zeros(2))
    assert main(["eval", "mse", str(path), str(path)]) == 2
    assert "none is called y_true" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["eval", "mse", "FIRST", "SECOND"], ["losses"], ["--version"]])
def test_commands_without_a_window_import_no_qt(files, command):
    places = {"FIRST": files[0], "SECOND": files[1]}
    words = [places.get(word, word) for word in command]
    program = (
        "import sys\n"
        "from lossgui.cli import main\n"
        "try:\n"
        f"    main({words!r})\n"
        "except SystemExit:\n"
        "    pass\n"
        "wrong = {'PySide6', 'pyqtgraph', 'tensorflow', 'keras'} & set(sys.modules)\n"
        "sys.exit(f'imported {wrong}' if wrong else 0)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_version_is_printed(capsys):
    from lossgui import __version__

    with pytest.raises(SystemExit) as exit_:
        main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"lossgui {__version__}\n"


def test_demo_prints_the_table_and_draws_the_window_without_a_display(tmp_path):
    """With the real TensorFlow where it is installed; without it the table says so."""
    picture = tmp_path / "window.png"
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment["LOSSGUI_SETTINGS"] = str(tmp_path / "settings")
    command = [sys.executable, "-m", "lossgui", "demo", "--screenshot", str(picture)]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0
    assert "0.23666" in done.stdout
    assert "0.355" in done.stdout
    assert "B = (d/2) * A for every input; here d = 3, so 3/2." in done.stdout
    header = picture.read_bytes()[:24]
    assert header.startswith(b"\x89PNG")
    # Width and height stand in the PNG's first block, four bytes each.
    assert int.from_bytes(header[16:20]) == 1280
    assert int.from_bytes(header[20:24]) == 800


def test_emit_writes_the_call_of_the_framework(capsys):
    arguments = ["emit", "huber", "--framework", "torch", "--param", "delta=2", "--reduction=sum"]
    assert main(arguments) == 0
    call = 'torch.nn.functional.huber_loss(y_pred, y_true, delta=2.0, reduction="sum")'
    assert call in capsys.readouterr().out


def test_emit_writes_a_gradient_or_the_steps_that_run(capsys):
    for more, expected in (["--wrt", "y_pred"], [[1.0, 2.0]]), (["--steps"], 2.5):
        assert main(["emit", "mse", "--framework=numpy", *more]) == 0
        names = {}
        exec(capsys.readouterr().out, names)
        function = [item for item in names.values() if callable(item)][-1]
        np.testing.assert_array_equal(function([[0.0, 1.0]], [[1.0, 3.0]]), expected)


def test_emit_writes_a_pasted_loss_in_other_words(capsys, tmp_path):
    (tmp_path / "mine.py").write_text("def mine(y, p): return tf.reduce_sum(tf.abs(y - p), 1)\n")
    assert main(["emit", str(tmp_path / "mine.py"), "--framework", "torch"]) == 0
    assert "return torch.sum(torch.abs(y - p), dim=-1)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mse", "--framework", "fortran"], "framework must be one of numpy, keras"),
        (["mse", "--wrt", "z"], "has no tensor 'z'"),
        (["ctc", "--dialect", "textbook"], "no NumPy source yet"),
        (["lacking.py"], "lacking.py"),
    ],
)
def test_emit_says_what_it_can_not_write(arguments, said, capsys):
    assert main(["emit", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.fixture
def code(tmp_path):
    """Write code into a file of this name and give its path."""

    def write(text):
        path = tmp_path / "my_loss.py"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


HALF = """import torch

def half(y_true, y_pred, factor_=0.5):
    return (factor_ * torch.sum((y_pred - y_true) ** 2, dim=-1)).mean()
"""


def test_a_file_of_code_is_a_loss_by_the_rules_of_its_framework(files, code, capsys):
    assert main(["eval", code(HALF), *files]) == 0
    assert capsys.readouterr().out == "0.35500002\n"
    assert main(["eval", code(HALF), *files, "--param", "factor_=1", "--dtype", "float64"]) == 0
    assert capsys.readouterr().out == "0.71\n"


def test_a_file_of_code_is_checked_by_its_own_framework(files, code, capsys):
    text = "def half(a, b):\n    return np.mean(0.5 * np.sum((a - b) ** 2, axis=-1))"
    assert main(["check", code(text), *files]) == 0
    header, row, *_ = capsys.readouterr().out.splitlines()
    assert header.split() == ["ours", "NumPy", "difference", "verdict"]
    assert row.split()[:2] == ["half", "0.355"]
    assert row.split()[-1] == "agrees"


def test_code_that_is_not_read_is_told_with_file_and_line(files, code, capsys):
    assert main(["eval", code("def f(a, b):\n    return open('x')\n"), *files]) == 2
    assert capsys.readouterr().err.startswith("lossgui: my_loss.py, line 2, column 12: ")


def test_one_file_with_all_tensors_is_enough(tmp_path, code, capsys):
    path = tmp_path / "all.npz"
    np.savez(path, a=np.array([1.0, 2.0]), b=np.array([3.0, 5.0]), w=np.array([1.0, 0.5]))
    assert main(["eval", code("def f(a, b, w):\n    return np.sum(w * (b - a))"), str(path)]) == 0
    # 1 * 2 + 0.5 * 3
    assert capsys.readouterr().out == "3.5\n"


TORCH = "def f(input, target):\n    return torch.mean(input ** 2 * target)"


def test_code_in_the_order_of_pytorch_reads_the_files_of_the_same_meaning(files, code, capsys):
    assert main(["eval", code(TORCH), *files]) == 0
    printed = capsys.readouterr()
    # The squares of 0.8, 0.6, 0.8, 0.7 and 0.5, where y_true is 1.
    assert float(printed.out) == pytest.approx(2.38 / 9, rel=1e-6)
    assert printed.err == "note: target reads y_true.npy, input reads y_pred.npy\n"
    assert main(["eval", code(TORCH), files[0]]) == 2
    assert "needs 2 files, for target, input, or one .npz" in capsys.readouterr().err


@pytest.mark.parametrize("order", [("A", "B"), ("B", "A")])
def test_compare_takes_the_tensors_of_the_same_meaning(order, tmp_path, capsys):
    for name, text in (("A", TORCH), ("B", "lambda y_true, y_pred: K.mean(y_pred**2 * y_true)")):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    assert main(["compare", *(str(tmp_path / f"{name}.py") for name in order)]) == 0
    assert capsys.readouterr().out.startswith("B = A for every input.")


def test_compare_prints_the_verdict_its_consequences_and_the_proof(capsys):
    assert main(["compare", "mse", "half_sum_of_squares", "--b-dialect", "textbook"]) == 0
    verdict, sgd, adam, *proof = capsys.readouterr().out.splitlines()
    assert verdict == "B = (d/2) * A for every input; here d = 3, so 3/2."
    assert sgd.startswith("The gradients point the same way")
    assert adam.startswith("Adam takes the same steps")
    assert proof[0].endswith("= 1/(n*d) * sum[n, d] (y_pred - y_true)^2")


def test_compare_prints_the_smallest_example_of_a_difference(capsys):
    assert main(["compare", "mse", "mae", "--shape", "5,2"]) == 0
    assert capsys.readouterr().out.splitlines()[1:3] == [
        "For example y_true = [[0]], y_pred = [[1]]: A = 1, B = 1",
        "but y_true = [[0]], y_pred = [[2]]: A = 4, B = 2",
    ]


def test_compare_reads_code_from_files_and_prints_each_term(tmp_path, capsys):
    source = (
        "def vae(x, x_hat, z_mean, z_log_var):\n"
        "    kl = -0.5 * K.mean(1 + z_log_var - K.square(z_mean) - K.exp(z_log_var), axis=-1)\n"
        "    return K.mean(K.square(x - x_hat), axis=-1) + kl\n"
    )
    (tmp_path / "a.py").write_text(source, encoding="utf-8")
    (tmp_path / "b.py").write_text(source.replace("K.mean(1", "K.sum(1"), encoding="utf-8")
    shapes = ["--shape", "8,784", "--shape", "z_mean=8,2", "--shape", "z_log_var=8,2"]
    assert main(["compare", str(tmp_path / "a.py"), str(tmp_path / "b.py"), *shapes]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "factor 1: K.mean(K.square(x - x_hat), axis=-1)" in lines
    assert any(line.startswith("factor d' = 2: -0.5 * K.mean(1 + z_log_var") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--shape", "3,x"], "--shape must be lengths of 1 or more, such as 4,3, not '3,x'"),
        (["--shape", "0,2"], "--shape must be lengths of 1 or more"),
        (["--shape", "nobody=3"], "no tensor is called 'nobody'; there are y_true, y_pred"),
    ],
)
def test_a_wrong_shape_is_one_sentence(arguments, part, capsys):
    assert main(["compare", "mse", "mae", *arguments]) == 2
    assert part in capsys.readouterr().err
