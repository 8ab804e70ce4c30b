"""Pasted Python source -> a loss. The text is read as a syntax tree; nothing of it is executed."""

from __future__ import annotations

import ast
from functools import lru_cache
from types import MappingProxyType

from lossgui.core.losses.catalogue import CODE, Loss, Parameter
from lossgui.core.parse.building import built
from lossgui.core.parse.program import Number, Program, program_of
from lossgui.core.spans import ParseError


def parse(source: str) -> Loss:
    """Read pasted source code as a loss, which stands wherever the name of one does.

    Parameters
    ----------
    source
        One or more function definitions, of which the last unused one is the loss, a lambda, an
        expression, or a class with ``call``, ``forward`` or ``update_state`` and ``result``; for
        TensorFlow, Keras, PyTorch, JAX, optax or NumPy. Its arguments without a default are the
        loss' tensors, those with a number as default its parameters. A name that the text leaves
        open becomes a tensor or a number; lines ``# tensors: w`` and ``# numbers: beta = 0.5``
        settle which. What stands around the loss in a notebook is left out: calls of it, sample
        data, training, prompts, magic commands, margins; ``excerpt`` of the loss says so.

    Raises
    ------
    ParseError
        If the text is not Python, or has something that is not read; says what, and where.

    Examples
    --------
    >>> loss = parse("def f(y_true, y_pred): return np.mean((y_true - y_pred) ** 2)")
    >>> loss.name, loss.arguments, loss.framework
    ('f', ('y_true', 'y_pred'), 'numpy')
    """
    if not isinstance(source, str):
        raise TypeError(f"source code is a text, not {type(source).__name__}")
    return _parsed(source)


@lru_cache(maxsize=64)
def _parsed(source: str) -> Loss:
    program = program_of(source)
    return Loss(
        key=CODE + source,
        title=program.name,
        family="pasted",
        summary=_summary(program),
        formula=_formula(program),
        arguments=program.tensors,
        optional=(),
        parameters=tuple(_parameter(item) for item in program.numbers),
        aliases=(),
        axis=None,
        inner="",
        has_axis=False,
        has_inner=False,
        one_axis=False,
        pairing="own",
        domains=MappingProxyType({}),
        function=lambda *tensors, **numbers: built(program, tensors, numbers),
        source=source,
        excerpt=program.excerpt,
        framework=program.framework,
    )


def _parameter(item: Number) -> Parameter:
    kind = "flag" if isinstance(item.default, bool) else "number"
    return Parameter(item.name, f"the number {item.name} of the code", kind, default=item.default)


def _summary(program: Program) -> str:
    body = getattr(program.definition, "body", None)
    text = ast.get_docstring(program.definition) if isinstance(body, list) else None  # type: ignore[arg-type]
    return (text or "").partition("\n")[0] or "Pasted code."


def _formula(program: Program) -> str:
    """Write the expression that is returned, in one line."""
    returns = [item for item in ast.walk(program.definition) if isinstance(item, ast.Return)]
    last = returns[-1].value if returns else getattr(program.definition, "body", program.definition)
    text = ast.unparse(last) if isinstance(last, ast.expr) else program.name
    return text if len(text) <= 80 else f"{text[:77]}…"


__all__ = ["ParseError", "parse"]
