"""What is in the Code dock: code in on one page, code out on the other."""

import json

from PySide6.QtCore import QEvent, QSize, QTimer
from PySide6.QtWidgets import QTabWidget

from lossgui.ui.code.emitted_page import EmittedPage
from lossgui.ui.code.own_page import OwnPage
from lossgui.ui.code.sheets import read_kept
from lossgui.ui.code.workbench import Workbench
from lossgui.ui.letters import letter_width
from lossgui.ui.settings import read_text

QUIET_TIME = 1500
"""Milliseconds without a key before the text is kept for the case of a crash."""
WIDTH_IN_LETTERS = 56

SHEETS, FRAMEWORK = "code/sheets", "code/framework"


def warm_up():
    """Load the parser: the first text is not to wait for it."""
    import lossgui.core.parse  # noqa: F401


class CodePanel(QTabWidget):
    """Two pages: "Your code" and "This loss as code".

    Parameters
    ----------
    studio, selection
        What the pages follow.
    settings : QSettings
        Keeps texts that are not part of a session, and the framework last written for.
    """

    def __init__(self, studio, selection, settings, parent=None):
        super().__init__(parent)
        self.setObjectName("code_panel")
        self._settings = settings
        self._mine = self._kept()
        self.workbench = Workbench(studio, selection, json.dumps(self._mine), self)
        self.own = OwnPage(studio, selection, self.workbench)
        self.emitted = EmittedPage(studio, selection)
        self.emitted.choose(read_text(settings, FRAMEWORK))
        self.addTab(self.own, "")
        self.addTab(self.emitted, "")
        self.setDocumentMode(True)
        self.tabBar().setObjectName("code_pages")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_TIME)
        self._timer.timeout.connect(self.keep)
        self.workbench.sheets.edited.connect(self._timer.start)
        # After the first paint of the dock and before anything is pasted.
        QTimer.singleShot(0, self, warm_up)
        self.retranslate()

    def retranslate(self):
        """Write all texts again in the language in force."""
        self.setTabText(0, self.tr("Your code"))
        self.setTabText(1, self.tr("This loss as code"))
        self.setAccessibleName(self.tr("Code"))
        self.tabBar().setAccessibleName(self.tr("Code"))

    def write_own(self):
        """Put the keyboard into a text that is not added yet."""
        self.setCurrentWidget(self.own)
        self.own.write_own()

    def edit(self, ident):
        """Put the keyboard into the source of a row."""
        self.setCurrentWidget(self.own)
        self.own.edit(ident)

    def show_source(self):
        """Show the selected loss as code."""
        self.setCurrentWidget(self.emitted)

    def keep(self):
        """Put what is nowhere but here into the settings."""
        self._timer.stop()
        self._settings.sync()
        # What another window has written there since is not ours to take away.
        foreign = [pair for pair in self._kept() if pair not in self._mine]
        self._mine = read_kept(self.workbench.sheets.kept())
        self._settings.setValue(SHEETS, json.dumps(foreign + self._mine))
        self._settings.setValue(FRAMEWORK, self.emitted.framework)

    @property
    def has_texts(self):
        """Whether something was typed that is nowhere but here."""
        return bool(self._mine)

    def _kept(self):
        return read_kept(read_text(self._settings, SHEETS))

    def sizeHint(self):
        width = WIDTH_IN_LETTERS * letter_width(self.fontMetrics())
        return QSize(width, super().sizeHint().height())

    def hideEvent(self, event):
        super().hideEvent(event)
        self.keep()

    def changeEvent(self, event):
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
