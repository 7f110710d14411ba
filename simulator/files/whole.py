"""Files that are either there as a whole or not at all."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

from simulator.errors import OutputError, ResultsError

LOCK: Final = ".lock"
"""File that a run holds while it writes to a results folder."""

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def check_writable(folder: Path) -> None:
    """Make a results folder, and find out before any work whether it can be written to.

    Raises
    ------
    ResultsError
        It is a file.
    OutputError
        It cannot be made or written to.
    """
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass


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
    check_writable(folder)
    with explained(folder):
        lock = (folder / LOCK).open("w", encoding="utf-8")
    with lock:
        try:
            _lock(lock)
        except OSError:
            raise ResultsError(
                f"{folder}: another run is writing here — wait for it, or choose another --out."
            ) from None
        try:
            yield
        finally:
            (folder / LOCK).unlink(missing_ok=True)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file of another name and give it its own only when it is complete.

    Raises
    ------
    OutputError
        The file cannot be written; what stood there before stays.
    """
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.stem}-{uuid4().hex}{path.suffix}")
        try:
            write(unfinished)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole."""
    write_whole(path, lambda unfinished: unfinished.write_text(text, encoding="utf-8"))


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Say of an error of the file system which file it was about, and what to do.

    Raises
    ------
    ResultsError
        A file stands where a folder should be.
    OutputError
        Anything else that the file system refuses.
    """
    try:
        yield
    except OSError as error:
        is_taken = isinstance(error, FileExistsError | NotADirectoryError)
        reason = error.strerror or type(error).__name__
        raise (ResultsError if is_taken else OutputError)(
            f"{path}: cannot be written ({reason}) — choose another place with --out, or make room there."
        ) from error
