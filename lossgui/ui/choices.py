"""The toolbar's choices for all losses at once, and what the cross-check says about them."""

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from lossgui.core.dialects import DIALECTS
from lossgui.ui.crosscheck import CHECKING
from lossgui.ui.icons import icon
from lossgui.ui.questions import NOT_CHECKED
from lossgui.ui.saying import in_language

DTYPES = (None, "float16", "float32", "float64")
_MIXED = object()


class Choice(QWidget):
    """A label and a list: what all losses share, or "several" when they differ.

    Parameters
    ----------
    name : str
        The object name of the list, also used in tests.
    label, tip : str
        Shown beside the list and as its tooltip.
    entries : dict of str to object
        The texts and what they stand for.
    choose : callable
        Called with what the chosen entry stands for.
    """

    def __init__(self, name, label, tip, entries, choose, parent=None):
        super().__init__(parent)
        self._choose = choose
        self._values = list(entries.values())
        self._list = QComboBox()
        self._list.setObjectName(name)
        self._list.addItems(list(entries))
        self._list.setAccessibleName(label)
        self._list.setToolTip(tip)
        self._list.setWhatsThis(tip)
        self._list.setPlaceholderText(self.tr("several"))
        self._list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._list.activated.connect(self._chosen)
        text = QLabel(label)
        text.setBuddy(self._list)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 6, 0)
        layout.addWidget(text)
        layout.addWidget(self._list)

    def show_values(self, values):
        """Show the one value all losses share; nothing is chosen when they differ."""
        shared = values.pop() if len(values) == 1 else _MIXED
        place = self._values.index(shared) if shared in self._values else -1
        if place != self._list.currentIndex():
            self._list.setCurrentIndex(place)

    def _chosen(self, place):
        self._choose(self._values[place])


def dtype_choice(studio, parent=None):
    """Make the list that gives every loss a dtype."""
    own = QCoreApplication.translate("Choice", "dialect's own")
    entries = {dtype or own: dtype for dtype in DTYPES}
    choice = Choice(
        "dtype_choice",
        QCoreApplication.translate("Choice", "dtype"),
        QCoreApplication.translate("Choice", "The number type that every loss is computed in"),
        entries,
        studio.session.set_dtype,
        parent,
    )

    def show(snapshot):
        choice.show_values({row.row.spec.dtype for row in snapshot.rows})

    studio.snapshot_changed.connect(show)
    show(studio.snapshot)
    return choice


def dialect_choice(studio, parent=None):
    """Make the list that gives every loss a dialect."""
    choice = Choice(
        "dialect_choice",
        QCoreApplication.translate("Choice", "Dialect"),
        QCoreApplication.translate(
            "Choice", "Whose rules every loss follows: weights, masks, reduction and number type"
        ),
        {dialect.title: key for key, dialect in DIALECTS.items()},
        studio.session.set_dialect,
        parent,
    )

    def show(snapshot):
        choice.show_values({row.row.spec.dialect for row in snapshot.rows})

    studio.snapshot_changed.connect(show)
    show(studio.snapshot)
    return choice


class CheckButton(QToolButton):
    """Says in two words what the real framework thinks of all losses; a click asks it again.

    Parameters
    ----------
    studio : Studio
        Has the verdicts.
    actions : iterable of QAction
        What its arrow and its context menu offer.
    """

    def __init__(self, studio, actions=(), parent=None):
        super().__init__(parent)
        self._studio = studio
        self.setObjectName("cross_check")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(16, 16))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.addActions(actions)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.clicked.connect(studio.check_now)
        studio.check_changed.connect(self.refresh)
        studio.host_changed.connect(self.refresh)
        studio.snapshot_changed.connect(self.refresh)
        self.refresh()

    def refresh(self, *_what_changed):
        """Show the present verdicts."""
        checks = [self._studio.check(row.row.ident) for row in self._studio.snapshot.rows]
        host = self._studio.host_state
        others = [
            answer
            for row in self._studio.snapshot.rows
            for _worker, _spec, answer in self._studio.other_checks(row.row.ident)
        ]
        mark, colour, text = self._summary(checks, others, host)
        self.setText(text)
        self.setIcon(icon(mark, colour))
        lines = [(host.version or host.message) if host else ""]
        lines += [
            in_language(check.sentence)
            for check in (*checks, *others)
            if not isinstance(check, str)
        ]
        lines.append(self.tr("Click to ask every installed framework again (F9)"))
        self.setToolTip("\n".join(line for line in lines if line))
        self.setAccessibleName(self.tr("Cross-check: {0}").format(text))
        self.setAccessibleDescription(lines[0])

    def _summary(self, checks, others, host):
        """Return the icon, its colour in the theme, and the words."""
        verdicts = [check if isinstance(check, str) else check.status for check in checks]
        said = (check for check in (*checks, *others) if not isinstance(check, str))
        apart = [check.framework for check in said if check.status == "disagrees"]
        if apart:
            # The losses' own frameworks come first.
            text = self.tr("{0} differs: {1}").format(apart[0], apart.count(apart[0]))
            return "cross", "bad", text
        if CHECKING in verdicts:
            return "wait", "muted_text", self.tr("TensorFlow: checking…")
        if "missing" in verdicts:
            return "unknown", "muted_text", self.tr("TensorFlow: not installed")
        if "failed" in verdicts:
            return "warning", "warning", self.tr("TensorFlow: no answer")
        if "agrees" in verdicts:
            version = tensorflow_version(host.version if host else "")
            return "check", "good", self.tr("TensorFlow {0}: agrees").format(version)
        if NOT_CHECKED in verdicts:
            return "unknown", "muted_text", self.tr("TensorFlow: not asked")
        return "unknown", "muted_text", self.tr("TensorFlow: nothing to compare")


def tensorflow_version(versions):
    """Return TensorFlow's own number out of "tensorflow 2.21.0, keras 3.15.1"."""
    for part in versions.split(","):
        name, _, number = part.strip().rpartition(" ")
        if name == "tensorflow":
            return number
    return versions
