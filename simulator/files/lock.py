"""Folders that one process at a time writes to."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from simulator.errors import ResultsError
from simulator.files.whole import check_writable, explained

LOCK: Final = ".lock"
"""File that is locked while a folder is written to."""


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Hold a results folder for one run at a time; a run that dies lets go of it.

    Raises
    ------
    ResultsError
        Another run is writing there, or it is no folder.
    OutputError
        The folder cannot be written to.
    """
    from filelock import FileLock, Timeout  # its import takes as long as a small command

    check_writable(folder)
    lock = FileLock(folder / LOCK, timeout=0)
    with explained(folder):
        try:
            lock.acquire()
        except Timeout:
            raise ResultsError(
                f"{folder}: another run is writing here — wait for it, or choose another --out."
            ) from None
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes an open file on release only
            (folder / LOCK).unlink()  # before the release, so that it is not the lock of the next run
        lock.release()
