"""Folders that one process at a time writes to."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from simulator.errors import ResultsError
from simulator.files.whole import check_writable, explained

LOCK: Final = ".tariffsim.lock"
"""File that is locked while a folder is written to."""


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Hold a results folder for one run at a time; a run that dies lets go of it.

    Raises
    ------
    ResultsError
        Another run is writing there, it is no folder, or something that is no lock stands under its name.
    OutputError
        The folder cannot be written to.
    """
    from filelock import FileLock, Timeout  # its import takes as long as a small command

    check_writable(folder)
    _check_lock(folder)
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


def _check_lock(folder: Path) -> None:
    """Refuse anything under the name of the lock that a run did not leave there: a link, or a file with contents."""
    try:
        status = os.lstat(folder / LOCK)
    except OSError:
        return
    if not stat.S_ISREG(status.st_mode) or status.st_size:
        raise ResultsError(f"{folder}: {LOCK} there is no lock of a run — choose another --out, or move that away.")
