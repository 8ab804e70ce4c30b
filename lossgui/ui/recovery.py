"""A copy of the unsaved session on disk, for the case that the program does not end properly.

Every running window has a slot: a lock file, which the system frees when the process dies, and a
session file. A session file whose lock can be taken was left behind by a crash.
"""

from dataclasses import replace
from types import MappingProxyType

from PySide6.QtCore import QLockFile, QObject, QTimer

from lossgui.ui.jobs import Jobs
from lossgui.ui.settings import data_folder

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
        self._failed = False
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
        """Take a slot; with `recover` one that a crash left behind, and open what is in it."""
        folder = data_folder() / "recovery"
        folder.mkdir(exist_ok=True)
        slots = [folder / f"recovery-{number}.lossgui" for number in range(1, SLOTS + 1)]
        slots.sort(key=lambda file: file.exists() != recover)  # stable: low numbers first
        for file in slots:
            lock = QLockFile(str(file.with_suffix(".lock")))
            lock.setStaleLockTime(0)  # only a dead process frees a lock, not its age
            if lock.tryLock(0):
                self._lock, self._file = lock, file
                break
        if recover and self._file is not None and self._file.exists():
            self._documents.recover(self._file)
        elif not self._documents.saved:
            self._timer.start()  # an edit was quicker than this start

    def write(self):
        """Copy the session to disk, if there is anything that is not saved."""
        state = self._studio.session.state
        cells = sum(record.values.size for record in state.tensors.values())
        if self._failed or self._file is None or self._documents.saved or cells > LARGEST:
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
            self._file.unlink(missing_ok=True)
            self._lock.unlock()
            self._lock = self._file = None

    def _changed(self):
        if not self._documents.saved:
            self._timer.start()
        elif self._file is not None:
            self._timer.stop()
            self._file.unlink(missing_ok=True)

    def _written(self, _file, future):
        try:
            future.result()
        except (OSError, ValueError) as problem:
            sentence = self.tr("The copy for the case of a crash cannot be written: {0}")
            self._studio.problem.emit(sentence.format(problem))
            self._failed = True  # said once is enough
        else:
            if self._documents.saved and self._file is not None:
                self._file.unlink(missing_ok=True)


def _save(file, state):
    from lossgui.session.storage import save_session

    save_session(file, state)
