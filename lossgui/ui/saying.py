"""Sentences of the parts that know no window, in the window's language."""

from lossgui.core.saying import Said
from lossgui.ui.action_making import translated


def in_language(text):
    """Return a text in the language of the window; what is plain text stays as it is."""
    if not isinstance(text, Said):
        return text
    template = translated(text.template)
    if not text.parts:
        return template
    return template.format(**{name: in_language(part) for name, part in text.parts.items()})
