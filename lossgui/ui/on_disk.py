"""Whether a file is still what it was when it was opened or saved here."""

from pathlib import Path


def version_of(path):
    """Return what differs between one content of a file and the next; None if it is not there.

    The inode is new with every save that puts a complete file in the place of the old one, also
    within the two seconds that some file systems take for the same moment.
    """
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def is_changed(path, version):
    """Return whether another program has written the file since; one that is gone is no loss."""
    return version_of(path) not in (None, version)
