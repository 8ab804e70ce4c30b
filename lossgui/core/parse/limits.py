"""Text -> syntax tree, within limits that no loss of a person reaches and no bomb passes."""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING

from lossgui.core.excerpt import Excerpt, lines_of
from lossgui.core.parse.cleaning import cleaned
from lossgui.core.parse.signs import said_of_sign
from lossgui.core.spans import ParseError, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_TEXT = 20_000
MOST_NODES = 6_000
DEEPEST = 60
LARGEST_NUMBER = 1e100


def read_text(source: str) -> tuple[ast.Module, Excerpt]:
    """Read a text as Python, executing nothing; what is none is cleaned of what was copied along.

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
    excerpt = Excerpt(lines_of(source))
    try:
        if _IPYTHON.match(source):
            raise SyntaxError  # with a prompt before an assignment, it is a type for Python
        tree = _tree_of(excerpt)
    except SyntaxError:
        excerpt = cleaned(excerpt.lines)
        tree = _tree_of_cleaned(excerpt)
    _check(tree, excerpt)
    return tree, excerpt


def _tree_of(excerpt: Excerpt) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(excerpt.code)
    except SyntaxError:
        raise
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise ParseError("the text is no Python code, or nested too deeply") from None


def _tree_of_cleaned(excerpt: Excerpt) -> ast.Module:
    try:
        return _tree_of(excerpt)
    except SyntaxError as problem:
        raise ParseError(_said(problem), excerpt.placed(_place(problem))) from None


_IPYTHON = re.compile(r"(\s*#.*\n)*\s*In ?\[\d*\]:")
_SIGN = re.compile(r"invalid (?:non-printable )?character .*\(?U\+([0-9A-F]+)\)")


def _said(problem: SyntaxError) -> str:
    what = str(problem.msg or "invalid syntax")
    sign = _SIGN.match(what)
    if sign is not None:
        return said_of_sign(chr(int(sign[1], 16)))
    return f"this is no Python: {what[:1].lower()}{what[1:200]}"


def _place(problem: SyntaxError) -> Span:
    line, column = max(problem.lineno or 1, 1), max((problem.offset or 1) - 1, 0)
    end_line = max(problem.end_lineno or line, line)
    end = max((problem.end_offset or 0) - 1, 0)
    if end_line == line:
        end = max(end, column + 1)
    return Span(line, column, end_line, end)


def span_of(node: ast.AST, text: Excerpt) -> Span:
    """Give the place of a piece of the tree in what was pasted.

    The tree counts bytes of the text that Python reads, a span counts characters.
    """
    line, end_line = getattr(node, "lineno", 1), getattr(node, "end_lineno", None) or 1
    span = Span(
        line,
        _characters(text.lines, line, getattr(node, "col_offset", 0)),
        end_line,
        _characters(text.lines, end_line, getattr(node, "end_col_offset", None) or 0),
    )
    return text.placed(span)


def _characters(lines: Sequence[str], line: int, count: int) -> int:
    text = lines[line - 1] if line <= len(lines) else ""
    if text.isascii():
        return count
    return len(text.encode("utf-8", "surrogatepass")[:count].decode("utf-8", "ignore"))


def _check(tree: ast.Module, text: Excerpt) -> None:
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
                span_of(node, text),
            )
        if isinstance(node, ast.Constant):
            _check_constant(node, text)
        waiting += [(child, depth + 1) for child in ast.iter_child_nodes(node)]


def _check_constant(node: ast.Constant, text: Excerpt) -> None:
    value = node.value
    if isinstance(value, complex):
        raise ParseError("a complex number is no part of a loss", span_of(node, text))
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise ParseError(
            f"the number is larger than {LARGEST_NUMBER:g}; write it as 1e… if it is meant",
            span_of(node, text),
        )
