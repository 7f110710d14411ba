"""Files that are either there as a whole or not at all."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from simulator.errors import OutputError, ResultsError


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


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file of another name and give it its own only when it is complete and on the disk.

    Raises
    ------
    OutputError
        The file cannot be written; what stood there before stays.
    """
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.stem[:40]}-{uuid4().hex}{path.suffix}")  # room within the longest name
        try:
            write(unfinished)
            _settle(unfinished, os.O_RDWR)
            unfinished.replace(path)
            if os.name == "posix":  # elsewhere a folder cannot be opened
                _settle(path.parent, os.O_RDONLY)
        finally:
            unfinished.unlink(missing_ok=True)


def _settle(path: Path, access: int) -> None:
    """Wait until a file, or the names in a folder, are on the disk, so that a power cut takes nothing away."""
    descriptor = os.open(path, access)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
