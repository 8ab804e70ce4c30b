"""What lossgui.exe runs: lossgui, with a message box for what would be said on a terminal."""

import io
import sys
import traceback


def main():
    """Start lossgui and return its exit status; an error is shown, never swallowed."""
    # This Python is the app's own: it has no pip, and a cross-check needs another one.
    sys.frozen = "windows"
    if sys.stderr is not None:
        return start()
    # Windows gives a program without a terminal no place to write to.
    sys.stdout = sys.stderr = said = io.StringIO()
    sys.excepthook = show_error
    status = start()
    if status and said.getvalue():
        show(said.getvalue())
    return status


def start():
    """Start lossgui and return its exit status."""
    from lossgui.cli import main as run

    try:
        return run()
    except SystemExit as end:
        return end.code


def show_error(*error):
    """Show what nobody caught."""
    show("".join(traceback.format_exception(*error)))


def show(text):
    """Show the end of a text in a message box."""
    import ctypes

    error_icon = 0x10
    ctypes.windll.user32.MessageBoxW(None, text[-2000:].strip(), "lossgui", error_icon)


if __name__ == "__main__":
    sys.exit(main())
