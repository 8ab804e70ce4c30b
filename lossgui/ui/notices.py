"""The notice bar under the panels, and the one hook that shows unexpected errors in it."""

import sys
import threading
import traceback
from collections import deque

from PySide6.QtCore import QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
)

from lossgui.ui.appearance import appearance
from lossgui.ui.icons import icon

MESSAGES_KEPT = 200
# Said by the platform without a screen about every window with a smallest size.
TRIFLES = ("This plugin does not support propagateSizeHints()",)


class NoticeBar(QFrame):
    """One sentence for the student, until it is closed or another one takes its place.

    Above it stand those that are true for the whole run, until the bar is closed. It never takes
    the keyboard: whoever is typing goes on typing.
    """

    details_wanted = Signal(str, str)
    """The sentence and the details to be shown with it."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("notice_bar")
        self.setAccessibleName(self.tr("Notice"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._sentence, self._details, self._action = "", "", None
        self._standing, self._said = [], set()
        self._mark = QLabel()
        self._label = _sentence_label(self)
        self._label.setAccessibleName(self.tr("No notice"))
        self._make_buttons()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self._mark)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._action_button)
        layout.addWidget(self._details_button)
        layout.addWidget(self._close_button)
        appearance().theme_changed.connect(self._colour)
        self._colour()
        self.hide()

    def _make_buttons(self):
        self._details_button = QPushButton(self.tr("Details"))
        self._details_button.setObjectName("notice_details")
        self._details_button.setAccessibleName(self.tr("Details of the notice"))
        self._details_button.clicked.connect(self._show_details)
        self._action_button = QToolButton()
        self._action_button.setObjectName("notice_action")
        self._action_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._action_button.setAccessibleName(self.tr("What the notice offers"))
        self._close_button = QToolButton()
        self._close_button.setObjectName("notice_close")
        self._close_button.setAutoRaise(True)
        self._close_button.setIcon(icon("close"))
        self._close_button.setAccessibleName(self.tr("Close the notice"))
        self._close_button.setToolTip(self.tr("Close"))
        self._close_button.clicked.connect(self.clear)

    @property
    def text(self):
        """The sentence being shown, or ""."""
        return self._label.text() if self.isVisibleTo(self.parentWidget()) else ""

    def show_sentence(self, sentence, details="", action=None):
        """Show a sentence; "" hides the bar.

        A button shows the details, where there are any, another one does the `action`, a `QAction`.
        """
        self._sentence, self._details, self._action = sentence, details, action
        self._show_all(sentence)

    def show_standing(self, sentence):
        """Show a sentence until the bar is closed; the same one is shown once in a run."""
        if sentence and sentence not in self._said:
            self._said.add(sentence)
            self._standing.append(sentence)
            self._show_all(sentence)

    def take_back(self, sentence):
        """Show this sentence no more; another one in its place stays."""
        if sentence and self._sentence == sentence:
            self.show_sentence("")

    def clear(self):
        """Forget what is shown, and hide."""
        self._standing.clear()
        self.show_sentence("")

    def _show_all(self, new):
        text = "\n".join(filter(None, [*self._standing, self._sentence]))
        self._label.setText(text)
        self._label.setAccessibleName(text)
        self._details_button.setVisible(bool(self._details))
        self._action_button.setVisible(self._action is not None)
        if self._action is not None:
            self._action_button.setDefaultAction(self._action)
            self._action_button.setAccessibleName(self._action.iconText())
        self.setVisible(bool(text))
        if new:
            announce(self, new)

    def show_error(self, error_type, error, trace):
        """Show an unexpected error with everything a report would need."""
        details = "".join(traceback.format_exception(error_type, error, trace))
        what = str(error) or error_type.__name__
        self.show_sentence(self.tr("Something unexpected happened: {0}").format(what), details)

    def _show_details(self):
        self.details_wanted.emit(self._sentence, self._details)

    def _colour(self, theme=None):
        theme = theme or appearance().theme
        palette = QPalette()  # only what is set here differs from the application's palette
        palette.setColor(self.backgroundRole(), theme.notice)
        self.setPalette(palette)
        self._mark.setPixmap(icon("warning", "warning").pixmap(20, 20))


def _sentence_label(parent):
    label = QLabel(parent)
    label.setObjectName("notice_text")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return label


def announce(widget, sentence):
    """Have a screen reader say this sentence."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


class ErrorHook(QObject):
    """Catches what nobody caught: in slots, in threads, and Qt's own complaints.

    The signals bring errors of any thread to the window's thread. Everything is also written to
    stderr, as without this hook. Nothing is sent anywhere.
    """

    raised = Signal(object, object, object)
    """The type, the exception and the traceback."""
    complained = Signal(str)
    """A critical message of Qt."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.messages = deque(maxlen=MESSAGES_KEPT)
        self._before = None

    def install(self):
        """Take the places of Python's and Qt's own handlers."""
        self._before = (sys.excepthook, threading.excepthook, qInstallMessageHandler(self._message))
        sys.excepthook = self._exception
        threading.excepthook = lambda a: self._exception(a.exc_type, a.exc_value, a.exc_traceback)

    def uninstall(self):
        """Put the handlers back that were there before."""
        if self._before is not None:
            sys.excepthook, threading.excepthook, handler = self._before
            qInstallMessageHandler(handler)
            self._before = None

    def _exception(self, error_type, error, trace):
        sys.__excepthook__(error_type, error, trace)
        if issubclass(error_type, KeyboardInterrupt):
            QApplication.exit(130)
        else:
            self.raised.emit(error_type, error, trace)

    def _message(self, kind, context, message):
        if message in TRIFLES:
            return
        self.messages.append(message)
        if sys.stderr is not None:
            sys.stderr.write(f"Qt: {message}\n")
        if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
            self.complained.emit(message)
