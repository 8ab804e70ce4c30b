"""What the Help menu opens: keys, versions, the program's name; and what lies behind a notice.

What it shows is imported when it is wanted, so that the first paint does not wait for them.
"""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWhatsThis


class Help(QObject):
    """Explains the window, beside it and without holding it up.

    Parameters
    ----------
    window : MainWindow
        What the dialogs belong to.
    messages : iterable of str
        What Qt complained about, for the system information.
    """

    def __init__(self, window, messages):
        super().__init__(window)
        self._window, self._messages = window, messages

    def whats_this(self):
        """Explain whatever is clicked next."""
        QWhatsThis.enterWhatsThisMode()

    def show_shortcuts(self):
        """List all keys."""
        from lossgui.ui.dialogs import ShortcutsDialog

        ShortcutsDialog(self._window).show()

    def show_system_information(self):
        """Show versions and Qt's complaints, to be copied into a report."""
        from lossgui.backends.interpreter import choose_python
        from lossgui.ui.system import system_information

        host = self._window.studio.host_state
        said = host.message if host else "TensorFlow has not been asked yet."
        text = system_information(said, choose_python(), self._messages)
        self._show_text(self.tr("System information"), "", text)

    def show_about(self):
        """Say what this program is."""
        from lossgui.ui.dialogs import show_about

        show_about(self._window)

    def show_details(self, sentence, details):
        """Show all of what a notice says in one sentence."""
        self._show_text(self.tr("Details"), sentence, details)

    def _show_text(self, title, sentence, text):
        from lossgui.ui.dialogs import TextDialog

        TextDialog(title, sentence, text, self._window).show()
