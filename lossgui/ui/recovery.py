"""A copy of the unsaved session on disk, for the case that the program does not end properly.

Every running window has a slot: a lock file, which the system frees when the process dies, and a
session file. A session file whose lock can be taken was left behind by a crash.
"""

from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import QLockFile, QObject, QTimer

from lossgui.session.problems import reason_of
from lossgui.ui.damaged import set_aside
from lossgui.ui.jobs import Jobs
from lossgui.ui.settings import copies_folder

QUIET_TIME = 1500
"""Milliseconds without an edit before the copy is written."""
LARGEST = 2_000_000
"""Cells: copying more would be felt with every edit, and such arrays come from files anyway."""
SLOTS = 20


class Recovery(QObject):
    """Keeps the copy of one window's session up to date until the window is closed.

    Parameters
    ----------
    documents : Documents
        Tells whether there is anything unsaved, and takes what is recovered.
    studio : Studio
        Its session is copied.
    """

    def __init__(self, documents, studio, parent=None):
        super().__init__(parent)
        self._documents = documents
        self._studio = studio
        self._lock = self._file = None
        self._failed = self._recovering = False
        self._jobs = Jobs("recovery", self)
        self._jobs.done.connect(self._written)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_TIME)
        self._timer.timeout.connect(self.write)
        documents.changed.connect(self._changed)

    @property
    def file(self):
        """The session file of this window's slot, or None without a slot."""
        return self._file

    def start(self, *, recover=True):
        """Take a slot; with `recover` one that a crash left behind, and open what is in it.

        Without a folder that can be written to there is none, and no copy.
        """
        folder = copies_folder()
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        slots = [folder / f"recovery-{number}.lossgui" for number in range(1, SLOTS + 1)]
        slots.sort(key=lambda file: file.exists() != recover)  # stable: low numbers first
        self._lock, self._file = next(filter(None, map(_locked, slots)), (None, None))
        if recover and self._file is not None and self._file.exists():
            self._recovering = True
            self._documents.recover(self._file, self._recovered)
        elif not self._documents.saved:
            self._timer.start()  # an edit was quicker than this start
        if not recover:
            self._tell_of_what_is_left(slots)

    def write(self):
        """Copy the session to disk, if there is anything that is not saved."""
        state = self._studio.session.state
        cells = sum(record.values.size for record in state.tensors.values())
        if self._recovering or self._file is None or self._documents.saved or cells > LARGEST:
            return
        # The session edits its arrays in place, so the thread gets copies.
        copies = {
            name: replace(record, values=record.values.copy())
            for name, record in state.tensors.items()
        }
        frozen = replace(state, tensors=MappingProxyType(copies))
        self._jobs.start(self._file, lambda: _save(self._file, frozen))

    def finish(self):
        """Free the slot: the window is closed and nothing is left to recover."""
        self._timer.stop()
        self._jobs.close()
        if self._lock is not None:
            self._remove()
            self._lock.unlock()
            self._lock = self._file = None

    def _recovered(self, problem):
        """Go on after the copy was opened; one that cannot be is nobody's to overwrite."""
        self._recovering = False
        if problem is None or self._file is None:
            return
        try:
            kept = set_aside(self._file)
        except OSError as refused:
            sentence = self.tr("{0}. The copy cannot be put aside: {1}")
            self._studio.notice.emit(sentence.format(problem, reason_of(refused)))
            self._lock.unlock()
            self._lock = self._file = None
        else:
            sentence = self.tr("What a crash left behind cannot be opened: {0}. It is kept as {1}.")
            self._studio.notice.emit(sentence.format(problem, kept))

    def _tell_of_what_is_left(self, slots):
        for file in slots:
            found = _locked(file) if file.exists() else None
            if found is not None:
                found[0].unlock()
                self._studio.notice.emit(
                    self.tr(
                        "lossgui did not end properly the last time. Start it once more without a "
                        "file to get back what was open then."
                    )
                )
                return

    def _remove(self):
        """Remove the copy, unless it is of a crash and nobody has seen it yet."""
        if not self._recovering and self._file is not None:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)

    def _changed(self):
        if not self._documents.saved:
            self._timer.start()
        else:
            self._timer.stop()
            self._remove()

    def _written(self, _file, future):
        try:
            future.result()
        except (OSError, ValueError) as problem:
            if not self._failed:  # said once is enough; room may come back
                sentence = self.tr("The copy for the case of a crash cannot be written: {0}")
                self._studio.problem.emit(sentence.format(problem))
            self._failed = True
        else:
            self._failed = False
            if self._documents.saved:
                self._remove()


def _locked(file):
    """Return the lock of a slot and the slot, or None if another window has it."""
    lock = QLockFile(str(file.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # only a dead process frees a lock, not its age
    return (lock, file) if lock.tryLock(0) else None


def _save(file, state):
    from lossgui.session.storage import save_session

    save_session(file, state)
