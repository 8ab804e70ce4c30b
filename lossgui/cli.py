"""The command line: open the window, or compute without one.

Only opening the window and ``demo --screenshot`` import Qt.
"""

from __future__ import annotations

import json
import math
import os
import sys
from dataclasses import asdict
from functools import partial
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from lossgui import __version__, cli_lessons, cli_why, cli_window
from lossgui.cli_choices import add_choices, spec_of
from lossgui.cli_compare import add_compare_arguments, compare_losses
from lossgui.cli_ending import Parser, failed, finished
from lossgui.cli_inputs import inputs_of
from lossgui.complaint import give_streams, take_last_words
from lossgui.core.api import compare_specs, evaluate_spec, losses
from lossgui.core.explain import step_sentence
from lossgui.session.writing import written

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence

    from lossgui.backends.check import Check
    from lossgui.backends.host import Host
    from lossgui.core.api import Result

DESCRIPTION = (
    "See how a loss value comes out of two tensors, step by step. Without a command the window "
    "opens, with the files that are given."
)
NEGATIVE = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit status: 0, 1 (no agreement), 2 (misuse)."""
    give_streams()
    if arguments is None:  # this is the process's own command line
        take_last_words()
    given = cli_window.joined(sys.argv[1:] if arguments is None else arguments)
    parser = _make_parser()
    words = [word for word in given if not word.startswith("-")]
    is_command = bool(words) and words[0] in _COMMANDS
    try:
        if is_command:
            chosen = parser.parse_args(given)
            return finished(_COMMANDS[chosen.command](chosen))
        chosen = parser.parse_args([word for word in given if word.startswith("-")])
        cli_window.check_files(words, _COMMANDS)
        if chosen.smoke:
            return cli_window.try_out(chosen.smoke, words, chosen.lang)
        return cli_window.open_window(words, reset=chosen.reset_settings, language=chosen.lang)
    except (ValueError, TypeError, OSError) as problem:
        return failed(problem, window=not is_command)


# ------------------------------------------------------------------------------------ arguments


def _make_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="lossgui", description=DESCRIPTION, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"lossgui {__version__}")
    parser.add_argument(
        "--reset-settings", action="store_true", help="open the window as on the first day"
    )
    parser.add_argument(
        "--smoke", metavar="DIR", help="try everything once and write what was found into DIR"
    )
    parser.add_argument(
        "--lang", metavar="CODE", help="open the window in this language, such as zh_CN or en"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    evaluate = commands.add_parser("eval", help="compute a loss of two array files")
    _add_loss_arguments(evaluate, optional=False)
    evaluate.add_argument("--steps", action="store_true", help="print every step")
    evaluate.add_argument("--json", action="store_true", help="print everything as JSON")
    add_compare_arguments(commands.add_parser("compare", help="prove how two losses relate"))
    cli_why.add_parser(commands)
    cli_lessons.add_parsers(commands)
    commands.add_parser("losses", help="list the losses and their parameters")
    _add_emit_arguments(commands.add_parser("emit", help="write a loss as source code"))
    check = commands.add_parser(
        "check", help="compare with the real framework; without a loss: the founding example"
    )
    _add_loss_arguments(check, optional=True)
    check.add_argument(
        "--all", action="store_true", help="ask every installed framework about every loss"
    )
    check.add_argument("--markdown", metavar="FILE", help="with --all: write the table there")
    demo = commands.add_parser("demo", help="compute the founding example and check it")
    demo.add_argument("--screenshot", metavar="FILE", help="also draw the window into this file")
    return parser


def _add_emit_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("loss", metavar="LOSS", help="key or alias, or a .py file with a loss")
    parser.add_argument("--framework", default="numpy", help="numpy, keras, tf.keras-2, torch, jax")
    parser.add_argument("--wrt", metavar="TENSOR", help="write the gradient by this tensor")
    parser.add_argument(
        "--steps", action="store_true", help="write steps even if the framework has the loss"
    )
    add_choices(parser)


def _add_loss_arguments(parser: argparse.ArgumentParser, *, optional: bool) -> None:
    count = "?" if optional else None
    loss = "key or alias, see 'losses', or a .py file with a loss"
    parser.add_argument("loss", metavar="LOSS", nargs=count, help=loss)
    files = "Y_TRUE Y_PRED and what else it takes: .npy, .npz (one with all), .csv, .tsv, .txt"
    parser.add_argument("files", metavar="FILE", nargs="*", help=files)
    add_choices(parser)
    parser.add_argument("--weights", metavar="FILE", help="sample weights")
    parser.add_argument("--mask", metavar="FILE", help="mask")


# ------------------------------------------------------------------------------------- commands


def _evaluate(chosen: argparse.Namespace) -> int:
    spec = spec_of(chosen)
    tensors, weights = inputs_of(chosen, spec)
    result = evaluate_spec(spec, tensors, **weights)
    if chosen.json:
        print(json.dumps(_as_json(result), indent=2))
        return 0
    if chosen.steps:
        _print_steps(result)
    for note in _notes(result):
        print(f"note: {note}")
    print(result.value)
    return 0


def _notes(result: Result) -> list[str]:
    """List what is said of the text that the loss was read from, and of how it was computed."""
    excerpt = result.spec.entry.excerpt
    return [*(excerpt.remarks if excerpt else ()), *result.notes]


def _print_steps(result: Result) -> None:
    for number, stage in enumerate(result.stages):
        print(f"{number + 1}. {stage.formula}  {stage.shape}")
        print(f"   {step_sentence(result, number)}")
        if 1 < stage.value.size <= 64:
            print("   " + np.array2string(stage.value, prefix="   "))
    if result.denominator is not None:
        found = result.denominator
        print(f"denominator {found.name} = {found.value:g}: {found.meaning}")


def _as_json(result: Result) -> dict[str, Any]:
    return {
        **result.spec.as_json(),
        "dtype": result.dtype,
        "value": _plain(result.value),
        "exact": _plain(result.exact),
        "denominator": asdict(result.denominator) if result.denominator else None,
        "notes": _notes(result),
        "steps": [
            {name: _plain(getattr(stage, name)) for name in ("name", "formula", "shape", "value")}
            for stage in result.stages
        ],
    }


def _plain(value: Any) -> Any:
    """Give lists and numbers; NaN and infinities, which JSON lacks, as text."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _emit(chosen: argparse.Namespace) -> int:
    """Write a loss in the era of the framework; a pasted one as it stands, with nothing around."""
    from lossgui.core.emit import TARGETS, emit

    is_file = chosen.loss.endswith(".py")
    if is_file:
        chosen.reduction = chosen.reduction or "none"
    if chosen.dialect is None:
        own = TARGETS[chosen.framework].dialects if chosen.framework in TARGETS else ()
        chosen.dialect = "textbook" if is_file else next(iter(own), "keras-3")
    code = emit(spec_of(chosen), chosen.framework, wrt=chosen.wrt, steps=chosen.steps)
    print(code, end="")
    return 0


