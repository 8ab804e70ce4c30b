"""How many blanks a line of Python starts with."""

INDENT = "    "

_ENDS = ("return", "raise", "pass", "break", "continue")


def indentation_after(line):
    """Give the blanks that the line behind this one starts with.

    Parameters
    ----------
    line : str
        The line as far as the caret.

    Examples
    --------
    >>> indentation_after("def loss(y_true, y_pred):"), indentation_after("    return 0")
    ('    ', '')
    """
    blanks = line[: len(line) - len(line.lstrip(" \t"))]
    code = line.partition("#")[0].strip()
    if code.endswith((":", "(", "[", "{")):
        return blanks + INDENT
    first = code.split(maxsplit=1)[0] if code else ""
    if first in _ENDS and _closed(code):
        return outdented(blanks)
    return blanks


def indented(line):
    """Move a line in by four blanks; an empty line stays empty."""
    return INDENT + line if line.strip() else line


def outdented(line):
    """Move a line out, back to the last multiple of four blanks, or by one tab."""
    if line.startswith("\t"):
        return line[1:]
    blanks = len(line) - len(line.lstrip(" "))
    return line[(blanks - 1) % len(INDENT) + 1 :] if blanks else line


def _closed(code):
    return all(code.count(a) <= code.count(b) for a, b in ("()", "[]", "{}"))
