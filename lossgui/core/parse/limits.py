"""Text -> syntax tree, within limits that no loss of a person reaches and no bomb passes."""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING

from lossgui.core.spans import ParseError, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_TEXT = 20_000
MOST_NODES = 6_000
DEEPEST = 60
LARGEST_NUMBER = 1e100


def tree_of(source: str) -> ast.Module:
    """Read a text as Python, executing nothing.

    Raises
    ------
    ParseError
        If it is no Python, or larger or deeper than the limits.
    """
    if not source.strip():
        raise ParseError("there is no code yet: paste a function with a tensor or two")
    if len(source) > LONGEST_TEXT:
        raise ParseError(
            f"the text has {len(source):,} characters; at most {LONGEST_TEXT:,} are read: paste "
            "the loss function alone"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except SyntaxError as problem:
        raise ParseError(_said(problem), _place(problem)) from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise ParseError("the text is no Python code, or nested too deeply") from None
    _check(tree, source.split("\n"))
    return tree


def _said(problem: SyntaxError) -> str:
    what = str(problem.msg or "invalid syntax")
    return f"this is no Python: {what[:1].lower()}{what[1:200]}"


def _place(problem: SyntaxError) -> Span:
    line, column = max(problem.lineno or 1, 1), max((problem.offset or 1) - 1, 0)
    end_line = max(problem.end_lineno or line, line)
    end = max((problem.end_offset or 0) - 1, 0)
    if end_line == line:
        end = max(end, column + 1)
    return Span(line, column, end_line, end)


def span_of(node: ast.AST, lines: Sequence[str]) -> Span:
    """Give the place of a piece of the tree; the tree counts bytes, a span counts characters."""
    line, end_line = getattr(node, "lineno", 1), getattr(node, "end_lineno", None) or 1
    return Span(
        line,
        _characters(lines, line, getattr(node, "col_offset", 0)),
        end_line,
        _characters(lines, end_line, getattr(node, "end_col_offset", None) or 0),
    )


def _characters(lines: Sequence[str], line: int, count: int) -> int:
    text = lines[line - 1] if line <= len(lines) else ""
    if text.isascii():
        return count
    return len(text.encode("utf-8", "surrogatepass")[:count].decode("utf-8", "ignore"))


def _check(tree: ast.Module, lines: Sequence[str]) -> None:
    """Walk the tree without recursion and look at its size, depth and constants."""
    seen = 0
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if seen > MOST_NODES:
            raise ParseError(f"the code has more than {MOST_NODES:,} parts: paste the loss alone")
        if depth > DEEPEST:
            raise ParseError(
                f"the code is nested more than {DEEPEST} levels deep: give parts of it a name",
                span_of(node, lines),
            )
        if isinstance(node, ast.Constant):
            _check_constant(node, lines)
        waiting += [(child, depth + 1) for child in ast.iter_child_nodes(node)]


def _check_constant(node: ast.Constant, lines: Sequence[str]) -> None:
    value = node.value
    if isinstance(value, complex):
        raise ParseError("a complex number is no part of a loss", span_of(node, lines))
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise ParseError(
            f"the number is larger than {LARGEST_NUMBER:g}; write it as 1e… if it is meant",
            span_of(node, lines),
        )
