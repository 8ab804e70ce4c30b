"""What is wrong with a Python that was named."""


class PythonProblem(Exception):
    """A file or folder cannot be used as a Python; the text is a sentence that says why."""
