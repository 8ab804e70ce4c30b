"""Opening and saving: files by menu and drag-and-drop, recent files, unsaved changes.

Readers and dialogs are imported when they are used: the first paint does not wait for them.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDir, QObject, Signal
from PySide6.QtWidgets import QFileDialog

from lossgui.ui.jobs import Jobs
from lossgui.ui.on_disk import is_changed, version_of
from lossgui.ui.settings import remember_file

SESSION_SUFFIX = ".lossgui"


class Documents(QObject):
    """What happens between the session and the disk.

    Reading runs in a thread; until it is done, and when it fails, everything open stays as it is.
    """

    changed = Signal()
    """The file's name, whether there are unsaved changes, or the recent files have changed."""

    def __init__(self, studio, settings, window):
        super().__init__(window)
        self._studio = studio
        self._settings = settings
        self._window = window
        self._path = self._version = None
        self._recovered = False
        self._after_saving = None
        self._opened = None
        self._jobs = Jobs("reader", self)
        self._jobs.done.connect(self._read)
        studio.session_changed.connect(self.changed)
        studio.snapshot_changed.connect(self._say_what_does_not_fit)

    @property
    def path(self):
        """The session's file, or None before it was saved or opened."""
        return self._path

    @property
    def name(self):
        """What the session is called in the title."""
        return self._path.name if self._path else self.tr("Untitled")

    @property
    def saved(self):
        """Whether there is nothing to lose; a recovered session counts as unsaved."""
        return self._studio.session.saved and not self._recovered

    def close(self):
        """End the reading thread."""
        self._jobs.close()

    # ---------------------------------------------------------------------------------- opening

    def new(self):
        """Start again with the founding example."""
        self.when_saved(self._start_again)

    def open(self):
        """Let the student choose files to open."""
        dialog = self._dialog(self.tr("Open"), [_all_files(), _session_files()])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.open_files)
        dialog.open()

    def open_files(self, paths, tensor=None):
        """Open one session, or the arrays of one or several files.

        Parameters
        ----------
        paths : list of str or Path
            What to open.
        tensor : str, optional
            The tensor that a single array is meant for; where it was dropped.
        """
        paths = [Path(path) for path in paths]
        sessions = [path for path in paths if path.suffix.lower() == SESSION_SUFFIX]
        if sessions and len(paths) > 1:
            self._studio.problem.emit(
                self.tr("{0} is a whole session: open it alone.").format(sessions[0].name)
            )
        elif sessions:
            self.when_saved(partial(self._start_reading, _load, sessions[0], self._show_session))
        elif paths:
            show = partial(self._show_arrays, tensor)
            self._start_reading(_read_arrays, paths, show)

    def recover(self, path, follows):
        """Open what a crash left behind, as an unsaved copy; the file stays where it is.

        `follows` is called when that is done: with None, or with what is wrong with the file.
        """
        show = partial(self._show_recovered, follows)
        self._start_reading(_load, path, show, follows)

    def start_with(self, loaded):
        """Show a session that is in no file, once nothing can be lost by it."""
        self.when_saved(partial(self._show_session, None, (loaded, None)))

    def _start_again(self):
        self._studio.session.new()
        self._set_path(None)

    def _start_reading(self, read, source, show, refuse=None):
        self._studio.problem.emit("")  # what an earlier file was told about is over
        self._studio.busy.emit(True)
        self._jobs.start((source, show, refuse or self._refuse), partial(read, source))

    def _read(self, question, future):
        source, show, refuse = question
        self._studio.busy.emit(self._studio.is_busy)
        try:
            show(source, future.result())
        except (OSError, ValueError, TypeError) as problem:
            refuse(problem)

    def _refuse(self, problem):
        self._studio.problem.emit(str(problem))

    def _show_session(self, path, found):
        loaded, version = found
        self._studio.session.open(loaded)
        self._set_path(path, version)

    def _show_recovered(self, follows, _path, found):
        # Before the session tells of its change: nobody may take the copy for a saved session.
        self._path, self._recovered = None, True
        self._studio.session.open(found[0])
        self._studio.problem.emit(
            self.tr(
                "lossgui did not end properly the last time. "
                "This is what was open then, as an unsaved copy."
            )
        )
        follows(None)

    def _show_arrays(self, tensor, _paths, found):
        from lossgui.ui.choosing import ChooseTensors
        from lossgui.ui.incoming import match, tensor_names

        names = tensor_names(self._studio.session.state)
        matched = match(found, names, tensor)
        if matched is not None:
            self.put(matched)
            return
        chooser = ChooseTensors(found, names, self._window)
        chooser.chosen.connect(self.put)
        chooser.show()

    def put(self, arrays):
        """Put arrays, found by tensor name, in place of those that are open: one undo step."""
        files = sorted({found.file for found in arrays.values()})
        self._opened = ", ".join(files)
        session = self._studio.session
        try:
            session.set_tensors(
                {name: found.values for name, found in arrays.items()},
                text=self.tr("Open {0}").format(self._opened),
            )
        except (ValueError, TypeError) as problem:
            self._opened = None
            self._studio.problem.emit(str(problem))

    def _say_what_does_not_fit(self, snapshot):
        """After arrays were opened, say which loss they leave without a value, and why."""
        if self._opened is None:
            return
        files, self._opened = self._opened, None
        for row in snapshot.rows:
            if row.error:
                sentence = self.tr("{0} is open, but loss {1} has no value now: {2}")
                self._studio.problem.emit(sentence.format(files, row.row.name, row.error))
                return

    # ----------------------------------------------------------------------------------- saving

    def save(self):
        """Save under the present name, or ask for one."""
        if self._path is None:
            self.save_as()
        elif is_changed(self._path, self._version):
            self._save_over_changes()
        else:
            self.save_to(self._path)

    def _save_over_changes(self):
        from lossgui.ui import dialogs

        answer = dialogs.ask_to_overwrite(self._window, self.name)
        if answer == dialogs.OVERWRITE:
            self.save_to(self._path)
        elif answer == dialogs.SAVE_AS:
            self.save_as()
        else:
            self._forget_what_follows()

    def save_as(self):
        """Let the student choose where to save."""
        dialog = self._dialog(self.tr("Save"), [_session_files()])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SESSION_SUFFIX[1:])
        dialog.selectFile(str(self._path or Path(self.tr("session") + SESSION_SUFFIX)))
        dialog.fileSelected.connect(self.save_to)
        dialog.rejected.connect(self._forget_what_follows)
        dialog.open()

    def save_to(self, path):
        """Save to this file; a failure is a sentence and leaves an older file as it was."""
        from lossgui.session.storage import save_session

        follows, self._after_saving = self._after_saving, None
        try:
            save_session(Path(path), self._studio.session.state)
        except (OSError, ValueError) as problem:
            self._studio.problem.emit(str(problem))
            return
        self._studio.session.mark_saved()
        self._set_path(Path(path), version_of(path))
        if follows is not None:
            follows()

    def when_saved(self, follows):
        """Call `follows` once nothing can be lost by it: now, after saving, or never."""
        from lossgui.ui import dialogs

        if self.saved:
            follows()
            return
        answer = dialogs.ask_to_save(self._window, self.name)
        if answer == dialogs.DISCARD:
            follows()
        elif answer == dialogs.SAVE:
            self._after_saving = follows
            self.save()

    def _forget_what_follows(self):
        self._after_saving = None

    def _set_path(self, path, version=None):
        self._path, self._version, self._recovered = path, version, False
        if path is not None:
            self._remember(path)
        self.changed.emit()

    def _remember(self, path):
        if not remember_file(self._settings, path):
            from lossgui.ui.keeping import what_cannot_be_kept

            self._studio.notice.emit(what_cannot_be_kept())

    def _dialog(self, title, filters):
        # Not Path.cwd(): a folder may be removed while one works in it.
        folder = str(self._path.parent) if self._path else QDir.currentPath()
        dialog = QFileDialog(self._window, title, folder)
        dialog.setObjectName("file_dialog")
        dialog.setNameFilters(filters)
        dialog.finished.connect(dialog.deleteLater)
        return dialog


def _load(path):
    """Read a session; its version is that of the time before, so that no change is missed."""
    from lossgui.session.storage import load_session

    version = version_of(path)
    return load_session(path), version


def _read_arrays(paths):
    from lossgui.ui.incoming import read_arrays

    return read_arrays(paths)


def _all_files():
    kinds = "*.lossgui *.npy *.npz *.csv *.tsv *.txt"
    return QCoreApplication.translate("Documents", "Sessions and arrays ({0})").format(kinds)


def _session_files():
    return QCoreApplication.translate("Documents", "Sessions ({0})").format("*" + SESSION_SUFFIX)
