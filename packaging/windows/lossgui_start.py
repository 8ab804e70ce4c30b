"""What lossgui.exe runs: lossgui, which shows in message boxes what it has no terminal for."""

import sys
import traceback


def main():
    """Start lossgui and return its exit status; an error is shown, never swallowed."""
    # This Python is the app's own: it has no pip, and a cross-check needs another one.
    sys.frozen = "windows"
    if sys.stderr is None:
        sys.excepthook = show_error  # until lossgui is loaded, which then shows its errors itself
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
