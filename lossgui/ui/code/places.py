"""Places in source code, as the parser counts them and as Qt does.

The parser counts characters. Qt counts the halves of UTF-16, of which a character beyond the first
65536 has two.
"""

from PySide6.QtGui import QTextCursor


def cursor_over(document, span):
    """Return a cursor that selects a `Span`; what lies behind the text's end ends with it."""
    cursor = QTextCursor(document)
    cursor.setPosition(_position(document, span.line, span.column))
    end = _position(document, span.end_line, span.end_column)
    cursor.setPosition(max(end, cursor.position()), QTextCursor.MoveMode.KeepAnchor)
    return cursor


def place_of(cursor):
    """Return the line, from 1, and the column, from 0, where a cursor stands."""
    text = cursor.block().text()
    before = text.encode("utf-16-le")[: 2 * cursor.positionInBlock()]
    return cursor.blockNumber() + 1, len(before.decode("utf-16-le", "replace"))


def contains(span, place):
    """Tell whether a place lies within a span, its very end included."""
    return (span.line, span.column) <= place <= (span.end_line, span.end_column)


def extent(span):
    """Give what orders spans by how much they take in: of two that overlap, the inner is less."""
    return span.end_line - span.line, span.end_column - span.column


def _position(document, line, column):
    number = min(max(line, 1), document.blockCount()) - 1
    block = document.findBlockByNumber(number)
    halves = len(block.text()[: max(column, 0)].encode("utf-16-le")) // 2
    return block.position() + halves
