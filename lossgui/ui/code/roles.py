"""The comment lines of a source that say what its free names are: tensors or numbers.

``# tensors: z_mean, w`` and ``# numbers: beta = 0.5, original_dim``.
"""

import re

TENSOR, NUMBER = "tensor", "number"

_LINE = re.compile(r"^[ \t]*#[ \t]*(tensors|numbers)[ \t]*:(.*)$", re.MULTILINE)
_WORDS = {TENSOR: "tensors", NUMBER: "numbers"}


def with_role(source, name, role):
    r"""Give the source with a name said to be a tensor or a number.

    The name is taken out of the other line and added to its own one, which is made at the top
    where there is none. A name that has the role already keeps its place and value.

    Examples
    --------
    >>> with_role("K.mean(y * beta)", "beta", "number")
    '# numbers: beta\nK.mean(y * beta)'
    """
    wanted = _WORDS[role]
    entries = {word: _entries(source, word) for word in _WORDS.values()}
    if any(_name(entry) == name for entry in entries[wanted]):
        return source
    other = next(word for word in _WORDS.values() if word != wanted)
    without = [entry for entry in entries[other] if _name(entry) != name]
    if len(without) < len(entries[other]):
        source = _with_line(source, other, without)
    return _with_line(source, wanted, [*entries[wanted], name])


def _entries(source, word):
    found = [text for kind, text in _LINE.findall(source) if kind == word]
    parts = (part.strip() for text in found for part in text.split(","))
    return [part for part in parts if part]


def _name(entry):
    return entry.partition("=")[0].strip()


def _with_line(source, word, entries):
    """Put the entries of one word into the first line of it, and take its other lines away."""
    line = f"# {word}: {', '.join(entries)}"
    lines, written = [], not entries
    for old in source.split("\n"):
        found = _LINE.match(old)
        if found is None or found[1] != word:
            lines.append(old)
        elif not written:
            lines.append(line)
            written = True
    return "\n".join(lines if written else [line, *lines])