def _list_losses(_chosen: argparse.Namespace) -> int:
    for loss in losses():
        print(f"{loss.key}\n    {loss.title} ({loss.family}): {loss.formula}")
        if loss.aliases:
            print(f"    also called {', '.join(loss.aliases)}")
        for item in loss.parameters:
            default = "the dialect's own" if item.default is None else item.default
            print(f"    {item.name} = {default}: {item.meaning} ({item.limits})")
    return 0


def _check(chosen: argparse.Namespace) -> int:
    from lossgui.backends.check import check_spec, shared_host

    _warn_of_a_lost_python()
    if chosen.all and chosen.markdown:
        # Opened before the minutes of asking: a place that cannot be written to is told at once.
        with written(chosen.markdown) as stream:
            return _survey(stream)
    if chosen.all:
        return _survey(None)
    if chosen.loss is None:
        return _report(*_founding_checks(shared_host()))
    spec = spec_of(chosen)
    tensors, weights = inputs_of(chosen, spec)
    ask = partial(check_spec, spec, tensors, mask=weights["mask"])
    return _report([(spec.entry.title, ask(sample_weight=weights["sample_weight"]))], "")


def _warn_of_a_lost_python() -> None:
    """Say that the Python which was chosen in the window is gone, and which is asked instead."""
    from lossgui.backends.interpreter import choose_python

    if note := choose_python().note:
        print(f"lossgui: {note}", file=sys.stderr)


def _survey(markdown: IO[bytes] | None) -> int:
    from lossgui.backends.survey import report, survey, title

    findings = []
    for found in survey():
        findings.append(found)
        print(f"{found.framework:16} {found.dialect:13} {found.loss:40} {dict(found.counts)}")
    print(report(findings).rpartition("\n")[2])
    if markdown is not None:
        markdown.write(f"{title(findings)}{report(findings)}\n".encode())
    return 0 if all(found.agrees for found in findings) else NEGATIVE


def _demo(chosen: argparse.Namespace) -> int:
    from lossgui.backends.check import shared_host

    _warn_of_a_lost_python()
    host = shared_host()
    status = _report(*_founding_checks(host))
    if chosen.screenshot:
        if sys.platform.startswith("linux"):
            # The window is drawn, never shown: the picture must not depend on a screen.
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from lossgui.ui.screenshot import save_screenshot

        print(f"saved {save_screenshot(chosen.screenshot, host)}")
    return status


def _founding_checks(host: Host) -> tuple[list[tuple[str, Check]], str]:
    """Check the founding example's rows; with the sentence that says how they relate."""
    from lossgui.backends.check import check_spec
    from lossgui.session.example import founding_example

    example = founding_example()
    first, second = example.losses
    checks = [
        (f"{row.name}  {row.spec.entry.title}", check_spec(row.spec, example.tensors, host=host))
        for row in (first, second)
    ]
    shapes = {name: values.shape for name, values in example.tensors.items()}
    comparison = compare_specs(first.spec, second.spec, shapes)
    return checks, comparison.sentence(first.name, second.name)


def _report(checks: Sequence[tuple[str, Check]], sentence: str) -> int:
    """Print a table of verdicts and return the exit status."""
    theirs = " / ".join(dict.fromkeys(check.framework for _, check in checks))
    table = [("", "ours", theirs, "difference", "verdict")]
    table += [(title, *_row(check)) for title, check in checks]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
    for said in dict.fromkeys(c.sentence for _, c in checks if not c.agrees or c.ours is None):
        print(said)
    if sentence:
        print(sentence)
    return NEGATIVE if any(check.status in ("disagrees", "failed") for _, check in checks) else 0


def _row(check: Check) -> tuple[str, str, str, str]:
    values = [
        "-" if value is None else f"array {value.shape}" if np.ndim(value) else str(value)
        for value in (check.ours, check.theirs)
    ]
    difference = "-" if check.difference is None else f"{check.difference:.2g}"
    return values[0], values[1], difference, check.status


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "eval": _evaluate,
    "compare": compare_losses,
    "losses": _list_losses,
    "emit": _emit,
    "check": _check,
    "why": cli_why.run,
    "demo": _demo,
    **cli_lessons.COMMANDS,
}
