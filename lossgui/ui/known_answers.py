"""Remembers what a framework said, so that undo and a change back ask nothing again."""

from hashlib import blake2b

MOST_ANSWERS = 256
MOST_CELLS = 100_000
"""Larger tensors are not remembered: reading them all costs more than a frame."""


class KnownAnswers:
    """Answers by framework, spec and the tensors' bytes; the oldest are forgotten."""

    def __init__(self):
        self._answers = {}

    def find(self, framework, spec, tensors):
        """Give the answer to the same question, or None."""
        return self._answers.get(_key(framework, spec, tensors))

    def remember(self, framework, spec, tensors, answer):
        """Keep a verdict; that a framework is missing or has failed may change by itself."""
        key = _key(framework, spec, tensors)
        if key is None or getattr(answer, "agrees", None) is None:
            return
        self._answers.pop(key, None)
        self._answers[key] = answer
        if len(self._answers) > MOST_ANSWERS:
            del self._answers[next(iter(self._answers))]


def _key(framework, spec, tensors):
    if sum(values.size for values in tensors.values()) > MOST_CELLS:
        return None
    read = (
        (name, values.shape, values.dtype.str, blake2b(values.tobytes(), digest_size=16).digest())
        for name, values in sorted(tensors.items())
    )
    # A spec holds a mapping, so it has no hash; its text has every choice.
    return framework, repr(spec), tuple(read)
